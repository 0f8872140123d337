#include "base/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace squall {

struct ThreadPool::State {
  std::mutex mutex;
  std::condition_variable start, finished;
  std::vector<std::thread> threads;
  std::uint64_t generation = 0;  // of the job; a worker runs each generation once
  std::size_t count = 0;
  unsigned running = 0;
  bool stop = false;
  std::atomic<std::size_t> next{0};
  const std::function<void(std::size_t, unsigned)>* task = nullptr;
  std::exception_ptr failure;

  void work(unsigned worker) {
    for (std::size_t i; (i = next.fetch_add(1, std::memory_order_relaxed)) < count;) {
      try {
        (*task)(i, worker);
      } catch (...) {
        std::lock_guard lock(mutex);
        if (!failure) failure = std::current_exception();
      }
    }
  }

  void loop(unsigned worker) {
    std::uint64_t seen = 0;
    std::unique_lock lock(mutex);
    for (;;) {
      start.wait(lock, [&] { return stop || generation != seen; });
      if (stop) return;
      seen = generation;
      lock.unlock();
      work(worker);
      lock.lock();
      if (--running == 0) finished.notify_one();
    }
  }
};

ThreadPool::ThreadPool(unsigned threads) : state_(std::make_unique<State>()) {
  if (threads == 0) threads = std::max(1u, std::thread::hardware_concurrency());
  for (unsigned worker = 1; worker < threads; ++worker) {
    state_->threads.emplace_back([this, worker] { state_->loop(worker); });
  }
}

ThreadPool::~ThreadPool() {
  {
    std::lock_guard lock(state_->mutex);
    state_->stop = true;
  }
  state_->start.notify_all();
  for (auto& thread : state_->threads) thread.join();
}

unsigned ThreadPool::size() const { return static_cast<unsigned>(state_->threads.size()) + 1; }

void ThreadPool::for_each_worker(std::size_t count, const std::function<void(std::size_t, unsigned)>& task) {
  if (count == 0) return;
  State& s = *state_;
  {
    std::lock_guard lock(s.mutex);
    s.task = &task;
    s.count = count;
    s.next.store(0, std::memory_order_relaxed);
    s.failure = nullptr;
    s.running = static_cast<unsigned>(s.threads.size());
    ++s.generation;
  }
  s.start.notify_all();
  s.work(0);
  std::unique_lock lock(s.mutex);
  s.finished.wait(lock, [&] { return s.running == 0; });
  if (s.failure) std::rethrow_exception(std::exchange(s.failure, nullptr));
}

void ThreadPool::for_each(std::size_t count, const std::function<void(std::size_t)>& task) {
  for_each_worker(count, [&](std::size_t i, unsigned) { task(i); });
}

void ThreadPool::for_ranges(std::size_t size, std::size_t grain,
                            const std::function<void(std::size_t, std::size_t)>& task) {
  if (size == 0) return;
  const std::size_t grains = (size + grain - 1) / grain;
  const std::size_t parts = std::min<std::size_t>(grains, 8 * this->size());
  for_each(parts, [&](std::size_t i) {
    const std::size_t begin = grains * i / parts * grain;
    const std::size_t end = std::min(size, grains * (i + 1) / parts * grain);
    task(begin, end);
  });
}

}  // namespace squall
