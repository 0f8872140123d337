#include "base/parallel.hpp"

#include <atomic>
#include <stdexcept>
#include <vector>

#include "kit/catch.hpp"

using namespace squall;

TEST_CASE("every task runs once, whatever the number of threads") {
  for (const unsigned threads : {1u, 2u, 5u}) {
    ThreadPool pool(threads);
    CHECK(pool.size() == threads);
    for (const std::size_t count : {std::size_t(0), std::size_t(1), std::size_t(7), std::size_t(1000)}) {
      std::vector<std::atomic<int>> runs(count);
      pool.for_each_worker(count, [&](std::size_t i, unsigned worker) {
        if (worker < threads) ++runs[i];
      });
      for (const auto& r : runs) CHECK(r == 1);
    }
  }
}

TEST_CASE("ranges cover everything once, in multiples of the grain") {
  ThreadPool pool(3);
  for (const std::size_t size : {1, 63, 64, 65, 1000, 100'000}) {
    std::vector<std::atomic<int>> hits(size);
    pool.for_ranges(size, 64, [&](std::size_t begin, std::size_t end) {
      if (begin % 64 != 0 || (end % 64 != 0 && end != size)) throw std::logic_error("not a multiple of the grain");
      for (std::size_t i = begin; i < end; ++i) ++hits[i];
    });
    for (const auto& h : hits) CHECK(h == 1);
  }
}

TEST_CASE("an exception of a task reaches the caller, and the pool lives on") {
  ThreadPool pool(2);
  CHECK_THROWS_WITH(pool.for_each(100,
                                  [](std::size_t i) {
                                    if (i == 42) throw std::runtime_error("task 42");
                                  }),
                    "task 42");
  std::atomic<int> done{0};
  pool.for_each(10, [&](std::size_t) { ++done; });
  CHECK(done == 10);
}
