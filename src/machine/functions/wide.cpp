#include "machine/functions/wide.hpp"

#include <bit>

#include "base/check.hpp"

namespace squall {

std::uint32_t add_to(Wide& x, const Wide& y, std::uint32_t carry) {
  std::uint64_t sum = carry;
  for (unsigned i = 0; i < 8; ++i) {
    sum += std::uint64_t(x[i]) + y[i];
    x[i] = static_cast<std::uint32_t>(sum);
    sum >>= 32;
  }
  return static_cast<std::uint32_t>(sum);
}

std::uint32_t subtract_from(Wide& x, const Wide& y, std::uint32_t borrow) {
  for (unsigned i = 0; i < 8; ++i) {
    const std::uint64_t difference = std::uint64_t(x[i]) - y[i] - borrow;
    x[i] = static_cast<std::uint32_t>(difference);
    borrow = difference >> 63;
  }
  return borrow;
}

bool is_less(const Wide& x, const Wide& y) {
  Wide difference = x;
  return subtract_from(difference, y) != 0;
}

DoubleWide product(const Wide& x, const Wide& y) {
  DoubleWide result{};
  for (unsigned i = 0; i < 8; ++i) {
    std::uint64_t carry = 0;
    for (unsigned j = 0; j < 8; ++j) {
      carry += std::uint64_t(x[i]) * y[j] + result[i + j];
      result[i + j] = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
    result[i + 8] = static_cast<std::uint32_t>(carry);
  }
  return result;
}

namespace {

// remainder: the dividend shifted left; divisor: `length` words, shifted so that the top bit is set. Takes the multiple
// of divisor 2^(32 at) away, which is the digit of the quotient.
std::uint32_t take_multiple(std::array<std::uint32_t, 17>& remainder, const Wide& divisor, unsigned length,
                            unsigned at) {
  const std::uint64_t top = std::uint64_t(remainder[at + length]) << 32 | remainder[at + length - 1];
  std::uint64_t digit = top / divisor[length - 1];
  if (digit >> 32) digit = 0xffffffff;
  const auto subtract = [&](std::uint64_t multiple) {
    std::uint64_t borrow = 0;
    for (unsigned i = 0; i <= length; ++i) {
      borrow += i < length ? multiple * divisor[i] : 0;
      const std::uint32_t low = static_cast<std::uint32_t>(borrow);
      borrow = (borrow >> 32) + (remainder[at + i] < low);
      remainder[at + i] -= low;
    }
    return borrow != 0;
  };
  // The estimate is too large by at most two.
  for (bool negative = subtract(digit); negative; --digit) {
    std::uint64_t carry = 0;
    for (unsigned i = 0; i <= length; ++i) {
      carry += std::uint64_t(remainder[at + i]) + (i < length ? divisor[i] : 0);
      remainder[at + i] = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
    negative = carry == 0;
  }
  return static_cast<std::uint32_t>(digit);
}

}  // namespace

// Long division in base 2^32 (Knuth, The Art of Computer Programming, 4.3.1, algorithm D).
Division divide(const DoubleWide& dividend, const Wide& divisor) {
  unsigned length = 8;
  while (length > 0 && divisor[length - 1] == 0) --length;
  check(length > 0, "a divisor that is not zero");
  const int shift = std::countl_zero(divisor[length - 1]);
  const auto shifted = [&](auto words, std::size_t i) {  // word i of words 2^shift
    const std::uint64_t high = i < words.size() ? words[i] : 0, low = i > 0 ? words[i - 1] : 0;
    return static_cast<std::uint32_t>((high << 32 | low) >> (32 - shift));
  };
  Wide d;
  std::array<std::uint32_t, 17> remainder;
  for (unsigned i = 0; i < d.size(); ++i) d[i] = shifted(divisor, i);
  for (unsigned i = 0; i < remainder.size(); ++i) remainder[i] = shifted(dividend, i);
  Division result{};
  for (unsigned at = 17 - length; at-- > 0;) result.quotient[at] = take_multiple(remainder, d, length, at);
  for (unsigned i = 0; i < length; ++i) {
    const std::uint64_t pair = std::uint64_t(remainder[i + 1]) << 32 | remainder[i];
    result.remainder[i] = static_cast<std::uint32_t>(pair >> shift);
  }
  return result;
}

}  // namespace squall
