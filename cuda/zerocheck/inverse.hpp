#pragma once

// 1/a in K by Itoh and Tsujii: with q = p + p^2 + p^3 + p^4, a^(1 + q) lies in F and 1/a = a^q / a^(1 + q). Zero for
// zero.

#include <utility>

#include "cuda/field/lane.hpp"

namespace squall::cuda {
namespace detail {

// Coordinate k of (x^j)^p.
template <unsigned kJ, unsigned kK>
SQUALL_DEVICE Lane frobenius_word() {
  constexpr std::uint32_t word = [] {
    K x;
    x.c[kJ] = 1;
    return x.frobenius().c[kK].raw();
  }();
  return Lane::from_raw(word);
}

template <unsigned kK>
SQUALL_DEVICE Lane frobenius_coordinate(const Wide& a) {
  Lane::Dot dot;
  dot.add2(a.c[1], frobenius_word<1, kK>(), a.c[2], frobenius_word<2, kK>());
  dot.add2(a.c[3], frobenius_word<3, kK>(), a.c[4], frobenius_word<4, kK>());
  return dot.reduce();
}

SQUALL_DEVICE Wide frobenius(const Wide& a) {
  Wide r;
  r.c[0] = frobenius_coordinate<0>(a) + a.c[0];
  r.c[1] = frobenius_coordinate<1>(a);
  r.c[2] = frobenius_coordinate<2>(a);
  r.c[3] = frobenius_coordinate<3>(a);
  r.c[4] = frobenius_coordinate<4>(a);
  return r;
}

template <int kTimes>
SQUALL_DEVICE Lane squared(Lane x) {
  for (int i = 0; i < kTimes; ++i) x = x * x;
  return x;
}

// x^(p - 2), p - 2 = 126 * 2^24 + 2^24 - 1: 1111110 and four times 111111 in binary.
SQUALL_DEVICE Lane inverse(Lane x) {
  static_assert(Fp::kModulus - 2 == (126u << 24) + (1u << 24) - 1);
  const Lane x3 = x * x * x, x15 = squared<2>(x3) * x3, x63 = squared<2>(x15) * x3;
  Lane r = x63 * x63;
  for (int i = 0; i < 4; ++i) r = squared<6>(r) * x63;
  return r;
}

}  // namespace detail

SQUALL_DEVICE Wide inverse(const Wide& a) {
  const Wide first = detail::frobenius(a);
  const Wide two = mul_ext(first, detail::frobenius(first));                        // a^(p + p^2)
  const Wide conjugates = mul_ext(two, detail::frobenius(detail::frobenius(two)));  // ... + p^3 + p^4
  const Lane norm = mul_ext(conjugates, a).c[0];
  return conjugates * detail::inverse(norm);
}

}  // namespace squall::cuda
