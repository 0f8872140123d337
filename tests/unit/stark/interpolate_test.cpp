#include "stark/interpolate.hpp"

#include "field/algorithms.hpp"
#include "kit/catch.hpp"

namespace squall {
namespace {

K element(std::uint32_t seed) {
  K x;
  for (unsigned i = 0; i < K::kDegree; ++i) x.c[i] = Fp(seed * 7919u + i * 104729u + 13u).pow(5);
  return x;
}

TEST_CASE("interpolation gives back the coefficients") {
  for (const std::size_t n : {1u, 2u, 5u, 6u}) {
    std::vector<K> f, ys;
    std::vector<Fp> xs;
    for (std::size_t i = 0; i < n; ++i) f.push_back(element(static_cast<std::uint32_t>(i)));
    for (std::size_t i = 0; i < n; ++i) {
      xs.push_back(Fp(3 * i + 2));
      ys.push_back(horner(f, K(xs.back())));
    }
    CHECK(interpolate(xs, ys) == f);
  }
}

TEST_CASE("interpolation over a subgroup and over cosets of it") {
  constexpr unsigned kLog = 3, kCount = 3;
  const std::size_t size = 1u << kLog;
  std::vector<K> f;
  for (std::uint32_t i = 0; i < kCount * size; ++i) f.push_back(element(i));
  const auto on_coset = [&](const std::vector<K>& g, unsigned i) {
    std::vector<K> values;
    for (std::size_t s = 0; s < size; ++s) {
      values.push_back(horner(g, K(Fp(Fp::kGenerator).pow(i) * Fp::root_of_unity(kLog).pow(s))));
    }
    return values;
  };
  const std::vector<K> low(f.begin(), f.begin() + size);
  CHECK(interpolate_subgroup(on_coset(low, 0)) == low);
  std::vector<std::vector<K>> cosets;
  for (unsigned i = 1; i <= kCount; ++i) cosets.push_back(on_coset(f, i));
  CHECK(interpolate_cosets(cosets) == f);
}

}  // namespace
}  // namespace squall
