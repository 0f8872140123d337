#pragma once

// The univariate skip: transforms over W, the subgroup of order 64. They are in place and without reordering: position
// l stands for the point shift * w^bitrev(l). Level l of the forward transform splits blocks by x^2h - a^2 =
// (x^h - a)(x^h + a): low + a high, low - a high; the inverse undoes the levels in the opposite order.

#include "field/koalabear.hpp"

namespace squall {

inline constexpr unsigned kSkipLog = 6, kSkipSize = 64;

// The a of block b of a level, for the points shift * w^s.
constexpr Fp skip_twiddle(Fp shift, unsigned level, unsigned b) {
  unsigned reversed = 0;
  for (unsigned i = 0; i < level; ++i) reversed |= (b >> i & 1) << (level - 1 - i);
  const unsigned half = kSkipSize >> (level + 1);
  return shift.pow(half) * Fp::root_of_unity(kSkipLog).pow(half * reversed);
}

}  // namespace squall
