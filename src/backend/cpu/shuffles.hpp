#pragma once

// The movement between lanes that pairs of neighbours need, for each lane type.

#include "field/packed_scalar.hpp"
#ifdef __AVX2__
#include "field/packed_avx2.hpp"
#endif

namespace squall::cpu {

// even lane i = p[2 i], odd lane i = p[2 i + 1].
SQUALL_INLINE void split_pairs(const Fp* p, ScalarLanes& even, ScalarLanes& odd) {
  even = ScalarLanes::load(p);
  odd = ScalarLanes::load(p + 1);
}

#ifdef __AVX2__
SQUALL_INLINE void split_pairs(const Fp* p, Avx2Lanes& even, Avx2Lanes& odd) {
  const __m256 a = _mm256_castsi256_ps(Avx2Lanes::load(p).vector());
  const __m256 b = _mm256_castsi256_ps(Avx2Lanes::load(p + 8).vector());
  even = Avx2Lanes(_mm256_permute4x64_epi64(_mm256_castps_si256(_mm256_shuffle_ps(a, b, 0x88)), 0xD8));
  odd = Avx2Lanes(_mm256_permute4x64_epi64(_mm256_castps_si256(_mm256_shuffle_ps(a, b, 0xDD)), 0xD8));
}
#endif

}  // namespace squall::cpu
