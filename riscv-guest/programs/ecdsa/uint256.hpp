#pragma once

// 256-bit unsigned integers: eight 32-bit limbs, least significant first. Made for a machine with 32-bit registers that
// multiplies in one instruction per half of the product. Nothing here is constant-time: a proof hides its inputs by
// itself.

#include <array>
#include <compare>
#include <cstdint>

#include "squall_guest.hpp"

namespace guest {

using Limb = std::uint32_t;
using Wide = std::array<Limb, 16>;  // a 512-bit product

struct U256 {
  std::array<Limb, 8> limb{};

  friend constexpr bool operator==(const U256&, const U256&) = default;
  friend constexpr std::strong_ordering operator<=>(const U256& a, const U256& b) {
    for (int i = 7; i > 0; i--) {
      if (a.limb[i] != b.limb[i]) return a.limb[i] <=> b.limb[i];
    }
    return a.limb[0] <=> b.limb[0];
  }
  constexpr bool is_zero() const { return *this == U256{}; }
  constexpr bool bit(unsigned i) const { return limb[i / 32] >> i % 32 & 1; }
};

constexpr U256 from_big_endian(const std::uint8_t* bytes) {
  U256 value;
  for (int i = 0; i < 8; i++) value.limb[7 - i] = load_big_endian(bytes + 4 * i);
  return value;
}

// sum + carry (0 or 1): the carry out.
constexpr Limb add_carry(Limb& sum, Limb a, Limb b, Limb carry) {
  const Limb first = a + carry;
  const Limb out = first < carry;
  sum = first + b;
  return out | (sum < b);
}

constexpr Limb sub_borrow(Limb& difference, Limb a, Limb b, Limb borrow) {
  const Limb first = a - b;
  const Limb out = a < b;
  difference = first - borrow;
  return out | (first < borrow);
}

// result = a + b mod 2^256: the carry out. result may be a or b.
constexpr Limb add(U256& result, const U256& a, const U256& b) {
  Limb carry = 0;
#pragma GCC unroll 8
  for (int i = 0; i < 8; i++) carry = add_carry(result.limb[i], a.limb[i], b.limb[i], carry);
  return carry;
}

constexpr Limb subtract(U256& result, const U256& a, const U256& b) {
  Limb borrow = 0;
#pragma GCC unroll 8
  for (int i = 0; i < 8; i++) borrow = sub_borrow(result.limb[i], a.limb[i], b.limb[i], borrow);
  return borrow;
}

// Adds a small number in place: the carry out. Beyond the first limb a carry is rare.
constexpr Limb add_small(U256& value, Limb low, Limb next) {
  Limb carry = add_carry(value.limb[0], value.limb[0], low, 0);
  carry = add_carry(value.limb[1], value.limb[1], next, carry);
  for (int i = 2; carry && i < 8; i++) carry = ++value.limb[i] == 0;
  return carry;
}

constexpr Limb subtract_small(U256& value, Limb low, Limb next) {
  Limb borrow = sub_borrow(value.limb[0], value.limb[0], low, 0);
  borrow = sub_borrow(value.limb[1], value.limb[1], next, borrow);
  for (int i = 2; borrow && i < 8; i++) borrow = value.limb[i]-- == 0;
  return borrow;
}

// value / 2, with `top` becoming bit 255.
constexpr void halve(U256& value, Limb top) {
#pragma GCC unroll 8
  for (int i = 0; i < 7; i++) value.limb[i] = value.limb[i] >> 1 | value.limb[i + 1] << 31;
  value.limb[7] = value.limb[7] >> 1 | top << 31;
}

// Sums products column by column; three limbs, so that eight products fit.
struct Accumulator {
  Limb low = 0, middle = 0, high = 0;

  constexpr void add_wide(std::uint64_t value) {
    const Limb value_low = Limb(value);
    Limb value_high = Limb(value >> 32);
    low += value_low;
    value_high += low < value_low;  // no overflow: the high half of a product is at most 2^32 - 2
    middle += value_high;
    high += middle < value_high;
  }
  constexpr void add_product(Limb a, Limb b) { add_wide(std::uint64_t(a) * b); }
  constexpr Limb take() {
    const Limb out = low;
    low = middle, middle = high, high = 0;
    return out;
  }
};

constexpr Wide multiply_wide(const U256& a, const U256& b) {
  Wide product{};
  Accumulator sum;
#pragma GCC unroll 15
  for (int k = 0; k < 15; k++) {
#pragma GCC unroll 8
    for (int i = k < 8 ? 0 : k - 7; i <= (k < 8 ? k : 7); i++) sum.add_product(a.limb[i], b.limb[k - i]);
    product[k] = sum.take();
  }
  product[15] = sum.take();
  return product;
}

// Each product of two different limbs occurs twice: sum those of a column once, double, add the square in the middle.
constexpr Wide square_wide(const U256& a) {
  Wide product{};
  Accumulator sum;
#pragma GCC unroll 15
  for (int k = 0; k < 15; k++) {
    Accumulator half;
#pragma GCC unroll 4
    for (int i = k < 8 ? 0 : k - 7; 2 * i < k; i++) half.add_product(a.limb[i], a.limb[k - i]);
    sum.high += half.high << 1 | half.middle >> 31;
    const Limb middle = half.middle << 1 | half.low >> 31;
    const Limb low = half.low << 1;
    sum.low += low;
    Limb carry = sum.low < low;
    sum.middle += carry;
    sum.high += sum.middle < carry;
    sum.middle += middle;
    sum.high += sum.middle < middle;
    if (k % 2 == 0) sum.add_product(a.limb[k / 2], a.limb[k / 2]);
    product[k] = sum.take();
  }
  product[15] = sum.take();
  return product;
}

// value mod modulus, for a modulus of 2^256 - complement with a complement far below 2^255: 2^256 is replaced by the
// complement until nothing is left above. The slow, general twin of Field's reduction.
constexpr U256 reduce_wide(const Wide& value, const U256& modulus) {
  U256 complement, low, high;
  subtract(complement, U256{}, modulus);
  for (int i = 0; i < 8; i++) low.limb[i] = value[i], high.limb[i] = value[8 + i];
  while (!high.is_zero()) {
    Wide folded = multiply_wide(high, complement);
    Limb carry = 0;
    for (int i = 0; i < 8; i++) carry = add_carry(low.limb[i], low.limb[i], folded[i], carry);
    for (int i = 0; i < 8; i++) carry = add_carry(high.limb[i], folded[8 + i], 0, carry);
  }
  while (low >= modulus) subtract(low, low, modulus);
  return low;
}

// 1 / a mod m for odd m and a not divisible by a factor of m (0 for a = 0): binary Euclid. Keeps u = a x and v = a y
// mod m while u and v shrink.
constexpr U256 inverse(const U256& a, const U256& m) {
  U256 u = a, v = m, x{{1}}, y{};
  auto halve_both = [&m](U256& value, U256& factor) {
    while (!value.bit(0)) {
      halve(value, 0);
      const Limb carry = factor.bit(0) ? add(factor, factor, m) : 0;
      halve(factor, carry);
    }
  };
  while (!u.is_zero()) {
    halve_both(u, x);
    halve_both(v, y);
    if (u >= v) {
      subtract(u, u, v);
      if (subtract(x, x, y)) add(x, x, m);
    } else {
      subtract(v, v, u);
      if (subtract(y, y, x)) add(y, y, m);
    }
  }
  return y;
}

}  // namespace guest
