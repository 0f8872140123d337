#pragma once

// One operation on two integers of 256 bits (functions/integer.hpp). x and y are in bytes, the result r is in limbs.
// With 16-bit positions as in wide.hpp, positions 0 to 15 are
//   E_k + s carry_(k-1) = L_k + s 2^16 carry_k,
// E_k = X_k + Y_k and the like, or P_k(x, y); s = -1 for differences, whose carries are borrows, else 1; L_k = r_k, or
// for the high half of a product low_k. Then positions 16 to 31 give r. |E_k| < 2^29, limbs and carries (below 2^14)
// are in range, so both sides are less than 2^29 + 2^30 + 2^17 < p apart: the equations hold over the integers, and
// limbs and carries are unique.
//
// Two sums decide what is said about equality and about the high half of a product; they are sums of few squares and
// products of bytes, so that they vanish modulo p only if they are zero.

#include "machine/chips/wide.hpp"
#include "machine/functions/integer.hpp"

namespace squall::chips {

struct RowOfInteger;

struct Integer : ChipDefinition {
  static constexpr std::string_view kName = "airbender-u256";
  static constexpr std::string_view kSummary = "operations on 256-bit integers, of the platform airbender";
  using Rows = CallRows<RowOfInteger>;
  SQUALL_COLUMNS(Main, is_add, is_subtract, is_reverse, is_low, is_high, is_equal, is_copy, carry_in, flag, inverse,
                 clock, a[2], b[2], x[32], y[32], r[16], low[16], carry[31], time_x[8], time_y[8]);

  static constexpr std::uint32_t kCarry = 1u << 14;

  template <class B>
  static constexpr void eval(B& b, const Main<typename B::Value>& r) {
    using V = typename B::Value;
    namespace control = integer_control;
    b.boolean("is_add is boolean", r.is_add);
    b.boolean("is_subtract is boolean", r.is_subtract);
    b.boolean("is_reverse is boolean", r.is_reverse);
    b.boolean("is_low is boolean", r.is_low);
    b.boolean("is_high is boolean", r.is_high);
    b.boolean("is_equal is boolean", r.is_equal);
    b.boolean("is_copy is boolean", r.is_copy);
    const V real = r.is_add + r.is_subtract + r.is_reverse + r.is_low + r.is_high + r.is_equal + r.is_copy;
    b.boolean("real is boolean", real);
    b.boolean("carry in is boolean", r.carry_in);
    b.when(r.is_low + r.is_high + r.is_equal).zero("no carry in", r.carry_in);
    low_positions(b, r, real);
    high_positions(b, r);
    flags(b, r);

    const V word = r.is_add * V(control::kAdd) + r.is_subtract * V(control::kSubtract) +
                   r.is_reverse * V(control::kReverseSubtract) + r.is_low * V(control::kMultiplyLow) +
                   r.is_high * V(control::kMultiplyHigh) + r.is_equal * V(control::kEqual) +
                   r.is_copy * V(control::kCopy) + r.carry_in * V(control::kCarryIn);
    receive_call(b, real,
                 CallRegisters<V>{V(number(Function::kAirbenderInteger)),
                                  r.clock,
                                  {r.a[0], r.a[1]},
                                  {r.b[0], r.b[1]},
                                  {word, V(0)},
                                  {r.flag, V(0)}});
    check_aligned(b, "a is aligned", real, 32, r.a);
    check_aligned(b, "b is aligned", real, 32, r.b);
    replace_wide(b, "x", real, r.a, r.x, r.r, r.time_x, r.clock + V(2));
    read_wide(b, "y", real, r.b, r.y, r.time_y, r.clock + V(2));
    check_wide_bytes(b, "bytes of x", real, r.x);
    check_wide_bytes(b, "bytes of y", real, r.y);
    check_wide_limbs(b, "result", real, r.r);
    check_wide_limbs(b, "low half of the product", r.is_high, r.low);
    for (unsigned k = 0; k < kProductPositions - 1; ++k) {
      check_range(b, k < kWideLimbs ? "carry" : "carry in the high half", k < kWideLimbs ? real : r.is_high, kCarry,
                  r.carry[k]);
    }
  }

 private:
  template <class B, class V = typename B::Value>
  static constexpr void low_positions(B& b, const Main<V>& r, const V& real) {
    const V differences = r.is_subtract + r.is_reverse, sign = real - differences - differences;
    const V of_x = r.is_add + r.is_subtract - r.is_reverse + r.is_equal;
    const V of_y = r.is_add - r.is_subtract + r.is_reverse + r.is_copy;
    for (unsigned k = 0; k < kWideLimbs; ++k) {
      const V sum = (r.is_low + r.is_high) * wide_position(r.x, r.y, k) + of_x * wide_limb(r.x, k) +
                    of_y * wide_limb(r.y, k) - r.r[k] + r.is_high * (r.r[k] - r.low[k]);
      const V before = k > 0 ? r.carry[k - 1] : r.carry_in;
      b.zero("position of the low half", sum + sign * (before - r.carry[k] * V(kLimb)));
    }
  }

