#pragma once

// Numbers of 256 and 512 bits in words, least significant first.

#include <array>
#include <cstdint>

namespace squall {

using Wide = std::array<std::uint32_t, 8>;
using DoubleWide = std::array<std::uint32_t, 16>;

// x := x + y + carry; the carry out.
std::uint32_t add_to(Wide& x, const Wide& y, std::uint32_t carry = 0);
// x := x - y - borrow modulo 2^256; the borrow out.
std::uint32_t subtract_from(Wide& x, const Wide& y, std::uint32_t borrow = 0);
bool is_less(const Wide& x, const Wide& y);

DoubleWide product(const Wide& x, const Wide& y);

struct Division {
  DoubleWide quotient;
  Wide remainder;
};
// The divisor is not zero.
Division divide(const DoubleWide& dividend, const Wide& divisor);

}  // namespace squall
