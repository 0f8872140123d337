#pragma once

// One element of Fp on the device, with the interface of field/packed_scalar.hpp, so that PackedK<Lane>, ExtRows<Lane>
// and ExtDot<Lane> of field/packed_extension.hpp work in kernels. What differs is the way to reduce: a difference that
// may have wrapped is made right by an unsigned minimum, one instruction on sm_90.

#include <cstddef>
#include <cstdint>

#include "cuda/runtime/language.hpp"
#include "field/koalabear.hpp"
#include "field/packed_extension.hpp"

namespace squall::cuda {

class Lane {
 public:
  static constexpr unsigned kWidth = 1;

  SQUALL_DEVICE constexpr Lane() : word_(0) {}
  SQUALL_DEVICE constexpr Lane(Fp x) : word_(x.raw()) {}
  SQUALL_DEVICE explicit constexpr Lane(int x) : Lane(Fp(x)) {}
  // On input: a Montgomery word below p.
  static SQUALL_DEVICE constexpr Lane from_raw(std::uint32_t word) {
    Lane x;
    x.word_ = word;
    return x;
  }
  static SQUALL_DEVICE constexpr Lane from_canonical(std::uint32_t word) {
    return from_raw(reduce(std::uint64_t(Fp::kR2) * word));
  }

  static SQUALL_DEVICE Lane load(const Fp* p) { return from_raw(p->raw()); }
  SQUALL_DEVICE void store(Fp* p) const { *p = fp(); }
  SQUALL_DEVICE constexpr Fp lane(unsigned) const { return fp(); }
  SQUALL_DEVICE constexpr Fp fp() const { return Fp::from_raw(word_); }
  SQUALL_DEVICE constexpr std::uint32_t raw() const { return word_; }
  SQUALL_DEVICE constexpr std::uint32_t canonical() const { return reduce(word_); }

  friend SQUALL_DEVICE constexpr Lane operator+(Lane a, Lane b) {
    const std::uint32_t sum = a.word_ + b.word_;
    return from_raw(least(sum, sum - Fp::kModulus));
  }
  friend SQUALL_DEVICE constexpr Lane operator-(Lane a, Lane b) {
    const std::uint32_t difference = a.word_ - b.word_;
    return from_raw(least(difference, difference + Fp::kModulus));
  }
  friend SQUALL_DEVICE constexpr Lane operator-(Lane a) { return Lane() - a; }
  friend SQUALL_DEVICE constexpr Lane operator*(Lane a, Lane b) {
    return from_raw(reduce(std::uint64_t(a.word_) * b.word_));
  }
  SQUALL_DEVICE constexpr Lane& operator+=(Lane b) { return *this = *this + b; }
  SQUALL_DEVICE constexpr Lane& operator-=(Lane b) { return *this = *this - b; }
  SQUALL_DEVICE constexpr Lane& operator*=(Lane b) { return *this = *this * b; }
  friend SQUALL_DEVICE constexpr bool operator==(Lane a, Lane b) { return a.word_ == b.word_; }

  // A sum of products with one reduction at the end: less than p 2^32, and room for two products on top of that.
  class Dot {
   public:
    SQUALL_DEVICE constexpr Dot() : sum_(0) {}
    SQUALL_DEVICE explicit constexpr Dot(Lane x) : sum_(std::uint64_t(x.word_) << 32) {}
    SQUALL_DEVICE constexpr void add(Lane a, Lane b) {
      sum_ += std::uint64_t(a.word_) * b.word_;
      clamp();
    }
    SQUALL_DEVICE constexpr void add2(Lane a, Lane b, Lane c, Lane d) {
      sum_ += std::uint64_t(a.word_) * b.word_;
      sum_ += std::uint64_t(c.word_) * d.word_;
      clamp();
    }
    SQUALL_DEVICE constexpr void add(const Dot& other) {
      sum_ += other.sum_;
      clamp();
    }
    SQUALL_DEVICE constexpr Lane reduce() const { return from_raw(Lane::reduce(sum_)); }

   private:
    SQUALL_DEVICE constexpr void clamp() {  // the high word decides
      const std::uint32_t high = static_cast<std::uint32_t>(sum_ >> 32);
      sum_ = std::uint64_t(least(high, high - Fp::kModulus)) << 32 | static_cast<std::uint32_t>(sum_);
    }
    std::uint64_t sum_;
  };

  static SQUALL_DEVICE constexpr Lane dot5(const Lane (&a)[5], const Lane (&b)[5]) {
    Dot dot;
    dot.add2(a[0], b[0], a[1], b[1]);
    dot.add2(a[2], b[2], a[3], b[3]);
    dot.add(a[4], b[4]);
    return dot.reduce();
  }

 private:
  static SQUALL_DEVICE constexpr std::uint32_t least(std::uint32_t a, std::uint32_t b) { return a < b ? a : b; }
  // As Fp::reduce: below p 2^32 -> product / 2^32 mod p.
  static SQUALL_DEVICE constexpr std::uint32_t reduce(std::uint64_t product) {
    const std::uint32_t q = static_cast<std::uint32_t>(product) * Fp::kInverse;
    const std::uint32_t difference =
        static_cast<std::uint32_t>(product >> 32) - static_cast<std::uint32_t>(std::uint64_t(q) * Fp::kModulus >> 32);
    return least(difference, difference + Fp::kModulus);
  }

  std::uint32_t word_;
};

using Wide = PackedK<Lane>;  // an element of K

SQUALL_DEVICE Wide wide(const K& x) {
  Wide r;
  for (int k = 0; k < 5; ++k) r.c[k] = Lane(x.c[k]);
  return r;
}
SQUALL_DEVICE K narrow(const Wide& x) {
  K r;
  for (int k = 0; k < 5; ++k) r.c[k] = x.c[k].fp();
  return r;
}

}  // namespace squall::cuda
