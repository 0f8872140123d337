#include <random>

#include "cuda/field/eq.hpp"
#include "cuda/field/reduce.hpp"
#include "kit/catch.hpp"

using namespace squall;
using namespace squall::cuda;

namespace {

Fp random_fp(std::mt19937& random) { return Fp::from_raw(random() % Fp::kModulus); }
K random_k(std::mt19937& random) {
  K x;
  for (auto& c : x.c) c = random_fp(random);
  return x;
}

}  // namespace

TEST_CASE("lanes compute like the field") {
  std::mt19937 random(2);
  for (int i = 0; i < 2000; ++i) {
    const Fp edge[] = {Fp(0), Fp(1), Fp(-1), Fp::from_raw(1), Fp::from_raw(Fp::kModulus - 1), random_fp(random)};
    for (const Fp a : edge) {
      const Fp b = edge[random() % 6];
      REQUIRE((Lane(a) + Lane(b)).fp() == a + b);
      REQUIRE((Lane(a) - Lane(b)).fp() == a - b);
      REQUIRE((-Lane(a)).fp() == -a);
      REQUIRE((Lane(a) * Lane(b)).fp() == a * b);
      REQUIRE(Lane(a).canonical() == a.canonical());
      REQUIRE(Lane::from_canonical(a.canonical()).fp() == a);
    }
    const K x = random_k(random), y = random_k(random);
    REQUIRE(narrow(mul_ext(wide(x), wide(y))) == x * y);
    REQUIRE(narrow(wide(x) * Lane(y.c[0])) == x * y.c[0]);
    ExtDot<Lane> dot(wide(x));
    K expected = x;
    for (int k = 0; k < 9; ++k) {
      dot.add(wide(x), wide(y));
      dot.add2(Lane(y.c[1]), wide(x), Lane(x.c[2]), wide(y));
      expected += x * y + x * y.c[1] + y * x.c[2];
    }
    REQUIRE(narrow(dot.reduce()) == expected);
  }
}

TEST_CASE("tables go to the device and come back") {
  Gpu gpu(0);
  std::mt19937 random(3);
  std::vector<K> values(1000);
  for (K& x : values) x = random_k(random);
  const Table table = upload_table(gpu, values);
  CHECK(download_table(gpu, table.planes(), values.size()) == values);
}

TEST_CASE("partial sums of any number of blocks") {
  Gpu gpu(0);
  std::mt19937 random(4);
  for (const std::size_t blocks : {1u, 2u, 31u, 127u, 128u, 129u, 1000u}) {
    const std::size_t count = 3;
    std::vector<K> partial(blocks * count), expected(count);
    for (std::size_t i = 0; i < partial.size(); ++i) {
      partial[i] = random_k(random);
      expected[i % count] += partial[i];
    }
    const DeviceBuffer<K> device = gpu.copy(partial);
    CHECK(sum_partials(gpu, device.data(), blocks, count) == expected);
  }
}

TEST_CASE("eq tables, padded or not") {
  Gpu gpu(0);
  std::mt19937 random(5);
  for (unsigned n = 0; n <= 9; ++n) {
    for (const std::size_t least : {std::size_t(0), std::size_t(16)}) {
      std::vector<K> point(n);
      for (K& x : point) x = random_k(random);
      const std::size_t size = std::size_t(1) << n;
      std::vector<K> expected(std::max(size, least));
      for (std::size_t i = 0; i < size; ++i) {
        expected[i] = K(1);
        for (unsigned k = 0; k < n; ++k) expected[i] *= i >> (n - 1 - k) & 1 ? point[k] : K(1) - point[k];
      }
      gpu.pool().reset_peak();
      const Table table = eq_table(gpu, point, least);
      CHECK(gpu.pool().peak() <= eq_memory(n, least));
      CHECK(download_table(gpu, table.planes(), table.size()) == expected);
    }
  }
}
