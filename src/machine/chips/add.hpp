#pragma once

#include "machine/chips/common.hpp"

namespace squall::chips {

// c = a + b for ADD. SUB is the same addition with the roles of a and c exchanged: a = c + b.
// Carries are no columns: out of limb i carries (x_i + b_i + carry_in - z_i) / 2^16, which must be 0 or 1.
struct Add : ChipDefinition {
  static constexpr std::string_view kName = "add";
  static constexpr std::string_view kSummary = "ADD and SUB of two registers";
  SQUALL_COLUMNS(Main, is_add, is_sub, pc, clock, rd, rs1, rs2, a[2], b[2], c[2], old[2], time_a, time_b, time_rd);

  template <class B>
  static constexpr void eval(B& b, const Main<typename B::Value>& r) {
    using V = typename B::Value;
    const V real = r.is_add + r.is_sub;
    b.boolean("is_sub is boolean", r.is_sub);
    b.boolean("one operation", real);
    const V shift(Fp(kLimb).inverse());
    const V add_0 = (r.a[0] + r.b[0] - r.c[0]) * shift, sub_0 = (r.c[0] + r.b[0] - r.a[0]) * shift;
    b.when(r.is_add).boolean("carry of the low limbs of a sum", add_0);
    b.when(r.is_add).boolean("carry of the high limbs of a sum", (r.a[1] + r.b[1] + add_0 - r.c[1]) * shift);
    b.when(r.is_sub).boolean("borrow of the low limbs of a difference", sub_0);
    b.when(r.is_sub).boolean("borrow of the high limbs of a difference", (r.c[1] + r.b[1] + sub_0 - r.a[1]) * shift);

    step(b, real, r.pc, r.pc + V(1), r.clock);
    fetch(b, real, r.pc, r.is_add * number(Operation::kAdd) + r.is_sub * number(Operation::kSub), r.rd, r.rs1, r.rs2,
          V(0), V(0));
    read_register(b, "rs1", real, r.rs1, r.a, r.time_a, r.clock);
    read_register(b, "rs2", real, r.rs2, r.b, r.time_b, r.clock + V(1));
    write_register(b, "rd", real, r.rd, r.old, r.c, r.time_rd, r.clock + V(2));
    check_limbs(b, "result", real, r.c);
  }

  static constexpr void fill(Main<std::uint32_t>& r, const Event& e, const ProgramRow& p) {
    r.is_add = p.operation == number(Operation::kAdd);
    r.is_sub = !r.is_add;
    r.pc = p.pc;
    r.clock = e.clock;
    r.rd = p.rd;
    r.rs1 = p.rs1;
    r.rs2 = p.rs2;
    set_limbs(r.a, e.a);
    set_limbs(r.b, e.b);
    set_limbs(r.c, r.is_add ? e.a + e.b : e.a - e.b);
    set_limbs(r.old, e.old_rd);
    r.time_a = e.time_a;
    r.time_b = e.time_b;
    r.time_rd = e.time_rd;
  }
};

}  // namespace squall::chips