  template <class B, class V = typename B::Value>
  static constexpr void high_positions(B& b, const Main<V>& r) {
    for (unsigned k = kWideLimbs; k < kProductPositions; ++k) {
      V sum = wide_position(r.x, r.y, k) + r.carry[k - 1] - r.r[k - kWideLimbs];
      if (k + 1 < kProductPositions) sum = sum - r.carry[k] * V(kLimb);
      b.when(r.is_high).zero("position of the high half", sum);
    }
  }

  // Vanishes if and only if the high half of the product is zero.
  template <class V>
  static constexpr V beyond(const Main<V>& r) {
    V sum = r.carry[kWideLimbs - 1];
    for (unsigned n = kWideBytes; n < 2 * kWideBytes - 1; ++n) sum += wide_byte_position(r.x, r.y, n);
    return sum;
  }
  // Vanishes if and only if x = y.
  template <class V>
  static constexpr V distance(const Main<V>& r) {
    V sum = V(0);
    for (unsigned i = 0; i < kWideBytes; ++i) sum += (r.x[i] - r.y[i]) * (r.x[i] - r.y[i]);
    return sum;
  }

  template <class B, class V = typename B::Value>
  static constexpr void flags(B& b, const Main<V>& r) {
    const V one(1), high_half = beyond(r), difference = distance(r);
    b.when(r.is_add + r.is_subtract + r.is_reverse + r.is_copy)
        .zero("the flag is the carry out", r.flag - r.carry[kWideLimbs - 1]);
    b.when(r.is_high).zero("no flag", r.flag);
    b.when(r.is_low).zero("a high half has a flag", (one - r.flag) * high_half);
    b.when(r.is_equal).zero("a difference has no flag", r.flag * difference);
    b.zero(
        "only a high half has a flag, only a difference has none",
        (r.is_low * high_half + r.is_equal * difference) * r.inverse - r.is_low * r.flag - r.is_equal * (one - r.flag));
  }

  friend struct RowOfInteger;
};

// The only row of a call.
struct RowOfInteger {
  static constexpr Family kFamily = Family::kAirbenderInteger;
  static constexpr unsigned kRows = 1;
  explicit RowOfInteger(const FamilyEvent<kFamily>& e);
  void fill(Integer::Main<std::uint32_t>& row, unsigned i) const;

 private:
  void fill_carries(Integer::Main<std::uint32_t>& row) const;

  const FamilyEvent<kFamily>& event_;
  Wide x_, y_;
  IntegerResult result_;
};

inline RowOfInteger::RowOfInteger(const FamilyEvent<kFamily>& e) : event_(e) {
  std::copy_n(e.values, kWideWords, x_.begin());
  std::copy_n(e.values + kWideWords, kWideWords, y_.begin());
  const auto result = integer_operation(e.c, x_, y_);
  check(result.has_value(), "a recorded call has a result");
  result_ = *result;
}

inline void RowOfInteger::fill(Integer::Main<std::uint32_t>& r, unsigned) const {
  namespace control = integer_control;
  const FamilyEvent<kFamily>& e = event_;
  const auto has = [&](std::uint32_t bit) { return std::uint32_t((e.c & bit) != 0); };
  r.is_add = has(control::kAdd);
  r.is_subtract = has(control::kSubtract);
  r.is_reverse = has(control::kReverseSubtract);
  r.is_low = has(control::kMultiplyLow);
  r.is_high = has(control::kMultiplyHigh);
  r.is_equal = has(control::kEqual);
  r.is_copy = has(control::kCopy);
  r.carry_in = has(control::kCarryIn);
  r.flag = result_.flag;
  r.clock = e.clock;
  set_limbs(r.a, e.a);
  set_limbs(r.b, e.b);
  set_wide_bytes(r.x, x_);
  set_wide_bytes(r.y, y_);
  set_wide_limbs(r.r, result_.value);
  fill_carries(r);
  const std::uint32_t sum = r.is_low ? Integer::beyond(r) : 0, difference = r.is_equal ? Integer::distance(r) : 0;
  if (sum + difference != 0) r.inverse = Fp(sum + difference).inverse().canonical();
  std::copy_n(e.times, kWideWords, r.time_x);
  std::copy_n(e.times + kWideWords, kWideWords, r.time_y);
}

inline void RowOfInteger::fill_carries(Integer::Main<std::uint32_t>& r) const {
  if (r.is_low || r.is_high) {
    std::uint32_t carry = 0;
    for (unsigned k = 0; k < (r.is_high ? kProductPositions - 1 : kWideLimbs); ++k) {
      carry += wide_position(r.x, r.y, k);
      if (r.is_high && k < kWideLimbs) r.low[k] = carry & 0xffff;
      r.carry[k] = carry >>= 16;
    }
    return;
  }
  if (r.is_equal) return;
  const bool negative = r.is_subtract || r.is_reverse;
  std::int32_t carry = static_cast<std::int32_t>(r.carry_in);
  for (unsigned k = 0; k < kWideLimbs; ++k) {
    const std::int32_t x = static_cast<std::int32_t>(wide_limb(r.x, k)),
                       y = static_cast<std::int32_t>(wide_limb(r.y, k));
    const std::int32_t sum = (r.is_copy ? 0 : r.is_reverse ? -x : x) + (r.is_subtract ? -y : y);
    carry = negative ? (sum - carry) < 0 : (sum + carry) >> 16;
    r.carry[k] = static_cast<std::uint32_t>(carry);
  }
}

}  // namespace squall::chips
