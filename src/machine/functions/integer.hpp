#pragma once

// One operation on two integers of 256 bits, as Airbender's call 0x7ca has them.

#include <optional>

#include "machine/functions.hpp"
#include "machine/functions/wide.hpp"

namespace squall {

// The bits of the control word. Exactly one of them, and kCarryIn with the first three and kCopy.
namespace integer_control {
inline constexpr std::uint32_t kAdd = 1, kSubtract = 2, kReverseSubtract = 4, kMultiplyLow = 8, kMultiplyHigh = 16,
                               kEqual = 32, kCarryIn = 64, kCopy = 128;
}

struct IntegerResult {
  Wide value;
  std::uint32_t flag;
};
// Nothing for a malformed control word. With c the carry in, modulo 2^256, and as flag
//   x + y + c, x - y - c, y - x - c, y + c: the carry or borrow out
//   low half of x y:                        whether the high half is not zero
//   high half of x y:                       0
//   x (equality):                           whether x = y
std::optional<IntegerResult> integer_operation(std::uint32_t control, const Wide& x, const Wide& y);

// AirbenderInteger: a -> x, eight words in and out; b -> y, other words; c is the control word, then the flag.
std::span<const FunctionInfo> integer_functions();

}  // namespace squall
