#pragma once

// Integers modulo a prime in Montgomery form: value * R with R = 2^(32 N), always below the modulus.
//
// The parameter has `static constexpr Number<N> kModulus`, and may have
//   static Limb reduce(Number<N>& result, const Number<2 N>& wide)
// when there is something faster than Montgomery's reduction: wide / R, below twice the modulus; returns what does not
// fit.
//
// Operations are calls: inlined a thousand times over they
// would make the program, each word of which is proven, larger than the work it does.

#include <type_traits>

#include "inverse.hpp"

namespace guest {

template <class Parameters>
class PrimeField {
 public:
  static constexpr auto kModulus = Parameters::kModulus;
  static constexpr std::size_t kLimbs = kModulus.limb.size();
  using Integer = Number<kLimbs>;
  using Wide = Number<2 * kLimbs>;

  constexpr PrimeField() = default;
  explicit constexpr PrimeField(Limb value) : PrimeField(Integer(value)) {}
  // Any integer below R.
  explicit constexpr PrimeField(const Integer& value) : value_(reduce(multiply_wide(value, kR2)).value_) {}

  constexpr Integer canonical() const {
    Wide wide;
    for (std::size_t i = 0; i < kLimbs; i++) wide.limb[i] = value_.limb[i];
    return reduce(wide).value_;
  }
  constexpr bool is_zero() const { return value_.is_zero(); }
  friend constexpr bool operator==(const PrimeField& a, const PrimeField& b) = default;

  [[gnu::noinline]] friend constexpr PrimeField operator+(const PrimeField& a, const PrimeField& b) {
    PrimeField sum;
    const Limb carry = add(sum.value_, a.value_, b.value_);
    sum.subtract_modulus(carry);
    return sum;
  }
  [[gnu::noinline]] friend constexpr PrimeField operator-(const PrimeField& a, const PrimeField& b) {
    PrimeField difference;
    if (subtract(difference.value_, a.value_, b.value_)) add(difference.value_, difference.value_, kModulus);
    return difference;
  }
  constexpr PrimeField operator-() const { return is_zero() ? *this : PrimeField() - *this; }
  friend constexpr PrimeField operator*(const PrimeField& a, const PrimeField& b) {
    return reduce(multiply_wide(a.value_, b.value_));
  }
  constexpr PrimeField squared() const { return reduce(square_wide(value_)); }
  constexpr PrimeField doubled() const { return *this + *this; }
  // 0 for 0. inverse() yields 1 / (value R); R^3 / R brings it to R / value.
  constexpr PrimeField inverted() const {
    const Integer inverse = guest::inverse(value_, kModulus);
    return reduce(multiply_wide(inverse, kR3));
  }

  // For lazy reduction (tower.hpp): the stored integer, and the way back from an integer below modulus * R.
  constexpr const Integer& stored() const { return value_; }

  [[gnu::noinline]] static constexpr PrimeField reduce(const Wide& wide) {
    PrimeField result;
    if constexpr (requires { Parameters::reduce(result.value_, wide); }) {
      result.subtract_modulus(Parameters::reduce(result.value_, wide));
      return result;
    }
    const Limb* modulus = kModulus.limb.data();
    // Loads from a table that the compiler does not see through: a constant would be two instructions each time.
    if (!std::is_constant_evaluated()) asm("" : "+r"(modulus));
    std::array<Limb, kLimbs> m{};
    Accumulator sum;
#pragma GCC unroll 12
    for (std::size_t k = 0; k < kLimbs; k++) {
#pragma GCC unroll 12
      for (std::size_t i = 0; i < k; i++) sum.add_product(m[i], modulus[k - i]);
      sum.add_limb(wide.limb[k]);
      m[k] = sum.low * kFactor;
      // m[k] modulus[0] makes the lowest limb zero, with a carry unless it was zero before.
      const Limb carry = Limb((std::uint64_t(m[k]) * modulus[0]) >> 32) + (sum.low != 0);
      sum.take();
      sum.add_limb(carry);
    }
#pragma GCC unroll 12
    for (std::size_t k = kLimbs; k < 2 * kLimbs; k++) {
#pragma GCC unroll 12
      for (std::size_t i = k - kLimbs + 1; i < kLimbs; i++) sum.add_product(m[i], modulus[k - i]);
      sum.add_limb(wide.limb[k]);
      result.value_.limb[k - kLimbs] = sum.take();
    }
    result.subtract_modulus(sum.low);
    return result;
  }

 private:
  // Reduces carry * R + value, which is below twice the modulus.
  constexpr void subtract_modulus(Limb carry) {
    if (carry || value_ >= kModulus) subtract(value_, value_, kModulus);
  }

  // 2^(32 N count) mod the modulus.
  static consteval Integer power_of_r(int count) {
    PrimeField value;
    value.value_ = Integer(1);
    for (std::size_t i = 0; i < 32 * kLimbs * count; i++) value = value + value;
    return value.value_;
  }
  // -1 / modulus mod 2^32, by Newton's iteration.
  static consteval Limb factor() {
    Limb x = 1;
    for (int i = 0; i < 5; i++) x *= 2 - kModulus.limb[0] * x;
    return -x;
  }
  static constexpr Limb kFactor = factor();
  static constexpr Integer kR2 = power_of_r(2), kR3 = power_of_r(3);

  Integer value_;
};

// base^exponent with windows of four bits.
template <class F, std::size_t N>
constexpr F power(const F& base, const Number<N>& exponent) {
  std::array<F, 16> table{};
  table[0] = F(1);
  for (std::size_t i = 1; i < 16; i++) table[i] = table[i - 1] * base;
  F result(1);
  bool started = false;
  for (std::size_t i = 8 * N; i-- > 0;) {
    if (started) {
      for (int j = 0; j < 4; j++) result = result.squared();
    }
    if (const Limb digit = exponent.limb[i / 8] >> 4 * (i % 8) & 15) {
      result = started ? result * table[digit] : table[digit];
      started = true;
    }
  }
  return result;
}

// (modulus + 1) / 4: the exponent of a square root when the modulus is 3 mod 4.
template <std::size_t N>
consteval Number<N> square_root_exponent(Number<N> modulus) {
  const Limb carry = add(modulus, modulus, Number<N>(1));
  halve(modulus, carry);
  halve(modulus, 0);
  return modulus;
}

// Sets root to a square root and returns whether there is one; without one root^2 = -value. For moduli that are 3
// mod 4.
template <class F>
constexpr bool square_root(F& root, const F& value) {
  constexpr auto exponent = square_root_exponent(F::kModulus);
  root = power(value, exponent);
  return root.squared() == value;
}

}  // namespace guest
