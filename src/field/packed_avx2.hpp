#pragma once

// Eight elements of Fp in an AVX2 register; the interface is that of packed_scalar.hpp. Only for *_avx2.cpp files.
// Products are formed in even and odd lanes separately, since AVX2 multiplies 32 x 32 -> 64 bits in even lanes only.
// Compilers know how to turn a multiplication by a visible modulus into shifts, which is slower here: constants pass
// through an empty asm.

#ifndef __AVX2__
#error "packed_avx2.hpp belongs into files compiled for AVX2"
#endif

#include <immintrin.h>

#include "field/packed_scalar.hpp"

namespace squall {

class Avx2Lanes {
 public:
  static constexpr unsigned kWidth = 8;
  static constexpr Isa kIsa = Isa::kAvx2;
  using Scalar = Fp;

  SQUALL_INLINE Avx2Lanes() : v_(_mm256_setzero_si256()) {}
  SQUALL_INLINE Avx2Lanes(Fp x) : v_(_mm256_set1_epi32(static_cast<int>(x.raw()))) {}
  SQUALL_INLINE explicit Avx2Lanes(int x) : Avx2Lanes(Fp(x)) {}
  SQUALL_INLINE explicit Avx2Lanes(__m256i v) : v_(v) {}
  SQUALL_INLINE __m256i vector() const { return v_; }

