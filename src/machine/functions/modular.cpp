#include "machine/functions/modular.hpp"

#include <algorithm>

namespace squall {

namespace {

constexpr const char* kZeroModulus = "the modulus is zero";
constexpr const char* kLargeQuotient = "the quotient by the modulus has more than 256 bits";
constexpr const char* kLargeDifference = "the difference is not below the modulus";

DoubleWide extended(const Wide& x, std::uint32_t high = 0) {
  DoubleWide result{};
  std::copy(x.begin(), x.end(), result.begin());
  result[8] = high;
  return result;
}

ModularOutcome reduced(const DoubleWide& x, const Wide& m) {
  const Division d = divide(x, m);
  if (std::any_of(d.quotient.begin() + 8, d.quotient.end(), [](std::uint32_t word) { return word != 0; })) {
    return {kLargeQuotient, {}};
  }
  ModularResult result{{}, d.remainder};
  std::copy(d.quotient.begin(), d.quotient.begin() + 8, result.quotient.begin());
  return {nullptr, result};
}

// x - y = r - q m.
ModularOutcome difference(const Wide& x, const Wide& y, const Wide& m) {
  Wide d = x;
  if (subtract_from(d, y) == 0) {
    return is_less(d, m) ? ModularOutcome{nullptr, {{}, d}} : ModularOutcome{kLargeDifference, {}};
  }
  d = y;
  subtract_from(d, x);
  ModularOutcome outcome = reduced(extended(d), m);  // y - x = q m + r; another multiple if r > 0
  ModularResult& result = outcome.result;
  if (result.remainder != Wide{}) {
    add_to(result.quotient, Wide{1});
    d = m;
    subtract_from(d, result.remainder);
    result.remainder = d;
  }
  return outcome;
}

const char* compute(CallWords& call) {
  Wide x, y, m;
  std::copy_n(call.words.begin(), 8, x.begin());
  std::copy_n(call.words.begin() + 8, 8, y.begin());
  std::copy_n(call.words.begin() + 16, 8, m.begin());
  const ModularOutcome outcome = modular(call.function, x, y, m);
  if (!outcome.reason) std::copy_n(outcome.result.remainder.begin(), 8, call.words.begin());
  return outcome.reason;
}

constexpr Operand kOperands[] = {
    {Operand::Place::kA, 0, 8, 2, true}, {Operand::Place::kB, 0, 8, 0, false}, {Operand::Place::kC, 0, 8, 1, false}};

constexpr FunctionInfo kFunctions[] = {
    {Function::kMultiplyModulo, "mulmod", Family::kModular, kOperands, {32, 32, 32}, true, true, compute},
    {Function::kAddModulo, "addmod", Family::kModular, kOperands, {32, 32, 32}, true, true, compute},
    {Function::kSubtractModulo, "submod", Family::kModular, kOperands, {32, 32, 32}, true, true, compute},
};

}  // namespace

ModularOutcome modular(Function function, const Wide& x, const Wide& y, const Wide& m) {
  if (m == Wide{}) return {kZeroModulus, {}};
  if (function == Function::kMultiplyModulo) return reduced(product(x, y), m);
  if (function == Function::kSubtractModulo) return difference(x, y, m);
  Wide sum = x;
  const std::uint32_t carry = add_to(sum, y);
  return reduced(extended(sum, carry), m);
}

std::span<const FunctionInfo> modular_functions() { return kFunctions; }

}  // namespace squall
