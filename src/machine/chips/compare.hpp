#pragma once

#include "machine/chips/common.hpp"

namespace squall::chips {

// The top limb in an order that is unsigned: limb + 2^15 - 2^16 flip for a signed number, whose `flip` is its top bit.
// The range check of the result makes `flip`, a boolean, the only possible one; it is 0 for an unsigned number.
template <class B, class V = typename B::Value>
constexpr V ordered_limb(B& b, const char* label, const V& real, const V& is_signed, const V& limb, const V& flip) {
  const V ordered = limb + is_signed * V(kLimb / 2) - flip * V(kLimb);
  check_range(b, label, real, kLimb, ordered);
  return ordered;
}

// less = (x < y) for numbers with limbs in range: x - y + 2^32 less has limbs in range, with a borrow between them.
// `borrow` and `less` are boolean. Every limb is between -2^16 and 2^17 before its check: no wrap modulo p.
template <class B, class V = typename B::Value>
constexpr void check_less(B& b, const V& real, const V& x_low, const V& x_high, const V& y_low, const V& y_high,
                          const V& borrow, const V& less) {
  check_range(b, "low limb of the difference", real, kLimb, x_low - y_low + borrow * V(kLimb));
  check_range(b, "high limb of the difference", real, kLimb, x_high - y_high - borrow + less * V(kLimb));
}

struct Compare : ChipDefinition {
  static constexpr std::string_view kName = "compare";
  static constexpr std::string_view kSummary = "SLT and SLTU of two registers";
  SQUALL_COLUMNS(Main, is_slt, is_sltu, pc, clock, rd, rs1, rs2, a[2], b[2], old[2], flip_a, flip_b, borrow, less,
                 time_a, time_b, time_rd);

  template <class B>
  static constexpr void eval(B& b, const Main<typename B::Value>& r) {
    using V = typename B::Value;
    const V real = r.is_slt + r.is_sltu;
    b.boolean("is_sltu is boolean", r.is_sltu);
    b.boolean("one operation", real);
    b.boolean("flip_a is boolean", r.flip_a);
    b.boolean("flip_b is boolean", r.flip_b);
    b.boolean("borrow is boolean", r.borrow);
    b.boolean("less is boolean", r.less);

    step(b, real, r.pc, r.pc + V(1), r.clock);
    fetch(b, real, r.pc, r.is_slt * number(Operation::kLess) + r.is_sltu * number(Operation::kLessUnsigned), r.rd,
          r.rs1, r.rs2, V(0), V(0));
    read_register(b, "rs1", real, r.rs1, r.a, r.time_a, r.clock);
    read_register(b, "rs2", real, r.rs2, r.b, r.time_b, r.clock + V(1));
    write_register(b, "rd", real, r.rd, r.old, {r.less, V(0)}, r.time_rd, r.clock + V(2));
    const V x = ordered_limb(b, "top limb of rs1", real, r.is_slt, r.a[1], r.flip_a);
    const V y = ordered_limb(b, "top limb of rs2", real, r.is_slt, r.b[1], r.flip_b);
    check_less(b, real, r.a[0], x, r.b[0], y, r.borrow, r.less);
  }

  static constexpr void fill(Main<std::uint32_t>& r, const Event& e, const ProgramRow& p) {
    r.is_slt = p.operation == number(Operation::kLess);
    r.is_sltu = !r.is_slt;
    r.pc = p.pc;
    r.clock = e.clock;
    r.rd = p.rd;
    r.rs1 = p.rs1;
    r.rs2 = p.rs2;
    set_limbs(r.a, e.a);
    set_limbs(r.b, e.b);
    set_limbs(r.old, e.old_rd);
    r.flip_a = r.is_slt & e.a >> 31;
    r.flip_b = r.is_slt & e.b >> 31;
    r.borrow = r.a[0] < r.b[0];
    const std::uint32_t top = r.is_slt << 31;
    r.less = (e.a ^ top) < (e.b ^ top);
    r.time_a = e.time_a;
    r.time_b = e.time_b;
    r.time_rd = e.time_rd;
  }
};

// The program's immediate already has its top bit flipped for the signed form.
struct CompareImmediate : ChipDefinition {
  static constexpr std::string_view kName = "compare-immediate";
  static constexpr std::string_view kSummary = "SLTI and SLTIU";
  SQUALL_COLUMNS(Main, is_slti, is_sltiu, pc, clock, rd, rs1, imm[2], a[2], old[2], flip, borrow, less, time_a,
                 time_rd);

  template <class B>
  static constexpr void eval(B& b, const Main<typename B::Value>& r) {
    using V = typename B::Value;
    const V real = r.is_slti + r.is_sltiu;
    b.boolean("is_sltiu is boolean", r.is_sltiu);
    b.boolean("one operation", real);
    b.boolean("flip is boolean", r.flip);
    b.boolean("borrow is boolean", r.borrow);
    b.boolean("less is boolean", r.less);

    step(b, real, r.pc, r.pc + V(1), r.clock);
    fetch(b, real, r.pc,
          r.is_slti * number(Operation::kLessImmediate) + r.is_sltiu * number(Operation::kLessUnsignedImmediate), r.rd,
          r.rs1, V(0), r.imm[0], r.imm[1]);
    read_register(b, "rs1", real, r.rs1, r.a, r.time_a, r.clock);
    write_register(b, "rd", real, r.rd, r.old, {r.less, V(0)}, r.time_rd, r.clock + V(2));
    const V x = ordered_limb(b, "top limb of rs1", real, r.is_slti, r.a[1], r.flip);
    check_less(b, real, r.a[0], x, r.imm[0], r.imm[1], r.borrow, r.less);
  }

  static constexpr void fill(Main<std::uint32_t>& r, const Event& e, const ProgramRow& p) {
    r.is_slti = p.operation == number(Operation::kLessImmediate);
    r.is_sltiu = !r.is_slti;
    r.pc = p.pc;
    r.clock = e.clock;
    r.rd = p.rd;
    r.rs1 = p.rs1;
    r.imm[0] = p.imm_lo;
    r.imm[1] = p.imm_hi;
    set_limbs(r.a, e.a);
    set_limbs(r.old, e.old_rd);
    r.flip = r.is_slti & e.a >> 31;
    r.borrow = r.a[0] < p.imm_lo;
    r.less = (e.a ^ r.is_slti << 31) < (p.imm_lo | p.imm_hi << 16);
    r.time_a = e.time_a;
    r.time_rd = e.time_rd;
  }
};

}  // namespace squall::chips
