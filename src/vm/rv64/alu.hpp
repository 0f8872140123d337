#pragma once

// 64-bit division and high products as the manual defines them (RISC-V ISA manual 20191213, chapter 7), and the word
// forms: computed on the low 32 bits, then sign-extended.

#include <cstdint>

#include "vm/alu.hpp"

namespace squall::rv64 {

__extension__ typedef __int128 Int128;
__extension__ typedef unsigned __int128 Uint128;

constexpr std::int64_t as_signed(std::uint64_t v) { return static_cast<std::int64_t>(v); }
constexpr std::uint32_t low(std::uint64_t v) { return static_cast<std::uint32_t>(v); }
constexpr std::uint64_t sign_extend(std::uint32_t v) {
  return static_cast<std::uint64_t>(std::int64_t(static_cast<std::int32_t>(v)));
}

constexpr std::uint64_t multiply_high_signed(std::uint64_t a, std::uint64_t b) {
  return static_cast<std::uint64_t>(Int128(as_signed(a)) * as_signed(b) >> 64);
}
constexpr std::uint64_t multiply_high_mixed(std::uint64_t a, std::uint64_t b) {  // a signed, b unsigned
  return static_cast<std::uint64_t>(Int128(as_signed(a)) * Int128(b) >> 64);
}
constexpr std::uint64_t multiply_high_unsigned(std::uint64_t a, std::uint64_t b) {
  return static_cast<std::uint64_t>(Uint128(a) * b >> 64);
}

// Division by zero: quotient all ones, remainder a. The one overflow: quotient a, remainder 0.
constexpr bool division_overflows(std::uint64_t a, std::uint64_t b) { return a == 1ull << 63 && b == ~0ull; }
constexpr std::uint64_t divide_signed(std::uint64_t a, std::uint64_t b) {
  if (b == 0) return ~0ull;
  if (division_overflows(a, b)) return a;
  return static_cast<std::uint64_t>(as_signed(a) / as_signed(b));
}
constexpr std::uint64_t remainder_signed(std::uint64_t a, std::uint64_t b) {
  if (b == 0) return a;
  if (division_overflows(a, b)) return 0;
  return static_cast<std::uint64_t>(as_signed(a) % as_signed(b));
}
constexpr std::uint64_t divide_unsigned(std::uint64_t a, std::uint64_t b) { return b == 0 ? ~0ull : a / b; }
constexpr std::uint64_t remainder_unsigned(std::uint64_t a, std::uint64_t b) { return b == 0 ? a : a % b; }

}  // namespace squall::rv64
