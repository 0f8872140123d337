#pragma once

// Products, sums and differences modulo a number of 256 bits: x op y = q m + r, for a difference x - y = r - q m, with
// r < m. q and the operands are in bytes, r is in limbs. In 16-bit positions, with X_k, Y_k, R_k limbs, P_k(x, y) the
// position of a product (wide.hpp) and sign = 1, or -1 for a difference,
//   E_k = is_multiply P_k(x, y) + (is_add + is_subtract) X_k + (is_add - is_subtract) Y_k - sign P_k(q, m) - R_k,
//   E_k + carry_(k-1) = 2^16 carry_k,
// with no carry into position 0 or out of position 31. |E_k| < 2^29 + 2^17 and carries are in [-2^14, 2^14), so both
// sides are less than 2^30 + 2^29 + 2^18 < p apart: the equations hold over the integers. Honest carries are in that
// range, since |carry_k| <= (|E_k| + |carry_(k-1)|) / 2^16.
//
// r < m: the most significant limb where they differ is number 4 i + j, with i one-hot and j in bits, and there
// M - R - 1 = gap is in range.

#include "machine/chips/wide.hpp"
#include "machine/functions/modular.hpp"

namespace squall::chips {

struct RowOfModular;

struct Modular : ChipDefinition {
  static constexpr std::string_view kName = "modular";
  static constexpr std::string_view kSummary = "products, sums and differences modulo a 256-bit number";
  using Rows = CallRows<RowOfModular>;
  // quarter[i]: one of the limbs 4 (i + 1) to 4 (i + 1) + 3 is the most significant that differs.
  SQUALL_COLUMNS(Main, is_multiply, is_add, is_subtract, clock, a[2], b[2], c[2], x[32], y[32], m[32], q[32], r[16],
                 carry[31], quarter[3], bit[2], gap, time_x[8], time_y[8], time_m[8]);

  static constexpr std::uint32_t kCarryOffset = 1u << 14;

  template <class B>
  static constexpr void eval(B& b, const Main<typename B::Value>& r) {
    using V = typename B::Value;
    static_assert(number(Function::kAddModulo) == number(Function::kMultiplyModulo) + 1 &&
                  number(Function::kSubtractModulo) == number(Function::kMultiplyModulo) + 2);
    b.boolean("is_multiply is boolean", r.is_multiply);
    b.boolean("is_add is boolean", r.is_add);
    b.boolean("is_subtract is boolean", r.is_subtract);
    const V real = r.is_multiply + r.is_add + r.is_subtract;
    b.boolean("real is boolean", real);

    equation(b, r);
    comparison(b, r, real);

    const V function = real * V(number(Function::kMultiplyModulo)) + r.is_add + r.is_subtract + r.is_subtract;
    receive_call(
        b, real,
        CallRegisters<V>{function, r.clock, {r.a[0], r.a[1]}, {r.b[0], r.b[1]}, {r.c[0], r.c[1]}, {r.c[0], r.c[1]}});
    check_aligned(b, "a is aligned", real, 32, r.a);
    check_aligned(b, "b is aligned", real, 32, r.b);
    check_aligned(b, "c is aligned", real, 32, r.c);
    read_wide(b, "y", real, r.b, r.y, r.time_y, r.clock);
    read_wide(b, "m", real, r.c, r.m, r.time_m, r.clock + V(1));
    replace_wide(b, "x", real, r.a, r.x, r.r, r.time_x, r.clock + V(2));
    check_wide_bytes(b, "bytes of x", real, r.x);
    check_wide_bytes(b, "bytes of y", real, r.y);
    check_wide_bytes(b, "bytes of m", real, r.m);
    check_wide_bytes(b, "bytes of the quotient", real, r.q);
    check_wide_limbs(b, "result", real, r.r);
    for (const V& carry : r.carry) check_range(b, "carry", real, 2 * kCarryOffset, carry + V(kCarryOffset));
    check_range(b, "gap", real, kLimb, r.gap);
  }

 private:
  template <class B, class V = typename B::Value>
  static constexpr void equation(B& b, const Main<V>& r) {
    const V sign = r.is_multiply + r.is_add - r.is_subtract;
    for (unsigned k = 0; k < kProductPositions; ++k) {
      V sum = r.is_multiply * wide_position(r.x, r.y, k) - sign * wide_position(r.q, r.m, k);
      if (k < kWideLimbs) {
        sum += (r.is_add + r.is_subtract) * wide_limb(r.x, k) + (r.is_add - r.is_subtract) * wide_limb(r.y, k) - r.r[k];
      }
      if (k > 0) sum += r.carry[k - 1];
      if (k + 1 < kProductPositions) sum = sum - r.carry[k] * V(kLimb);
      b.zero("position of the equation", sum);
    }
  }

