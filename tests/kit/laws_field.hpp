#pragma once

// What has to hold in any field, checked against plain integer arithmetic. No test framework in here: each suite
// returns the name of the first law that fails, or an empty string, so that it also runs in files compiled for another
// processor.

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace squall::laws {

// F: a Mont31. All pairs of the given elements.
template <class F>
std::string prime_field(const std::vector<std::uint32_t>& elements) {
  constexpr std::uint64_t p = F::kModulus;
  for (std::uint64_t a : elements) {
    const F x(a);
    if (x.canonical() != a || F::from_canonical(static_cast<std::uint32_t>(a)) != x) return "canonical form";
    if (x.raw() >= p || F::from_raw(x.raw()) != x) return "raw form is reduced";
    if (F(a + p) != x || F(static_cast<std::int64_t>(a) - static_cast<std::int64_t>(p)) != x) return "integers wrap";
    if ((-x).canonical() != (p - a) % p) return "negation";
    if (a != 0 && (x * x.inverse()).canonical() != 1) return "inverse";
    if (a == 0 && x.inverse() != F(0)) return "inverse of zero";
    if (x.pow(0) != F(1) || x.pow(1) != x || x.pow(5) != x * x * x * x * x) return "powers";
    for (std::uint64_t b : elements) {
      const F y(b);
      if ((x + y).canonical() != (a + b) % p) return "addition";
      if ((x - y).canonical() != (a + p - b) % p) return "subtraction";
      if ((x * y).canonical() != a * b % p) return "multiplication";
      if ((x == y) != (a == b)) return "equality";
    }
  }
  for (unsigned k = 0; k <= F::kTwoAdicity; ++k) {
    const F w = F::root_of_unity(k);
    if (w.pow(std::uint64_t(1) << k) != F(1)) return "root of unity";
    if (k > 0 && w.pow(std::uint64_t(1) << (k - 1)) != F(0) - F(1)) return "primitive root of unity";
    if (k > 0 && w * w != F::root_of_unity(k - 1)) return "roots of unity nest";
  }
  return "";
}

// E: an Extension. Ring laws and multiplication against polynomials reduced term by term.
template <class E>
std::string extension_ring(const std::vector<E>& elements) {
  using F = typename E::Base;
  constexpr unsigned D = E::kDegree;
  for (const E& a : elements) {
    for (const E& b : elements) {
      std::vector<F> product(2 * D - 1, F(0));
      for (unsigned i = 0; i < D; ++i) {
        for (unsigned j = 0; j < D; ++j) product[i + j] = product[i + j] + a.c[i] * b.c[j];
      }
      for (unsigned i = 2 * D - 2; i >= D; --i) {  // x^D = 1 - x^2 or -1 - x^3
        const F top = product[i];
        product[i - D] = D == 5 ? product[i - D] + top : product[i - D] - top;
        const unsigned middle = i - D + (D == 5 ? 2 : 3);
        product[middle] = product[middle] - top;
      }
      E expected;
      for (unsigned i = 0; i < D; ++i) expected.c[i] = product[i];
      if (a * b != expected) return "multiplication";
      if (a + b != b + a || a - b != -(b - a) || a - b + b != a) return "addition";
      for (const E& c : elements) {
        if (a * (b + c) != a * b + a * c) return "distributivity";
        if ((a * b) * c != a * (b * c)) return "associativity";
      }
      if (a * b.c[0] != a * E(b.c[0]) || b.c[0] * a != a * b.c[0]) return "multiplication by the base field";
    }
    if (a * E(1) != a || a - a != E() || !(a - a).is_zero()) return "units";
  }
  return "";
}

// Extensions that are fields.
template <class E>
std::string extension_field(const std::vector<E>& elements) {
  if (auto failure = extension_ring(elements); !failure.empty()) return failure;
  for (const E& a : elements) {
    if (!a.is_zero() && a * a.inverse() != E(1)) return "inverse";
    if (a.frobenius() != a.pow(E::Base::kModulus)) return "Frobenius";
    E conjugate = a;
    for (unsigned i = 0; i < E::kDegree; ++i) conjugate = conjugate.frobenius();
    if (conjugate != a) return "Frobenius has order D";
    for (const E& b : elements) {
      if ((a * b).frobenius() != a.frobenius() * b.frobenius()) return "Frobenius is multiplicative";
    }
  }
  return E().inverse().is_zero() ? "" : "inverse of zero";
}

}  // namespace squall::laws
