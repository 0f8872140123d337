#pragma once

// Arithmetic modulo a number of 256 bits.

#include <optional>

#include "machine/functions.hpp"
#include "machine/functions/wide.hpp"

namespace squall {

// x op y = quotient m + remainder, or for a difference x - y = remainder - quotient m, with 0 <= remainder < m.
struct ModularResult {
  Wide quotient, remainder;
};
// Null result with the reason if m = 0, if the quotient has more than 256 bits, or, for a difference, if x >= y + m.
struct ModularOutcome {
  const char* reason;  // null: there is a result
  ModularResult result;
};
ModularOutcome modular(Function function, const Wide& x, const Wide& y, const Wide& m);

// MultiplyModulo, AddModulo, SubtractModulo: a -> x, eight words in and out; b -> y; c -> m. x becomes x y, x + y or
// x - y modulo m, below m.
//
// Products and sums are taken of any numbers if floor(x y / m) or floor((x + y) / m) is below 2^256, as it is when one
// factor is below m, or m > 1. Differences need x < y + m, as it is when x is below m.
std::span<const FunctionInfo> modular_functions();

}  // namespace squall