  static SQUALL_INLINE Avx2Lanes load(const Fp* p) {
    return Avx2Lanes(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)));
  }
  static SQUALL_INLINE Avx2Lanes load_aligned(const Fp* p) {
    return Avx2Lanes(_mm256_load_si256(reinterpret_cast<const __m256i*>(p)));
  }
  SQUALL_INLINE void store(Fp* p) const { _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), v_); }
  SQUALL_INLINE void store_aligned(Fp* p) const { _mm256_store_si256(reinterpret_cast<__m256i*>(p), v_); }
  static SQUALL_INLINE Avx2Lanes load_words(const std::uint32_t* p) {
    return Avx2Lanes(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)));
  }
  SQUALL_INLINE void store_words(std::uint32_t* p) const { _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), v_); }
  static SQUALL_INLINE Avx2Lanes load_strided(const Fp* p, std::size_t stride) {
    alignas(32) std::uint32_t words[8];
    for (unsigned i = 0; i < 8; ++i) words[i] = p[i * stride].raw();
    return load_words(words);
  }
  SQUALL_INLINE Fp lane(unsigned i) const {
    alignas(32) std::uint32_t words[8];
    store_words(words);
    return Fp::from_raw(words[i]);
  }

  friend SQUALL_INLINE Avx2Lanes operator+(Avx2Lanes a, Avx2Lanes b) { return a.add_words(b).fold_words(); }
  friend SQUALL_INLINE Avx2Lanes operator-(Avx2Lanes a, Avx2Lanes b) { return a.sub_words(b).lift_words(); }
  friend SQUALL_INLINE Avx2Lanes operator-(Avx2Lanes a) { return Avx2Lanes() - a; }
  friend SQUALL_INLINE Avx2Lanes operator*(Avx2Lanes a, Avx2Lanes b) {
    return reduce(_mm256_mul_epu32(a.v_, b.v_), _mm256_mul_epu32(odd(a.v_), odd(b.v_)));
  }
  SQUALL_INLINE Avx2Lanes& operator+=(Avx2Lanes b) { return *this = *this + b; }
  SQUALL_INLINE Avx2Lanes& operator-=(Avx2Lanes b) { return *this = *this - b; }
  SQUALL_INLINE Avx2Lanes& operator*=(Avx2Lanes b) { return *this = *this * b; }
  friend SQUALL_INLINE bool operator==(Avx2Lanes a, Avx2Lanes b) {
    return _mm256_movemask_epi8(_mm256_cmpeq_epi32(a.v_, b.v_)) == -1;
  }

  SQUALL_INLINE Avx2Lanes to_canonical_words() const {  // the product to be reduced is the word itself, high part zero
    const __m256i q = _mm256_mullo_epi32(v_, inverse());
    const __m256i even = _mm256_mul_epu32(q, modulus()), up = _mm256_mul_epu32(odd(q), modulus());
    return Avx2Lanes(_mm256_sub_epi32(_mm256_setzero_si256(), merge_high(even, up))).lift_words();
  }
  SQUALL_INLINE Avx2Lanes from_canonical_words() const { return *this * Avx2Lanes(Fp::from_raw(Fp::kR2)); }

  static SQUALL_INLINE Avx2Lanes words(std::uint32_t word) {
    return Avx2Lanes(_mm256_set1_epi32(static_cast<int>(word)));
  }
  SQUALL_INLINE Avx2Lanes add_words(Avx2Lanes b) const { return Avx2Lanes(_mm256_add_epi32(v_, b.v_)); }
  SQUALL_INLINE Avx2Lanes sub_words(Avx2Lanes b) const { return Avx2Lanes(_mm256_sub_epi32(v_, b.v_)); }
  SQUALL_INLINE Avx2Lanes fold_words() const {
    return Avx2Lanes(_mm256_min_epu32(v_, _mm256_sub_epi32(v_, modulus())));
  }
  SQUALL_INLINE Avx2Lanes lift_words() const {
    return Avx2Lanes(_mm256_min_epu32(v_, _mm256_add_epi32(v_, modulus())));
  }
  SQUALL_INLINE Avx2Lanes mul_shoup(Avx2Lanes value, Avx2Lanes quotient) const {
    const __m256i even = _mm256_mul_epu32(v_, quotient.v_), up = _mm256_mul_epu32(odd(v_), quotient.v_);
    return Avx2Lanes(
        _mm256_sub_epi32(_mm256_mullo_epi32(v_, value.v_), _mm256_mullo_epi32(merge_high(even, up), modulus())));
  }

  static SQUALL_INLINE void transpose(Avx2Lanes (&r)[8]) {
    __m256i a[8], b[8];
    for (int i = 0; i < 8; i += 2) {
      a[i] = _mm256_unpacklo_epi32(r[i].v_, r[i + 1].v_);
      a[i + 1] = _mm256_unpackhi_epi32(r[i].v_, r[i + 1].v_);
    }
    for (int i = 0; i < 8; i += 4) {
      b[i] = _mm256_unpacklo_epi64(a[i], a[i + 2]);
      b[i + 1] = _mm256_unpackhi_epi64(a[i], a[i + 2]);
      b[i + 2] = _mm256_unpacklo_epi64(a[i + 1], a[i + 3]);
      b[i + 3] = _mm256_unpackhi_epi64(a[i + 1], a[i + 3]);
    }
    for (int i = 0; i < 4; ++i) {
      r[i].v_ = _mm256_permute2x128_si256(b[i], b[i + 4], 0x20);
      r[i + 4].v_ = _mm256_permute2x128_si256(b[i], b[i + 4], 0x31);
    }
  }

  class Dot {
   public:
    SQUALL_INLINE Dot() : even_(_mm256_setzero_si256()), odd_(_mm256_setzero_si256()) {}
    SQUALL_INLINE explicit Dot(Avx2Lanes x)
        : even_(_mm256_slli_epi64(x.v_, 32)), odd_(_mm256_blend_epi32(_mm256_setzero_si256(), x.v_, 0xAA)) {}
    SQUALL_INLINE void add(Avx2Lanes a, Avx2Lanes b) {
      even_ = clamp(_mm256_add_epi64(even_, _mm256_mul_epu32(a.v_, b.v_)));
      odd_ = clamp(_mm256_add_epi64(odd_, _mm256_mul_epu32(odd(a.v_), odd(b.v_))));
    }
    SQUALL_INLINE void add2(Avx2Lanes a, Avx2Lanes b, Avx2Lanes c, Avx2Lanes d) {
      even_ =
          clamp(_mm256_add_epi64(even_, _mm256_add_epi64(_mm256_mul_epu32(a.v_, b.v_), _mm256_mul_epu32(c.v_, d.v_))));
      odd_ = clamp(_mm256_add_epi64(
          odd_, _mm256_add_epi64(_mm256_mul_epu32(odd(a.v_), odd(b.v_)), _mm256_mul_epu32(odd(c.v_), odd(d.v_)))));
    }
    SQUALL_INLINE void add(const Dot& other) {
      even_ = clamp(_mm256_add_epi64(even_, other.even_));
      odd_ = clamp(_mm256_add_epi64(odd_, other.odd_));
    }
    SQUALL_INLINE Avx2Lanes reduce() const { return Avx2Lanes::reduce(even_, odd_); }

   private:
    // Subtracts p 2^32 where that is possible; the low words stay. On input: less than 2 p 2^32.
    static SQUALL_INLINE __m256i clamp(__m256i x) { return _mm256_min_epu32(x, _mm256_sub_epi32(x, high_modulus())); }
    __m256i even_, odd_;
  };

  static SQUALL_INLINE Avx2Lanes dot5(const Avx2Lanes (&a)[5], const Avx2Lanes (&b)[5]) {
    __m256i even = _mm256_mul_epu32(a[0].v_, b[0].v_), up = _mm256_mul_epu32(odd(a[0].v_), odd(b[0].v_));
    for (int i = 1; i < 4; ++i) {  // 4 p^2 < 2^64
      even = _mm256_add_epi64(even, _mm256_mul_epu32(a[i].v_, b[i].v_));
      up = _mm256_add_epi64(up, _mm256_mul_epu32(odd(a[i].v_), odd(b[i].v_)));
    }
    even = _mm256_min_epu32(even, _mm256_sub_epi32(even, high_modulus()));
    up = _mm256_min_epu32(up, _mm256_sub_epi32(up, high_modulus()));
    even = _mm256_add_epi64(even, _mm256_mul_epu32(a[4].v_, b[4].v_));
    up = _mm256_add_epi64(up, _mm256_mul_epu32(odd(a[4].v_), odd(b[4].v_)));
    // Below p 2^32 + p^2: the high words need one more fold.
    const Avx2Lanes high = Avx2Lanes(merge_high(even, up)).fold_words();
    return high.sub_words(quotients(even, up)).lift_words();
  }

 private:
  static SQUALL_INLINE __m256i hidden(std::uint32_t word) {
    __m256i v = _mm256_set1_epi32(static_cast<int>(word));
    asm("" : "+x"(v));
    return v;
  }
  static SQUALL_INLINE __m256i modulus() { return hidden(Fp::kModulus); }
  static SQUALL_INLINE __m256i inverse() { return hidden(Fp::kInverse); }
  static SQUALL_INLINE __m256i high_modulus() {
    return _mm256_set1_epi64x(static_cast<long long>(std::uint64_t(Fp::kModulus) << 32));
  }
  // The odd lanes, moved to even places (and kept).
  static SQUALL_INLINE __m256i odd(__m256i v) {
    return _mm256_castps_si256(_mm256_movehdup_ps(_mm256_castsi256_ps(v)));
  }
  // The high words of 64-bit numbers that belong to even and odd lanes.
  static SQUALL_INLINE __m256i merge_high(__m256i even, __m256i up) { return _mm256_blend_epi32(odd(even), up, 0xAA); }
  // floor(q p / 2^32) with q = x p^-1 mod 2^32: x minus q p has low words zero.
  static SQUALL_INLINE Avx2Lanes quotients(__m256i even, __m256i up) {
    return Avx2Lanes(merge_high(_mm256_mul_epu32(_mm256_mul_epu32(even, inverse()), modulus()),
                                _mm256_mul_epu32(_mm256_mul_epu32(up, inverse()), modulus())));
  }
  // On input: less than p 2^32 per lane.
  static SQUALL_INLINE Avx2Lanes reduce(__m256i even, __m256i up) {
    const __m256i qe = _mm256_mul_epu32(_mm256_mul_epu32(even, inverse()), modulus());
    const __m256i qo = _mm256_mul_epu32(_mm256_mul_epu32(up, inverse()), modulus());
    return Avx2Lanes(merge_high(_mm256_sub_epi64(even, qe), _mm256_sub_epi64(up, qo))).lift_words();
  }

  __m256i v_;
};

}  // namespace squall
