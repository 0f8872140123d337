#pragma once

#include "machine/chips/common.hpp"

namespace squall::chips {

// c = a + constant, carries as in Add. Also LUI, AUIPC and FENCE, as additions to x0 (see program.hpp).
struct AddImmediate : ChipDefinition {
  static constexpr std::string_view kName = "add-immediate";
  static constexpr std::string_view kSummary = "ADDI, LUI, AUIPC and FENCE: a register plus a constant";
  SQUALL_COLUMNS(Main, real, pc, clock, rd, rs1, imm[2], a[2], c[2], old[2], time_a, time_rd);

  template <class B>
  static constexpr void eval(B& b, const Main<typename B::Value>& r) {
    using V = typename B::Value;
    b.boolean("real is boolean", r.real);
    // Each carry times 2^16 is a sum of at most four numbers below 2^16 in size: no wrap modulo p.
    const V shift(Fp(kLimb).inverse());
    const V carry = (r.a[0] + r.imm[0] - r.c[0]) * shift;
    b.boolean("carry of the low limbs", carry);
    b.boolean("carry of the high limbs", (r.a[1] + r.imm[1] + carry - r.c[1]) * shift);

    step(b, r.real, r.pc, r.pc + V(1), r.clock);
    fetch(b, r.real, r.pc, V(number(Operation::kAddImmediate)), r.rd, r.rs1, V(0), r.imm[0], r.imm[1]);
    read_register(b, "rs1", r.real, r.rs1, r.a, r.time_a, r.clock);
    write_register(b, "rd", r.real, r.rd, r.old, r.c, r.time_rd, r.clock + V(2));
    check_limbs(b, "result", r.real, r.c);
  }

  static constexpr void fill(Main<std::uint32_t>& r, const Event& e, const ProgramRow& p) {
    r.real = 1;
    r.pc = p.pc;
    r.clock = e.clock;
    r.rd = p.rd;
    r.rs1 = p.rs1;
    r.imm[0] = p.imm_lo;
    r.imm[1] = p.imm_hi;
    set_limbs(r.a, e.a);
    set_limbs(r.c, e.a + (p.imm_lo | p.imm_hi << 16));
    set_limbs(r.old, e.old_rd);
    r.time_a = e.time_a;
    r.time_rd = e.time_rd;
  }
};

}  // namespace squall::chips
