#pragma once

// Integers modulo p = 2^256 - 2^32 - 977, kept as any number below 2^256 with that residue: only comparisons reduce it
// all the way. Faster than Montgomery form: what is above 2^256 comes back at the bottom, multiplied by 2^32 + 977.

#include "inverse.hpp"

namespace guest {

class Secp256k1Field {
 public:
  static constexpr U256 kModulus{"fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f"};
  using Integer = U256;

  constexpr Secp256k1Field() = default;
  explicit constexpr Secp256k1Field(const U256& value) : value_(value) {}
  explicit constexpr Secp256k1Field(Limb value) : value_(value) {}

  constexpr U256 canonical() const {
    U256 value = value_;
    if (value >= kModulus) subtract(value, value, kModulus);
    return value;
  }
  constexpr bool is_zero() const { return value_.is_zero() || value_ == kModulus; }

  friend constexpr bool operator==(const Secp256k1Field& a, const Secp256k1Field& b) { return (a - b).is_zero(); }

  [[gnu::noinline]] friend constexpr Secp256k1Field operator+(const Secp256k1Field& a, const Secp256k1Field& b) {
    Secp256k1Field sum;
    Limb carry = add(sum.value_, a.value_, b.value_);
    while (carry) carry = sum.add_small(kFold, 1);
    return sum;
  }
  [[gnu::noinline]] friend constexpr Secp256k1Field operator-(const Secp256k1Field& a, const Secp256k1Field& b) {
    Secp256k1Field difference;
    Limb borrow = subtract(difference.value_, a.value_, b.value_);
    while (borrow) borrow = difference.subtract_small(kFold, 1);
    return difference;
  }
  constexpr Secp256k1Field operator-() const { return Secp256k1Field() - *this; }
  friend constexpr Secp256k1Field operator*(const Secp256k1Field& a, const Secp256k1Field& b) {
    return reduce(multiply_wide(a.value_, b.value_));
  }
  constexpr Secp256k1Field squared() const { return reduce(square_wide(value_)); }
  [[gnu::noinline]] constexpr Secp256k1Field doubled() const {
    Secp256k1Field result;
    result.value_.limb[0] = value_.limb[0] << 1;
#pragma GCC unroll 7
    for (std::size_t i = 1; i < 8; i++) result.value_.limb[i] = value_.limb[i] << 1 | value_.limb[i - 1] >> 31;
    Limb carry = value_.limb[7] >> 31;
    while (carry) carry = result.add_small(kFold, 1);
    return result;
  }
  constexpr Secp256k1Field inverted() const { return Secp256k1Field(inverse(canonical(), kModulus)); }

 private:
  static constexpr Limb kFold = 977;

  // Adds low + 2^32 next: the carry out. Beyond the first limbs a carry is rare.
  constexpr Limb add_small(Limb low, Limb next) {
    Limb carry = add_carry(value_.limb[0], value_.limb[0], low, 0);
    carry = add_carry(value_.limb[1], value_.limb[1], next, carry);
    for (std::size_t i = 2; carry && i < 8; i++) carry = ++value_.limb[i] == 0;
    return carry;
  }
  constexpr Limb subtract_small(Limb low, Limb next) {
    Limb borrow = sub_borrow(value_.limb[0], value_.limb[0], low, 0);
    borrow = sub_borrow(value_.limb[1], value_.limb[1], next, borrow);
    for (std::size_t i = 2; borrow && i < 8; i++) borrow = value_.limb[i]-- == 0;
    return borrow;
  }

  // Adds (low + 2^32 high) * 2^256, high <= 1.
  constexpr void fold(Limb low, Limb high) {
    const std::uint64_t product = std::uint64_t(low) * kFold;
    // low * (977 + 2^32) + high * 2^32 * (977 + 2^32); the last term only when high is set, which is rare
    const std::uint64_t middle = (product >> 32) + low;
    Limb carry = add_small(Limb(product), Limb(middle));
    const Limb third = Limb(middle >> 32);
    if (third) carry += add_at(2, third);
    if (high) carry += add_at(1, kFold), carry += add_at(2, 1);
    while (carry--) add_small(kFold, 1);  // the sum is small after an overflow: it cannot overflow again
  }

  constexpr Limb add_at(std::size_t i, Limb amount) {
    Limb carry = add_carry(value_.limb[i], value_.limb[i], amount, 0);
    while (carry && ++i < 8) carry = ++value_.limb[i] == 0;
    return carry;
  }

  // low + high * 2^256 = low + high * 977 + high * 2^32, column by column.
  [[gnu::noinline]] static constexpr Secp256k1Field reduce(const Number<16>& wide) {
    Secp256k1Field result;
    std::uint64_t sum = 0;  // at most 2^32 * 977 + 3 * 2^32
    Limb previous = 0;
#pragma GCC unroll 8
    for (std::size_t i = 0; i < 8; i++) {
      sum += std::uint64_t(wide.limb[8 + i]) * kFold + wide.limb[i] + previous;
      result.value_.limb[i] = Limb(sum);
      sum >>= 32;
      previous = wide.limb[8 + i];
    }
    sum += previous;
    result.fold(Limb(sum), Limb(sum >> 32));
    return result;
  }

  U256 value_;
};

}  // namespace guest
