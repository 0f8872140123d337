#pragma once

// Unsigned integers of N 32-bit limbs, least significant first. Made for a machine with 32-bit registers that
// multiplies in one instruction per half of the product and has no carry flag. Nothing here is constant-time: a proof
// hides its inputs by itself.

#include <array>
#include <compare>

#include "bytes.hpp"

namespace guest {

using Limb = std::uint32_t;

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

template <std::size_t N>
struct Number {
  std::array<Limb, N> limb{};

  constexpr Number() = default;
  explicit constexpr Number(Limb value) { limb[0] = value; }
  // Hexadecimal digits, most significant first.
  explicit consteval Number(const char* digits) {
    for (; *digits; digits++) {
      const Limb digit = Limb(*digits <= '9' ? *digits - '0' : (*digits | 0x20) - 'a' + 10);
      for (std::size_t i = N; i-- > 1;) limb[i] = limb[i] << 4 | limb[i - 1] >> 28;
      limb[0] = limb[0] << 4 | digit;
    }
  }

  friend constexpr bool operator==(const Number&, const Number&) = default;
  friend constexpr std::strong_ordering operator<=>(const Number& a, const Number& b) {
    for (std::size_t i = N - 1; i > 0; i--) {
      if (a.limb[i] != b.limb[i]) return a.limb[i] <=> b.limb[i];
    }
    return a.limb[0] <=> b.limb[0];
  }
  constexpr bool is_zero() const {
    for (const Limb x : limb) {
      if (x) return false;
    }
    return true;
  }
  constexpr bool bit(unsigned i) const { return limb[i / 32] >> i % 32 & 1; }
  constexpr unsigned bits() const {
    for (unsigned i = 32 * N; i > 0; i--) {
      if (bit(i - 1)) return i;
    }
    return 0;
  }
};

using U256 = Number<8>;

// 4 N bytes at a 4-byte boundary, as the structures of zkvm_accelerators.h are.
template <std::size_t N>
Number<N> from_big_endian(const std::uint8_t* bytes) {
  Number<N> value;
  for (std::size_t i = 0; i < N; i++) value.limb[N - 1 - i] = load_swapped(bytes + 4 * i);
  return value;
}

template <std::size_t N>
void to_big_endian(std::uint8_t* bytes, const Number<N>& value) {
  for (std::size_t i = 0; i < N; i++) store_swapped(bytes + 4 * i, value.limb[N - 1 - i]);
}

// result = a + b mod 2^(32 N): the carry out. result may be a or b.
template <std::size_t N>
constexpr Limb add(Number<N>& result, const Number<N>& a, const Number<N>& b) {
  Limb carry = 0;
#pragma GCC unroll 24
  for (std::size_t i = 0; i < N; i++) carry = add_carry(result.limb[i], a.limb[i], b.limb[i], carry);
  return carry;
}

template <std::size_t N>
constexpr Limb subtract(Number<N>& result, const Number<N>& a, const Number<N>& b) {
  Limb borrow = 0;
#pragma GCC unroll 24
  for (std::size_t i = 0; i < N; i++) borrow = sub_borrow(result.limb[i], a.limb[i], b.limb[i], borrow);
  return borrow;
}

// value / 2, with `top` becoming the highest bit.
template <std::size_t N>
constexpr void halve(Number<N>& value, Limb top) {
#pragma GCC unroll 24
  for (std::size_t i = 0; i + 1 < N; i++) value.limb[i] = value.limb[i] >> 1 | value.limb[i + 1] << 31;
  value.limb[N - 1] = value.limb[N - 1] >> 1 | top << 31;
}

// value becomes the quotient: the remainder. Bit by bit.
template <std::size_t M, std::size_t N>
Number<N> divide(Number<M>& value, const Number<N>& divisor) {
  Number<N> rest;
  for (unsigned i = 32 * M; i-- > 0;) {
    const Limb top = rest.limb[N - 1] >> 31;
    for (std::size_t j = N; j-- > 1;) rest.limb[j] = rest.limb[j] << 1 | rest.limb[j - 1] >> 31;
    rest.limb[0] = rest.limb[0] << 1 | Limb(value.bit(i));
    const bool fits = top || rest >= divisor;
    if (fits) subtract(rest, rest, divisor);
    value.limb[i / 32] = (value.limb[i / 32] & ~(Limb(1) << i % 32)) | Limb(fits) << i % 32;
  }
  return rest;
}

// Sums products column by column; three limbs, so that 2^32 products fit.
struct Accumulator {
  Limb low = 0, middle = 0, high = 0;

  constexpr void add_limb(Limb value) {
    low += value;
    const Limb carry = low < value;
    middle += carry;
    high += middle < carry;
  }
  constexpr void add_product(Limb a, Limb b) {
    const std::uint64_t product = std::uint64_t(a) * b;
    const Limb product_low = Limb(product);
    Limb product_high = Limb(product >> 32);
    low += product_low;
    product_high += low < product_low;  // no overflow: the high half of a product is at most 2^32 - 2
    middle += product_high;
    high += middle < product_high;
  }
  constexpr Limb take() {
    const Limb out = low;
    low = middle, middle = high, high = 0;
    return out;
  }
};

template <std::size_t N>
[[gnu::noinline]] constexpr Number<2 * N> multiply_wide(const Number<N>& a, const Number<N>& b) {
  Number<2 * N> product;
  Accumulator sum;
#pragma GCC unroll 24
  for (std::size_t k = 0; k + 1 < 2 * N; k++) {
#pragma GCC unroll 12
    for (std::size_t i = k < N ? 0 : k - N + 1; i <= (k < N ? k : N - 1); i++)
      sum.add_product(a.limb[i], b.limb[k - i]);
    product.limb[k] = sum.take();
  }
  product.limb[2 * N - 1] = sum.take();
  return product;
}

// Each product of two different limbs occurs twice: sum those of a column once, double, add the square in the middle.
template <std::size_t N>
[[gnu::noinline]] constexpr Number<2 * N> square_wide(const Number<N>& a) {
  Number<2 * N> product;
  Accumulator sum;
#pragma GCC unroll 24
  for (std::size_t k = 0; k + 1 < 2 * N; k++) {
    Accumulator half;
#pragma GCC unroll 6
    for (std::size_t i = k < N ? 0 : k - N + 1; 2 * i < k; i++) half.add_product(a.limb[i], a.limb[k - i]);
    sum.high += half.high << 1 | half.middle >> 31;
    const Limb middle = half.middle << 1 | half.low >> 31;
    const Limb low = half.low << 1;
    sum.low += low;
    const Limb carry = sum.low < low;
    sum.middle += carry;
    sum.high += sum.middle < carry;
    sum.middle += middle;
    sum.high += sum.middle < middle;
    if (k % 2 == 0) sum.add_product(a.limb[k / 2], a.limb[k / 2]);
    product.limb[k] = sum.take();
  }
  product.limb[2 * N - 1] = sum.take();
  return product;
}

}  // namespace guest
