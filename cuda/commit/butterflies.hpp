#pragma once

// Several levels of a transform on the registers of one thread.
//
// Butterflies (a + c b, a - c b) on canonical words, with Shoup's product (field/shoup.hpp), which takes any 32-bit
// word for b: an output that is the b of the next level is left below 2p, the others are reduced at once.

#include <cstddef>
#include <cstdint>

#include "cuda/runtime/language.hpp"
#include "field/koalabear.hpp"
#include "field/shoup.hpp"

namespace squall::cuda {

__device__ __forceinline__ std::uint32_t below_p(std::uint32_t x) {  // from below 2p
  return min(x, x - Fp::kModulus);
}
__device__ __forceinline__ std::uint32_t times(std::uint32_t x, const ShoupPair& c) {
  return below_p(x * c.value - __umulhi(x, c.quotient) * Fp::kModulus);
}

__device__ __forceinline__ ShoupPair pair_of(std::uint32_t value, std::uint32_t quotient) {
  ShoupPair pair;
  pair.value = value;
  pair.quotient = quotient;
  return pair;
}

// The butterflies of one block of level kLevel (of kLevels): block number kBlock of that level among these registers.
template <unsigned kLevels, unsigned kLevel, unsigned kArrays>
__device__ __forceinline__ void butterfly_block(std::uint32_t (&v)[kArrays][1u << kLevels], unsigned block,
                                                const ShoupPair& c) {
  constexpr unsigned kHalf = 1u << (kLevels - 1 - kLevel);
  SQUALL_UNROLL
  for (unsigned i = 0; i < kHalf; ++i) {
    const unsigned low = 2 * kHalf * block + i, high = low + kHalf;
    const bool multiplied_next = (i & kHalf / 2) != 0;
    SQUALL_UNROLL
    for (unsigned a = 0; a < kArrays; ++a) {
      const std::uint32_t x = v[a][low], y = times(v[a][high], c);
      const std::uint32_t sum = x + y, difference = x - y + Fp::kModulus;
      v[a][low] = multiplied_next ? sum : below_p(sum);
      v[a][high] = multiplied_next ? difference : below_p(difference);
    }
  }
}

// All kLevels levels that v[a][0..2^kLevels) goes through, with the same constants for every a. `block`: the number of
// this part on the level where it begins (poly/twiddles.hpp). On input: words below p, those in the upper half any
// words; on output: words below p.
template <unsigned kLevels, unsigned kArrays, unsigned kLevel = 0>
__device__ __forceinline__ void butterflies(std::uint32_t (&v)[kArrays][1u << kLevels], const ShoupPair* twiddles,
                                            std::uint32_t block) {
  if constexpr (kLevel == 0) {
    const uint2 one = __ldg(reinterpret_cast<const uint2*>(twiddles + block));
    butterfly_block<kLevels, 0>(v, 0, pair_of(one.x, one.y));
  } else {  // two constants at a time
    const uint4* twos = reinterpret_cast<const uint4*>(twiddles + (block << kLevel));
    SQUALL_UNROLL
    for (unsigned b = 0; b < 1u << kLevel; b += 2) {
      const uint4 two = __ldg(twos + b / 2);
      butterfly_block<kLevels, kLevel>(v, b, pair_of(two.x, two.y));
      butterfly_block<kLevels, kLevel>(v, b + 1, pair_of(two.z, two.w));
    }
  }
  if constexpr (kLevel + 1 < kLevels) butterflies<kLevels, kArrays, kLevel + 1>(v, twiddles, block);
}

}  // namespace squall::cuda
