#pragma once

#include <bit>

#include "machine/chips/common.hpp"

namespace squall::chips {

// Shifts by 16 big + j, 0 <= j < 16. With E = 2^j to the right and 2^(16-j) to the left, and G = 2^16 / E, each limb is
// split as a_i = high_i E + low_i with 0 <= low_i < E and 0 <= high_i < G: unique, since high_i E + low_i < 2^16 for
// such numbers. Pieces of the result before the shift by whole limbs (drawn for E = 2^10, as for right shifts by 10):
//
//   right   high_0 + low_1 G | high_1 + fill     left   low_0 G | low_1 G + high_0
//
// where the fill of an arithmetic shift is sign (2^16 - G). All are below 2^16, so nothing wraps modulo p.
template <class V>
struct ShiftPieces {
  V left, right, big, sign, G;  // left, right, big, sign boolean; sign = 0 except for arithmetic shifts
  V high[2], low_G[2];          // low_G[i] = low_i G
};

template <class B, class V>
constexpr void shift_result(B& b, const ShiftPieces<V>& s, const V (&c)[2]) {
  const V ones(kLimb - 1), fill = s.sign * (V(kLimb) - s.G), small = V(1) - s.big;
  b.zero("low limb of the result", c[0] - small * (s.left * s.low_G[0] + s.right * (s.high[0] + s.low_G[1])) -
                                       s.big * (s.right * s.high[1] + fill));
  b.zero("high limb of the result", c[1] - small * (s.left * (s.low_G[1] + s.high[0]) + s.right * s.high[1] + fill) -
                                        s.big * (s.left * s.low_G[0] + s.sign * ones));
}

constexpr std::uint32_t shifted(std::uint32_t a, unsigned amount, bool left, bool arithmetic) {
  if (left) return a << amount;
  return arithmetic ? static_cast<std::uint32_t>(static_cast<std::int32_t>(a) >> amount) : a >> amount;
}

// The amount is a constant of the program, and with it E, G and H (see program.hpp). H = G / 2 for SRAI and G
// otherwise; high_1 = sign H + rest with rest < H makes sign the top bit of a for SRAI. For the others sign = 1 would
// make high_1 E at least 2^16, more than a_1.
struct ShiftImmediate : ChipDefinition {
  static constexpr std::string_view kName = "shift-immediate";
  static constexpr std::string_view kSummary = "SLLI, SRLI and SRAI";
  SQUALL_COLUMNS(Main, left, right, big, pc, clock, rd, rs1, E, G, H, a[2], c[2], old[2], high_0, rest, low_1, sign,
                 time_a, time_rd);

  template <class B>
  static constexpr void eval(B& b, const Main<typename B::Value>& r) {
    using V = typename B::Value;
    const V real = r.left + r.right;
    b.boolean("right is boolean", r.right);
    b.boolean("one operation", real);
    b.boolean("big is boolean", r.big);
    b.boolean("sign is boolean", r.sign);
    const V high_1 = r.rest + r.sign * r.H;
    b.zero("split of the high limb", r.a[1] - high_1 * r.E - r.low_1);
    // low_0 = a_0 - high_0 E, and G E = 2^16 by the program.
    const V low_0_G = r.a[0] * r.G - r.high_0 * V(kLimb);
    shift_result(b, {r.left, r.right, r.big, r.sign, r.G, {r.high_0, high_1}, {low_0_G, r.low_1 * r.G}}, r.c);

    // Of degree 2, and therefore first: two messages share this helper column, three the others.
    b.send(kRangeBus, "low part of the low limb", real, {r.E, r.a[0] - r.high_0 * r.E});
    b.send(kRangeBus, "low part of the high limb", real, {r.E, r.low_1});
    b.send(kRangeBus, "high part of the low limb", real, {r.G, r.high_0});
    b.send(kRangeBus, "high part of the high limb", real, {r.H, r.rest});
    step(b, real, r.pc, r.pc + V(1), r.clock);
    fetch(b, real, r.pc,
          r.left * number(Operation::kShiftLeftImmediate) + r.right * number(Operation::kShiftRightImmediate) +
              r.big * kShiftBy16,
          r.rd, r.rs1, r.H, r.E, r.G);
    read_register(b, "rs1", real, r.rs1, r.a, r.time_a, r.clock);
    write_register(b, "rd", real, r.rd, r.old, r.c, r.time_rd, r.clock + V(2));
  }

