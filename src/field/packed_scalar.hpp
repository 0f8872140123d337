#pragma once

// Lane types: kWidth elements of Fp side by side, with one interface for every instruction set. Kernels are templates
// over the lane type. A lane holds a Montgomery word, fully reduced, unless a function says "word": then any 32-bit
// number.
//
// ScalarLanes is the portable lane type and the twin against which the others are tested.

#include <array>
#include <cstddef>
#include <cstdint>

#include "field/isa.hpp"
#include "field/koalabear.hpp"
#include "field/shoup.hpp"

namespace squall {

class ScalarLanes {
 public:
  static constexpr unsigned kWidth = 1;
  static constexpr Isa kIsa = Isa::kScalar;
  using Scalar = Fp;

  ScalarLanes() = default;                             // zeros
  SQUALL_INLINE ScalarLanes(Fp x) : word_(x.raw()) {}  // x in every lane
  SQUALL_INLINE explicit ScalarLanes(int x) : ScalarLanes(Fp(x)) {}

  // Memory: kWidth elements from p on; the aligned forms need p to be a multiple of 4 * kWidth bytes.
  static SQUALL_INLINE ScalarLanes load(const Fp* p) { return ScalarLanes(*p); }
  static SQUALL_INLINE ScalarLanes load_aligned(const Fp* p) { return ScalarLanes(*p); }
  SQUALL_INLINE void store(Fp* p) const { *p = Fp::from_raw(word_); }
  SQUALL_INLINE void store_aligned(Fp* p) const { *p = Fp::from_raw(word_); }
  static SQUALL_INLINE ScalarLanes load_words(const std::uint32_t* p) { return from_word(*p); }
  SQUALL_INLINE void store_words(std::uint32_t* p) const { *p = word_; }
  // lane i = p[i * stride].
  static SQUALL_INLINE ScalarLanes load_strided(const Fp* p, std::size_t) { return ScalarLanes(*p); }
  SQUALL_INLINE Fp lane(unsigned) const { return Fp::from_raw(word_); }

  friend SQUALL_INLINE ScalarLanes operator+(ScalarLanes a, ScalarLanes b) { return a.fp() + b.fp(); }
  friend SQUALL_INLINE ScalarLanes operator-(ScalarLanes a, ScalarLanes b) { return a.fp() - b.fp(); }
  friend SQUALL_INLINE ScalarLanes operator-(ScalarLanes a) { return -a.fp(); }
  friend SQUALL_INLINE ScalarLanes operator*(ScalarLanes a, ScalarLanes b) { return a.fp() * b.fp(); }
  SQUALL_INLINE ScalarLanes& operator+=(ScalarLanes b) { return *this = *this + b; }
  SQUALL_INLINE ScalarLanes& operator-=(ScalarLanes b) { return *this = *this - b; }
  SQUALL_INLINE ScalarLanes& operator*=(ScalarLanes b) { return *this = *this * b; }
  friend SQUALL_INLINE bool operator==(ScalarLanes a, ScalarLanes b) { return a.word_ == b.word_; }

  // The value in every lane as a canonical word, and back.
  SQUALL_INLINE ScalarLanes to_canonical_words() const { return from_word(fp().canonical()); }
  SQUALL_INLINE ScalarLanes from_canonical_words() const { return Fp::from_canonical(word_); }

  // Lazy words, for kernels that keep their own account of ranges.
  static SQUALL_INLINE ScalarLanes words(std::uint32_t word) { return from_word(word); }  // in every lane
  SQUALL_INLINE ScalarLanes add_words(ScalarLanes b) const { return from_word(word_ + b.word_); }
  SQUALL_INLINE ScalarLanes sub_words(ScalarLanes b) const { return from_word(word_ - b.word_); }
  // [0, 2p) -> [0, p)
  SQUALL_INLINE ScalarLanes fold_words() const {
    return from_word(word_ >= Fp::kModulus ? word_ - Fp::kModulus : word_);
  }
  // (-p, p), as words modulo 2^32 -> [0, p)
  SQUALL_INLINE ScalarLanes lift_words() const {
    const std::uint32_t lifted = word_ + Fp::kModulus;
    return from_word(word_ < lifted ? word_ : lifted);
  }
  // Any words times the constant whose value and quotient stand in every lane; the result lies in [0, 2p).
  SQUALL_INLINE ScalarLanes mul_shoup(ScalarLanes value, ScalarLanes quotient) const {
    const std::uint32_t q = static_cast<std::uint32_t>(std::uint64_t(word_) * quotient.word_ >> 32);
    return from_word(word_ * value.word_ - q * Fp::kModulus);
  }

  // A matrix of kWidth x kWidth words, one row per vector, in place.
  static SQUALL_INLINE void transpose(ScalarLanes (&)[1]) {}

  // A sum of products with one reduction at the end. Holds less than p 2^32 per lane; two products fit on top of that.
  class Dot {
   public:
    Dot() = default;
    SQUALL_INLINE explicit Dot(ScalarLanes x) : sum_(std::uint64_t(x.word_) << 32) {}  // starts at x
    SQUALL_INLINE void add(ScalarLanes a, ScalarLanes b) {
      sum_ += product(a, b);
      clamp();
    }
    SQUALL_INLINE void add2(ScalarLanes a, ScalarLanes b, ScalarLanes c, ScalarLanes d) {
      sum_ += product(a, b) + product(c, d);
      clamp();
    }
    SQUALL_INLINE void add(const Dot& other) {
      sum_ += other.sum_;
      clamp();
    }
    SQUALL_INLINE ScalarLanes reduce() const { return from_word(Fp::reduce(sum_)); }

   private:
    static SQUALL_INLINE std::uint64_t product(ScalarLanes a, ScalarLanes b) {
      return std::uint64_t(a.word_) * b.word_;
    }
    SQUALL_INLINE void clamp() {
      constexpr std::uint64_t kLimit = std::uint64_t(Fp::kModulus) << 32;
      if (sum_ >= kLimit) sum_ -= kLimit;
    }
    std::uint64_t sum_ = 0;
  };

  // sum of a[i] b[i]; four products fit into 64 bits without any reduction.
  static SQUALL_INLINE ScalarLanes dot5(const ScalarLanes (&a)[5], const ScalarLanes (&b)[5]) {
    Dot dot;
    dot.add2(a[0], b[0], a[1], b[1]);
    dot.add2(a[2], b[2], a[3], b[3]);
    dot.add(a[4], b[4]);
    return dot.reduce();
  }

 private:
  static SQUALL_INLINE ScalarLanes from_word(std::uint32_t word) {
    ScalarLanes x;
    x.word_ = word;
    return x;
  }
  SQUALL_INLINE Fp fp() const { return Fp::from_raw(word_); }
  std::uint32_t word_ = 0;
};

}  // namespace squall

#include "field/packed_extension.hpp"
