#include "base/arena.hpp"

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

#include "base/buffer.hpp"
#include "kit/catch.hpp"

using namespace squall;

namespace {
constexpr std::size_t kMiB = 1u << 20;
}

TEST_CASE("freed memory is handed out again, lowest address first") {
  Arena arena;
  void* a = arena.allocate(3 * kMiB, false);
  void* b = arena.allocate(kMiB, false);
  void* c = arena.allocate(kMiB, false);
  CHECK(a < b);
  CHECK(b < c);
  CHECK(reinterpret_cast<std::uintptr_t>(a) % (2 * kMiB) == 0);
  arena.release(a, 3 * kMiB);
  CHECK(arena.allocate(4 * kMiB, false) == a);
  arena.release(a, 4 * kMiB);
  arena.release(b, kMiB);
  CHECK(arena.allocate(6 * kMiB, false) == a);  // neighbours have grown together
  arena.release(a, 6 * kMiB);
  arena.release(c, kMiB);
  CHECK(arena.allocate(100 * kMiB, false) == a);
  arena.release(a, 100 * kMiB);
  CHECK(arena.peak() == 100 * kMiB);
}

TEST_CASE("zeroed memory is zero, used before or not") {
  Arena arena;
  for (int round = 0; round < 3; ++round) {
    Buffer<std::uint32_t> buffer(arena, std::size_t(1'000'000 + 700'000 * round), true);
    CHECK(std::all_of(buffer.begin(), buffer.end(), [](std::uint32_t word) { return word == 0; }));
    std::fill(buffer.begin(), buffer.end(), 0xdeadbeef);
  }
}

TEST_CASE("buffers of an arena never overlap") {
  Arena arena;
  std::mt19937 random(1);
  struct Item {
    Buffer<std::uint32_t> buffer;
    std::uint32_t tag;
  };
  std::vector<Item> items;
  const auto intact = [](const Item& item) {
    return std::all_of(item.buffer.begin(), item.buffer.end(), [&](std::uint32_t word) { return word == item.tag; });
  };
  for (std::uint32_t step = 0; step < 300; ++step) {
    if (items.size() > 6) {
      const std::size_t victim = random() % items.size();
      CHECK(intact(items[victim]));
      std::swap(items[victim], items.back());
      items.pop_back();
    }
    items.push_back({Buffer<std::uint32_t>(arena, 1 + random() % 900'000), step});
    std::fill(items.back().buffer.begin(), items.back().buffer.end(), step);
  }
  for (const Item& item : items) CHECK(intact(item));
}