  static constexpr void fill(Main<std::uint32_t>& r, const Event& e, const ProgramRow& p) {
    r.big = p.operation >= kShiftBy16;
    r.left = p.operation - r.big * kShiftBy16 == number(Operation::kShiftLeftImmediate);
    r.right = !r.left;
    r.pc = p.pc;
    r.clock = e.clock;
    r.rd = p.rd;
    r.rs1 = p.rs1;
    r.E = p.imm_lo;
    r.G = p.imm_hi;
    r.H = p.rs2;
    const unsigned width = static_cast<unsigned>(std::countr_zero(r.E)), j = r.left ? 16 - width : width;
    const bool arithmetic = r.H != r.G;
    set_limbs(r.a, e.a);
    set_limbs(r.c, shifted(e.a, 16 * r.big + j, r.left, arithmetic));
    set_limbs(r.old, e.old_rd);
    r.sign = arithmetic ? e.a >> 31 : 0;
    r.high_0 = r.a[0] >> width;
    r.rest = (r.a[1] >> width) - r.sign * r.H;
    r.low_1 = r.a[1] & (r.E - 1);
    r.time_a = e.time_a;
    r.time_rd = e.time_rd;
  }
};

// The amount is the low five bits of b. 2^j is their product (1 + bit_0) (1 + 3 bit_1) (1 + 15 bit_2) (1 + 255 bit_3),
// and E G = 2^16 then gives its exact complement: 2^j is not zero modulo p and divides 2^16.
struct Shift : ChipDefinition {
  static constexpr std::string_view kName = "shift";
  static constexpr std::string_view kSummary = "SLL, SRL and SRA by a register";
  SQUALL_COLUMNS(Main, is_sll, is_srl, is_sra, pc, clock, rd, rs1, rs2, a[2], b[2], c[2], old[2], bit[4], big, E, G,
                 high[2], low[2], sign, time_a, time_b, time_rd);

  template <class B>
  static constexpr void eval(B& b, const Main<typename B::Value>& r) {
    using V = typename B::Value;
    const V right = r.is_srl + r.is_sra, real = r.is_sll + right;
    b.boolean("is_sll is boolean", r.is_sll);
    b.boolean("is_srl is boolean", r.is_srl);
    b.boolean("is_sra is boolean", r.is_sra);
    b.boolean("one operation", real);
    SQUALL_UNROLL
    for (const V& bit : r.bit) b.boolean("bit of the amount", bit);
    b.boolean("big is boolean", r.big);
    b.boolean("sign is boolean", r.sign);
    b.zero("only SRA has a sign", r.sign * (V(1) - r.is_sra));
    b.zero("power of two",
           right * r.E + r.is_sll * r.G -
               (real + r.bit[0]) * (V(1) + r.bit[1] * V(3)) * (V(1) + r.bit[2] * V(15)) * (V(1) + r.bit[3] * V(255)));
    b.zero("complement of the power", r.E * r.G - real * V(kLimb));
    SQUALL_UNROLL
    for (unsigned i = 0; i < 2; ++i) b.zero("split of a limb", r.a[i] - r.high[i] * r.E - r.low[i]);
    shift_result(b, {r.is_sll, right, r.big, r.sign, r.G, {r.high[0], r.high[1]}, {r.low[0] * r.G, r.low[1] * r.G}},
                 r.c);

    step(b, real, r.pc, r.pc + V(1), r.clock);
    fetch(b, real, r.pc,
          r.is_sll * number(Operation::kShiftLeft) + r.is_srl * number(Operation::kShiftRightLogical) +
              r.is_sra * number(Operation::kShiftRightArithmetic),
          r.rd, r.rs1, r.rs2, V(0), V(0));
    read_register(b, "rs1", real, r.rs1, r.a, r.time_a, r.clock);
    read_register(b, "rs2", real, r.rs2, r.b, r.time_b, r.clock + V(1));
    write_register(b, "rd", real, r.rd, r.old, r.c, r.time_rd, r.clock + V(2));
    // amount + 32 x = b_0 < 2^16 and x < 2^11: the amount is b_0 mod 32.
    const V amount = r.bit[0] + r.bit[1] * V(2) + r.bit[2] * V(4) + r.bit[3] * V(8) + r.big * V(16);
    check_range(b, "rest of the amount", real, kLimb / 32, (r.b[0] - amount) * Fp(32).inverse());
    SQUALL_UNROLL
    for (unsigned i = 0; i < 2; ++i) {
      b.send(kRangeBus, "low part of a limb", real, {r.E, r.low[i]});
      b.send(kRangeBus, "high part of a limb", real, {r.G, r.high[i]});
    }
    check_range(b, "sign", r.is_sra, kLimb / 2, r.a[1] - r.sign * V(kLimb / 2));
  }

  static constexpr void fill(Main<std::uint32_t>& r, const Event& e, const ProgramRow& p) {
    r.is_sll = p.operation == number(Operation::kShiftLeft);
    r.is_srl = p.operation == number(Operation::kShiftRightLogical);
    r.is_sra = p.operation == number(Operation::kShiftRightArithmetic);
    r.pc = p.pc;
    r.clock = e.clock;
    r.rd = p.rd;
    r.rs1 = p.rs1;
    r.rs2 = p.rs2;
    const unsigned j = e.b & 15, width = r.is_sll ? 16 - j : j;
    r.big = e.b >> 4 & 1;
    SQUALL_UNROLL
    for (unsigned i = 0; i < 4; ++i) r.bit[i] = e.b >> i & 1;
    r.E = 1u << width;
    r.G = kLimb >> width;
    set_limbs(r.a, e.a);
    set_limbs(r.b, e.b);
    set_limbs(r.c, shifted(e.a, e.b & 31, r.is_sll, r.is_sra));
    set_limbs(r.old, e.old_rd);
    SQUALL_UNROLL
    for (unsigned i = 0; i < 2; ++i) {
      r.high[i] = r.a[i] >> width;
      r.low[i] = r.a[i] & (r.E - 1);
    }
    r.sign = r.is_sra & e.a >> 31;
    r.time_a = e.time_a;
    r.time_b = e.time_b;
    r.time_rd = e.time_rd;
  }
};

}  // namespace squall::chips
