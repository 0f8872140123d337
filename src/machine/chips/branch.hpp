#pragma once

#include "machine/chips/compare.hpp"

namespace squall::chips {

// The program says where to go if the registers are equal and where if not, so BEQ and BNE are one operation.
// Let n = x^2 - 3 y^2 for the differences x, y of the limbs. 3 generates F*, so it is no square, and n = 0 only if
// x = y = 0. Then next - if_equal = q n and n (next - if_unequal) = 0 say: next = if_equal if n = 0, else if_unequal.
struct BranchEqual : ChipDefinition {
  static constexpr std::string_view kName = "branch-equal";
  static constexpr std::string_view kSummary = "BEQ and BNE";
  static_assert(Fp::kGenerator == 3);
  SQUALL_COLUMNS(Main, real, pc, clock, rs1, rs2, if_equal, if_unequal, a[2], b[2], next, q, time_a, time_b);

  template <class B>
  static constexpr void eval(B& b, const Main<typename B::Value>& r) {
    using V = typename B::Value;
    b.boolean("real is boolean", r.real);
    const V x = r.a[0] - r.b[0], y = r.a[1] - r.b[1], n = x * x - y * y * V(3);
    b.zero("next if equal", r.next - r.if_equal - r.q * n);
    b.zero("next if not equal", n * (r.next - r.if_unequal));

    step(b, r.real, r.pc, r.next, r.clock);
    fetch(b, r.real, r.pc, V(number(Operation::kBranchEqual)), V(0), r.rs1, r.rs2, r.if_equal, r.if_unequal);
    read_register(b, "rs1", r.real, r.rs1, r.a, r.time_a, r.clock);
    read_register(b, "rs2", r.real, r.rs2, r.b, r.time_b, r.clock + V(1));
  }

  static constexpr void fill(Main<std::uint32_t>& r, const Event& e, const ProgramRow& p) {
    r.real = 1;
    r.pc = p.pc;
    r.clock = e.clock;
    r.rs1 = p.rs1;
    r.rs2 = p.rs2;
    r.if_equal = p.imm_lo;
    r.if_unequal = p.imm_hi;
    set_limbs(r.a, e.a);
    set_limbs(r.b, e.b);
    r.next = e.a == e.b ? p.imm_lo : p.imm_hi;
    r.q = 0;
    if (e.a != e.b) {  // the one field inversion of all rows: about 0.1 microseconds
      const Fp x = Fp(r.a[0]) - Fp(r.b[0]), y = Fp(r.a[1]) - Fp(r.b[1]);
      r.q = ((Fp(r.next) - Fp(r.if_equal)) * (x * x - y * y * Fp(3)).inverse()).canonical();
    }
    r.time_a = e.time_a;
    r.time_b = e.time_b;
  }
};

// BGE and BGEU are BLT and BLTU with the two ways exchanged.
struct BranchLess : ChipDefinition {
  static constexpr std::string_view kName = "branch-less";
  static constexpr std::string_view kSummary = "BLT, BGE, BLTU and BGEU";
  SQUALL_COLUMNS(Main, is_signed, is_unsigned, pc, clock, rs1, rs2, if_less, if_not, a[2], b[2], flip_a, flip_b, borrow,
                 less, time_a, time_b);

  template <class B>
  static constexpr void eval(B& b, const Main<typename B::Value>& r) {
    using V = typename B::Value;
    const V real = r.is_signed + r.is_unsigned;
    b.boolean("is_unsigned is boolean", r.is_unsigned);
    b.boolean("one operation", real);
    b.boolean("flip_a is boolean", r.flip_a);
    b.boolean("flip_b is boolean", r.flip_b);
    b.boolean("borrow is boolean", r.borrow);
    b.boolean("less is boolean", r.less);

    // The successor has degree 2, so these two messages share a helper column; three do afterwards.
    step(b, real, r.pc, r.if_not + r.less * (r.if_less - r.if_not), r.clock);
    fetch(b, real, r.pc,
          r.is_signed * number(Operation::kBranchLess) + r.is_unsigned * number(Operation::kBranchLessUnsigned), V(0),
          r.rs1, r.rs2, r.if_less, r.if_not);
    read_register(b, "rs1", real, r.rs1, r.a, r.time_a, r.clock);
    read_register(b, "rs2", real, r.rs2, r.b, r.time_b, r.clock + V(1));
    const V x = ordered_limb(b, "top limb of rs1", real, r.is_signed, r.a[1], r.flip_a);
    const V y = ordered_limb(b, "top limb of rs2", real, r.is_signed, r.b[1], r.flip_b);
    check_less(b, real, r.a[0], x, r.b[0], y, r.borrow, r.less);
  }

  static constexpr void fill(Main<std::uint32_t>& r, const Event& e, const ProgramRow& p) {
    r.is_signed = p.operation == number(Operation::kBranchLess);
    r.is_unsigned = !r.is_signed;
    r.pc = p.pc;
    r.clock = e.clock;
    r.rs1 = p.rs1;
    r.rs2 = p.rs2;
    r.if_less = p.imm_lo;
    r.if_not = p.imm_hi;
    set_limbs(r.a, e.a);
    set_limbs(r.b, e.b);
    r.flip_a = r.is_signed & e.a >> 31;
    r.flip_b = r.is_signed & e.b >> 31;
    r.borrow = r.a[0] < r.b[0];
    const std::uint32_t top = r.is_signed << 31;
    r.less = (e.a ^ top) < (e.b ^ top);
    r.time_a = e.time_a;
    r.time_b = e.time_b;
  }
};

}  // namespace squall::chips
