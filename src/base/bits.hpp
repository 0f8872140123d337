#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace squall {

// Reverses the low `bits` bits of `value`; the others must be zero.
constexpr std::uint64_t bit_reverse(std::uint64_t value, unsigned bits) {
  std::uint64_t reversed = 0;
  for (unsigned i = 0; i < bits; ++i) reversed |= (value >> i & 1) << (bits - 1 - i);
  return reversed;
}

// The least t with 2^t >= n; n >= 1.
constexpr unsigned log2_ceil(std::uint64_t n) { return n <= 1 ? 0 : static_cast<unsigned>(std::bit_width(n - 1)); }

// The exact logarithm of a power of two.
constexpr unsigned log2_exact(std::uint64_t n) { return static_cast<unsigned>(std::countr_zero(n)); }

constexpr std::uint64_t ceil_div(std::uint64_t a, std::uint64_t b) { return (a + b - 1) / b; }

}  // namespace squall
