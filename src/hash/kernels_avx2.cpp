#include <immintrin.h>

#include "hash/kernels_impl.hpp"

namespace squall::blake3 {
namespace {

struct Avx2Words8 {
  __m256i v;
  Avx2Words8() = default;
  SQUALL_INLINE explicit Avx2Words8(__m256i x) : v(x) {}
  SQUALL_INLINE explicit Avx2Words8(std::uint32_t x) : v(_mm256_set1_epi32(static_cast<int>(x))) {}
  static SQUALL_INLINE Avx2Words8 load(const std::uint32_t* p) {
    return Avx2Words8(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)));
  }
  SQUALL_INLINE void store(std::uint32_t* p) const { _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), v); }
  static SQUALL_INLINE Avx2Words8 counting(std::uint32_t first) {
    return Avx2Words8(first) + Avx2Words8(_mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
  }
  friend SQUALL_INLINE Avx2Words8 operator+(Avx2Words8 a, Avx2Words8 b) {
    return Avx2Words8(_mm256_add_epi32(a.v, b.v));
  }
  friend SQUALL_INLINE Avx2Words8 operator^(Avx2Words8 a, Avx2Words8 b) {
    return Avx2Words8(_mm256_xor_si256(a.v, b.v));
  }
  friend SQUALL_INLINE Avx2Words8 operator&(Avx2Words8 a, Avx2Words8 b) {
    return Avx2Words8(_mm256_and_si256(a.v, b.v));
  }
  friend SQUALL_INLINE Avx2Words8 operator|(Avx2Words8 a, Avx2Words8 b) {
    return Avx2Words8(_mm256_or_si256(a.v, b.v));
  }
  template <int N>
  SQUALL_INLINE Avx2Words8 rotate_right() const {
    if constexpr (N == 16) {
      return Avx2Words8(_mm256_shuffle_epi8(v, _mm256_setr_epi8(2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13, 2,
                                                                3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13)));
    } else if constexpr (N == 8) {
      return Avx2Words8(_mm256_shuffle_epi8(v, _mm256_setr_epi8(1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12, 1,
                                                                2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12)));
    } else {
      return Avx2Words8(_mm256_or_si256(_mm256_srli_epi32(v, N), _mm256_slli_epi32(v, 32 - N)));
    }
  }
  static SQUALL_INLINE void transpose(Avx2Words8 (&r)[8]) {
    __m256i a[8], b[8];
    for (int i = 0; i < 8; i += 2) {
      a[i] = _mm256_unpacklo_epi32(r[i].v, r[i + 1].v);
      a[i + 1] = _mm256_unpackhi_epi32(r[i].v, r[i + 1].v);
    }
    for (int i = 0; i < 8; i += 4) {
      b[i] = _mm256_unpacklo_epi64(a[i], a[i + 2]);
      b[i + 1] = _mm256_unpackhi_epi64(a[i], a[i + 2]);
      b[i + 2] = _mm256_unpacklo_epi64(a[i + 1], a[i + 3]);
      b[i + 3] = _mm256_unpackhi_epi64(a[i + 1], a[i + 3]);
    }
    for (int i = 0; i < 4; ++i) {
      r[i].v = _mm256_permute2x128_si256(b[i], b[i + 4], 0x20);
      r[i + 4].v = _mm256_permute2x128_si256(b[i], b[i + 4], 0x31);
    }
  }
};

}  // namespace

extern const Kernels kAvx2Kernels;
const Kernels kAvx2Kernels = KernelsImpl<Avx2Words8, 2>::table();

}  // namespace squall::blake3
