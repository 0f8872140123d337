#pragma once

// What computing takes: a fixed set of threads that share out numbered tasks, and the memory that they work in. Results
// never depend on the number of threads: tasks write to disjoint places, or the caller combines their partial results
// in task order.

#include <cstddef>
#include <functional>
#include <memory>

#include "base/arena.hpp"

namespace squall {

class ThreadPool {
 public:
  // threads = 0: one per processor. The calling thread always works too, so 1 starts no thread at all.
  explicit ThreadPool(unsigned threads = 0);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  unsigned size() const;
  // For the buffers of those who use the pool; they must not outlive it.
  Arena& memory() { return memory_; }

  // Calls task(i) for every i in [0, count), in any order, and returns when all are done. The first exception of a task
  // is thrown again here, after the others have finished. Not reentrant.
  void for_each(std::size_t count, const std::function<void(std::size_t)>& task);

  // As above, with the number of the worker (below size()) as second argument: for scratch memory per thread.
  void for_each_worker(std::size_t count, const std::function<void(std::size_t task, unsigned worker)>& task);

  // Splits [0, size) into at most 8 ranges per thread, each a multiple of `grain` except the last.
  void for_ranges(std::size_t size, std::size_t grain,
                  const std::function<void(std::size_t begin, std::size_t end)>& task);

 private:
  struct State;
  Arena memory_;
  std::unique_ptr<State> state_;
};

}  // namespace squall
