#include "machine/functions/integer.hpp"

#include <algorithm>

namespace squall {

namespace {

const char* compute(CallWords& call) {
  Wide x, y;
  std::copy_n(call.words.begin(), 8, x.begin());
  std::copy_n(call.words.begin() + 8, 8, y.begin());
  const auto result = integer_operation(call.c, x, y);
  if (!result) return "the control word is not one operation, or has a carry that the operation does not take";
  std::copy_n(result->value.begin(), 8, call.words.begin());
  call.c = result->flag;
  return nullptr;
}

// In one phase, so that they must not overlap.
constexpr Operand kOperands[] = {{Operand::Place::kA, 0, 8, 2, true}, {Operand::Place::kB, 0, 8, 2, false}};

constexpr FunctionInfo kFunctions[] = {{Function::kAirbenderInteger,
                                        "airbender-u256",
                                        Family::kAirbenderInteger,
                                        kOperands,
                                        {32, 32, 0},
                                        true,
                                        true,
                                        compute}};

IntegerResult half_of_product(const Wide& x, const Wide& y, bool high) {
  const DoubleWide all = product(x, y);
  IntegerResult result{};
  std::copy_n(all.begin() + (high ? 8 : 0), 8, result.value.begin());
  result.flag = !high && std::any_of(all.begin() + 8, all.end(), [](std::uint32_t word) { return word != 0; });
  return result;
}

}  // namespace

std::optional<IntegerResult> integer_operation(std::uint32_t control, const Wide& x, const Wide& y) {
  using namespace integer_control;
  const std::uint32_t carry = (control & kCarryIn) != 0, operation = control & ~kCarryIn;
  IntegerResult result{x, 0};
  switch (operation) {
    case kAdd:
      result.flag = add_to(result.value, y, carry);
      return result;
    case kSubtract:
      result.flag = subtract_from(result.value, y, carry);
      return result;
    case kReverseSubtract:
      result.value = y;
      result.flag = subtract_from(result.value, x, carry);
      return result;
    case kCopy:
      result.value = y;
      result.flag = add_to(result.value, Wide{}, carry);
      return result;
    default:
      break;
  }
  if (carry) return std::nullopt;
  switch (operation) {
    case kMultiplyLow:
      return half_of_product(x, y, false);
    case kMultiplyHigh:
      return half_of_product(x, y, true);
    case kEqual:
      result.flag = x == y;
      return result;
    default:
      return std::nullopt;
  }
}

std::span<const FunctionInfo> integer_functions() { return kFunctions; }

}  // namespace squall
