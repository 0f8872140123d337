#include "cuda/runtime/pool.hpp"

#include <random>
#include <vector>

#include "kit/catch.hpp"

using squall::cuda::Pool;

TEST_CASE("ranges of a pool never overlap, and come back") {
  Pool pool(1 << 16);
  std::mt19937 random(1);
  struct Range {
    std::size_t offset, bytes;
  };
  std::vector<Range> held;
  std::vector<int> owner((1 << 16) / Pool::kGrain, 0);
  const auto mark = [&](const Range& r, int from, int to) {
    for (std::size_t i = r.offset / Pool::kGrain; i < (r.offset + Pool::rounded(r.bytes)) / Pool::kGrain; ++i) {
      REQUIRE(owner[i] == from);
      owner[i] = to;
    }
  };
  std::size_t refused = 0;
  for (int step = 0; step < 20000; ++step) {
    if (held.empty() || random() % 2) {
      const std::size_t bytes = random() % 4000 + 1;
      if (const auto offset = pool.allocate(bytes, random() % 3 ? Pool::Lifetime::kShort : Pool::Lifetime::kLasting)) {
        held.push_back({*offset, bytes});
        mark(held.back(), 0, 1);
      } else {
        ++refused;
        REQUIRE(pool.largest_free() < bytes);
      }
    } else {
      std::swap(held[random() % held.size()], held.back());
      mark(held.back(), 1, 0);
      pool.release(held.back().offset, held.back().bytes);
      held.pop_back();
    }
    REQUIRE(pool.used() <= pool.peak());
  }
  CHECK(refused > 0);
  for (const Range& r : held) pool.release(r.offset, r.bytes);
  CHECK(pool.used() == 0);
  CHECK(pool.largest_free() == pool.size());
}

TEST_CASE("a range released twice is noticed") {
  Pool pool(4096);
  const auto a = pool.allocate(100), b = pool.allocate(100);
  REQUIRE((a && b));
  pool.release(*a, 100);
  CHECK_THROWS_AS(pool.release(*a, 100), std::logic_error);
}
