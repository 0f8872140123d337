#pragma once

// Integers modulo a prime of 256 bits by the machine's functions: one instruction per operation, on operands in memory
// and in place. What costs is copies, so there are operators that change their left side. The compiler, which works out
// tables, calculates in a field without such functions.

#ifdef SQUALL_FUNCTIONS

#include "prime_field.hpp"
#include "squall_functions.h"

namespace guest {

// Parameters as for PrimeField; Model: a field in software, for the compiler.
template <class Parameters, class Model = PrimeField<Parameters>>
class alignas(32) FunctionField {
 public:
  static constexpr U256 kModulus = Parameters::kModulus;
  static const FunctionField kThreeHalves;  // 3 / 2
  using Integer = U256;

  constexpr FunctionField() = default;
  explicit constexpr FunctionField(Limb value) : value_(value) {}  // below the modulus
  // Any integer below 2^256.
  explicit constexpr FunctionField(const U256& value) : value_(value) {
    if (std::is_constant_evaluated()) {
      if (value_ >= kModulus) subtract(value_, value_, kModulus);
    } else {
      squall_add_modulo(value_.limb.data(), kZero.value.limb.data(), kAligned.value.limb.data());
    }
  }

  constexpr const U256& canonical() const { return value_; }
  constexpr bool is_zero() const { return value_.is_zero(); }
  friend constexpr bool operator==(const FunctionField& a, const FunctionField& b) { return a.value_ == b.value_; }

  constexpr FunctionField& operator*=(const FunctionField& other) {
    if (std::is_constant_evaluated()) {
      value_ = product(value_, other.value_);
    } else {
      squall_multiply_modulo(value_.limb.data(), other.value_.limb.data(), kAligned.value.limb.data());
    }
    return *this;
  }
  constexpr FunctionField& operator+=(const FunctionField& other) {
    if (std::is_constant_evaluated()) {
      if (add(value_, value_, other.value_) || value_ >= kModulus) subtract(value_, value_, kModulus);
    } else {
      squall_add_modulo(value_.limb.data(), other.value_.limb.data(), kAligned.value.limb.data());
    }
    return *this;
  }
  constexpr FunctionField& operator-=(const FunctionField& other) {
    if (std::is_constant_evaluated()) {
      if (subtract(value_, value_, other.value_)) add(value_, value_, kModulus);
    } else {
      squall_subtract_modulo(value_.limb.data(), other.value_.limb.data(), kAligned.value.limb.data());
    }
    return *this;
  }

  friend constexpr FunctionField operator*(FunctionField a, const FunctionField& b) { return a *= b; }
  friend constexpr FunctionField operator+(FunctionField a, const FunctionField& b) { return a += b; }
  friend constexpr FunctionField operator-(FunctionField a, const FunctionField& b) { return a -= b; }
  constexpr FunctionField operator-() const { return FunctionField() - *this; }
  constexpr FunctionField squared() const { return *this * *this; }
  constexpr FunctionField doubled() const { return *this + *this; }

  // 0 for 0. By Fermat's theorem: 330 instructions that multiply.
  constexpr FunctionField inverted() const {
    if (std::is_constant_evaluated()) return FunctionField(inverse(value_, kModulus));
    constexpr U256 kExponent = [] {
      U256 exponent = kModulus;
      subtract(exponent, exponent, U256(2));
      return exponent;
    }();
    return power(*this, kExponent);
  }

 private:
  // In the model.
  static constexpr U256 product(const U256& a, const U256& b) {
    if constexpr (requires(Model m) { m.stored(); }) {
      // The product divided by R, then times R.
      return Model(Model::reduce(multiply_wide(a, b)).stored()).stored();
    } else {
      return (Model(a) * Model(b)).canonical();
    }
  }

  struct alignas(32) Constant {
    U256 value;
  };
  static constexpr Constant kAligned{kModulus}, kZero{};

  U256 value_;
};

// (m + 3) / 2, without overflow.
template <class Parameters, class Model>
inline constexpr FunctionField<Parameters, Model> FunctionField<Parameters, Model>::kThreeHalves = [] {
  U256 half = Parameters::kModulus;
  halve(half, 0);
  add(half, half, U256(2));
  return FunctionField(half);
}();

// With windows of four bits, as for other fields, but in place.
template <class Parameters, class Model, std::size_t N>
[[gnu::noinline]] constexpr FunctionField<Parameters, Model> power(const FunctionField<Parameters, Model>& base,
                                                                   const Number<N>& exponent) {
  std::array<FunctionField<Parameters, Model>, 16> table{};
  table[0] = FunctionField<Parameters, Model>(Limb(1));
  for (std::size_t i = 1; i < 16; i++) table[i] = table[i - 1], table[i] *= base;
  std::size_t i = 8 * N - 1;
  const auto digit = [&] { return exponent.limb[i / 8] >> 4 * (i % 8) & 15; };
  FunctionField<Parameters, Model> result = table[digit()];
  while (i-- > 0) {
    for (int j = 0; j < 4; j++) result *= result;
    if (digit()) result *= table[digit()];
  }
  return result;
}

}  // namespace guest

#endif
