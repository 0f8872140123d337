#pragma once

// Inverses modulo odd numbers: the binary Euclidean algorithm, 30 steps at a time on the highest and lowest bits of the
// numbers (T. Pornin, "Optimized binary GCD for modular inversion", algorithm 2 with k = 31).

#include "number.hpp"

namespace guest {

template <std::size_t N>
class Inversion {
 public:
  // 1 / value mod modulus, for an odd modulus prime to the value; 0 for 0.
  static constexpr Number<N> run(const Number<N>& value, const Number<N>& modulus) {
    Inversion state(value, modulus);
    while (!state.a_.is_zero()) state.thirty_steps();
    return state.v_;
  }

 private:
  static constexpr int kSteps = 30;
  static constexpr Limb kMask = (Limb(1) << kSteps) - 1;

  // a becomes f a + g b, up to a power of two.
  struct Row {
    std::int32_t f, g;
  };

  // a = value u and b = value v mod the modulus; b is odd.
  constexpr Inversion(const Number<N>& value, const Number<N>& modulus) : a_(value), b_(modulus), u_(1), m_(modulus) {
    Limb x = 1;  // Newton: 1 / modulus mod 2^32
    for (int i = 0; i < 5; i++) x *= 2 - modulus.limb[0] * x;
    factor_ = -x;
  }

  constexpr void thirty_steps() {
    const unsigned bits = longer();
    Row first, second;
    steps(window(a_, bits), window(b_, bits), first, second);
    const Number<N> a = a_, u = u_;
    a_ = combine(a, b_, first);
    b_ = combine(a, b_, second);
    u_ = combine_modular(u, v_, first);
    v_ = combine_modular(u, v_, second);
  }

  // Of the longer of the two numbers, in bits.
  constexpr unsigned longer() const {
    for (std::size_t i = N; i-- > 0;) {
      if (const Limb limb = a_.limb[i] | b_.limb[i]) return unsigned(32 * i) + 32 - unsigned(__builtin_clz(limb));
    }
    return 0;
  }

  // The 30 lowest bits and the 32 highest of `bits`; the number itself when it has no others.
  static constexpr std::uint64_t window(const Number<N>& x, unsigned bits) {
    if (bits <= 32 + kSteps) return x.limb[0] | std::uint64_t(x.limb[1]) << 32;
    const unsigned at = (bits - 32) / 32, shift = bits % 32;
    const Limb high = shift ? x.limb[at] >> shift | x.limb[at + 1] << (32 - shift) : x.limb[at];
    return std::uint64_t(high) << kSteps | (x.limb[0] & kMask);
  }

  static constexpr void steps(std::uint64_t a, std::uint64_t b, Row& first, Row& second) {
    std::int32_t f0 = 1, g0 = 0, f1 = 0, g1 = 1;
    for (int i = 0; i < kSteps; i++) {
      if (a & 1) {
        if (a < b) {
          const std::uint64_t c = a;
          const std::int32_t f = f0, g = g0;
          a = b, f0 = f1, g0 = g1;
          b = c, f1 = f, g1 = g;
        }
        a -= b, f0 -= f1, g0 -= g1;
      }
      a >>= 1;
      f1 *= 2, g1 *= 2;
    }
    first = {f0, g0}, second = {f1, g1};
  }

  // |row.f x + row.g y| / 2^30; a negative sum turns the row around.
  static constexpr Number<N> combine(const Number<N>& x, const Number<N>& y, Row& row) {
    Number<N> result;
    std::int64_t sum = 0;
    Limb previous = 0;
#pragma GCC unroll 12
    for (std::size_t i = 0; i < N; i++) {
      sum += std::int64_t(x.limb[i]) * row.f + std::int64_t(y.limb[i]) * row.g;
      if (i) result.limb[i - 1] = previous >> kSteps | Limb(sum) << (32 - kSteps);
      previous = Limb(sum);
      sum >>= 32;
    }
    result.limb[N - 1] = previous >> kSteps | Limb(sum) << (32 - kSteps);
    if (sum < 0) {
      subtract(result, Number<N>(), result);
      row = {-row.f, -row.g};
    }
    return result;
  }

  // (row.f x + row.g y) / 2^30 mod the modulus, of which a multiple makes the sum divisible. |f| + |g| <= 2^30: the sum
  // of three products fits 63 bits, and the quotient lies between -modulus and 2 modulus.
  constexpr Number<N> combine_modular(const Number<N>& x, const Number<N>& y, const Row& row) const {
    const Limb multiple = (x.limb[0] * Limb(row.f) + y.limb[0] * Limb(row.g)) * factor_ & kMask;
    Number<N> result;
    std::int64_t sum = 0;
    Limb previous = 0;
#pragma GCC unroll 12
    for (std::size_t i = 0; i < N; i++) {
      sum += std::int64_t(x.limb[i]) * row.f + std::int64_t(y.limb[i]) * row.g + std::int64_t(m_.limb[i]) * multiple;
      if (i) result.limb[i - 1] = previous >> kSteps | Limb(sum) << (32 - kSteps);
      previous = Limb(sum);
      sum >>= 32;
    }
    result.limb[N - 1] = previous >> kSteps | Limb(sum) << (32 - kSteps);
    const std::int64_t above = sum >> kSteps;  // what the result lacks
    if (above < 0) {
      add(result, result, m_);
    } else if (above > 0 || result >= m_) {
      subtract(result, result, m_);
    }
    return result;
  }

  Number<N> a_, b_, u_, v_, m_;
  Limb factor_;
};

template <std::size_t N>
[[gnu::noinline]] constexpr Number<N> inverse(const Number<N>& value, const Number<N>& modulus) {
  return Inversion<N>::run(value, modulus);
}

}  // namespace guest