  // For limb k = 4 i + j: whether it is the most significant that differs, and whether that is limb k or above.
  template <class V>
  struct Mark {
    V here, here_or_above;
  };
  template <class V>
  static constexpr Mark<V> mark(const Main<V>& r, const V& real, unsigned k) {
    const unsigned i = k / 4, j = k % 4;
    const V one(1), both = r.bit[0] * r.bit[1];
    const V at[4] = {one - r.bit[0] - r.bit[1] + both, r.bit[0] - both, r.bit[1] - both, both};
    const V from[4] = {one, r.bit[0] + r.bit[1] - both, r.bit[1], both};
    const V quarter = i > 0 ? r.quarter[i - 1] : real - r.quarter[0] - r.quarter[1] - r.quarter[2];
    V above = V(0);
    for (unsigned later = i; later < 3; ++later) above += r.quarter[later];
    return {quarter * at[j], above + quarter * from[j]};
  }

  template <class B, class V = typename B::Value>
  static constexpr void comparison(B& b, const Main<V>& r, const V& real) {
    // With quarter[2] = -1 instead, limbs of the upper half must be equal, and the rest is as it should be.
    for (int i = 0; i < 2; ++i) b.boolean("a quarter is boolean", r.quarter[i]);
    b.boolean("one quarter", r.quarter[0] + r.quarter[1] + r.quarter[2]);
    for (const V& bit : r.bit) b.boolean("a bit is boolean", bit);
    V difference = V(0);
    for (unsigned k = 0; k < kWideLimbs; ++k) {
      const Mark<V> marked = mark(r, real, k);
      const V distance = wide_limb(r.m, k) - r.r[k];
      if (k > 0) b.zero("equal limbs above", (real - marked.here_or_above) * distance);
      difference += marked.here * distance;
    }
    b.zero("the result is below the modulus", difference - real - r.gap);
  }
};

// The only row of a call.
struct RowOfModular {
  static constexpr Family kFamily = Family::kModular;
  static constexpr unsigned kRows = 1;
  explicit RowOfModular(const FamilyEvent<kFamily>& e);
  void fill(Modular::Main<std::uint32_t>& row, unsigned i) const;

 private:
  const FamilyEvent<kFamily>& event_;
  Wide x_, y_, m_;
  ModularResult result_;
};

inline RowOfModular::RowOfModular(const FamilyEvent<kFamily>& e) : event_(e) {
  for (unsigned i = 0; i < kWideWords; ++i) {
    x_[i] = e.values[i];
    y_[i] = e.values[i + kWideWords];
    m_[i] = e.values[i + 2 * kWideWords];
  }
  const ModularOutcome outcome = modular(static_cast<Function>(e.function), x_, y_, m_);
  check(!outcome.reason, "a recorded call has a result");
  result_ = outcome.result;
}

inline void RowOfModular::fill(Modular::Main<std::uint32_t>& r, unsigned) const {
  const FamilyEvent<kFamily>& e = event_;
  const Function function = static_cast<Function>(e.function);
  r.is_multiply = function == Function::kMultiplyModulo;
  r.is_add = function == Function::kAddModulo;
  r.is_subtract = function == Function::kSubtractModulo;
  r.clock = e.clock;
  set_limbs(r.a, e.a);
  set_limbs(r.b, e.b);
  set_limbs(r.c, e.c);
  set_wide_bytes(r.x, x_);
  set_wide_bytes(r.y, y_);
  set_wide_bytes(r.m, m_);
  set_wide_bytes(r.q, result_.quotient);
  set_wide_limbs(r.r, result_.remainder);
  std::int64_t carry = 0;
  const int sign = r.is_subtract ? -1 : 1;
  for (unsigned k = 0; k + 1 < kProductPositions; ++k) {
    if (r.is_multiply) carry += wide_position(r.x, r.y, k);
    carry -= sign * std::int64_t(wide_position(r.q, r.m, k));
    if (k < kWideLimbs) {
      if (!r.is_multiply) carry += wide_limb(r.x, k) + sign * std::int64_t(wide_limb(r.y, k));
      carry -= r.r[k];
    }
    carry >>= 16;  // exact
    r.carry[k] = word_of(carry);
  }
  unsigned top = kWideLimbs - 1;
  while (wide_limb(r.m, top) == r.r[top]) --top;
  if (top >= 4) r.quarter[top / 4 - 1] = 1;
  r.bit[0] = top % 2;
  r.bit[1] = top / 2 % 2;
  r.gap = wide_limb(r.m, top) - r.r[top] - 1;
  for (unsigned i = 0; i < kWideWords; ++i) {
    r.time_x[i] = e.times[i];
    r.time_y[i] = e.times[i + kWideWords];
    r.time_m[i] = e.times[i + 2 * kWideWords];
  }
}

}  // namespace squall::chips
