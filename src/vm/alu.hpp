#pragma once

// Division and high products as the manual defines them (RISC-V ISA manual 20191213, chapter 7): no case traps.

#include <cstdint>

namespace squall {

constexpr std::int32_t as_signed(std::uint32_t v) { return static_cast<std::int32_t>(v); }

constexpr std::uint32_t multiply_high_signed(std::uint32_t a, std::uint32_t b) {
  return static_cast<std::uint32_t>(static_cast<std::uint64_t>(std::int64_t(as_signed(a)) * as_signed(b)) >> 32);
}
constexpr std::uint32_t multiply_high_mixed(std::uint32_t a, std::uint32_t b) {  // a signed, b unsigned
  return static_cast<std::uint32_t>(static_cast<std::uint64_t>(std::int64_t(as_signed(a)) * std::int64_t(b)) >> 32);
}
constexpr std::uint32_t multiply_high_unsigned(std::uint32_t a, std::uint32_t b) {
  return static_cast<std::uint32_t>(std::uint64_t(a) * b >> 32);
}

constexpr bool division_overflows(std::uint32_t a, std::uint32_t b) { return a == 0x80000000u && b == 0xffffffffu; }

// Division by zero: quotient all ones, remainder a. The one overflow: quotient a, remainder 0.
constexpr std::uint32_t divide_signed(std::uint32_t a, std::uint32_t b) {
  if (b == 0) return 0xffffffffu;
  if (division_overflows(a, b)) return a;
  return static_cast<std::uint32_t>(as_signed(a) / as_signed(b));
}
constexpr std::uint32_t remainder_signed(std::uint32_t a, std::uint32_t b) {
  if (b == 0) return a;
  if (division_overflows(a, b)) return 0;
  return static_cast<std::uint32_t>(as_signed(a) % as_signed(b));
}
constexpr std::uint32_t divide_unsigned(std::uint32_t a, std::uint32_t b) { return b == 0 ? 0xffffffffu : a / b; }
constexpr std::uint32_t remainder_unsigned(std::uint32_t a, std::uint32_t b) { return b == 0 ? a : a % b; }

}  // namespace squall
