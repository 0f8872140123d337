#pragma once

#include "machine/chips/common.hpp"

namespace squall::chips {

// Target and link are constants of the program.
struct Jump : ChipDefinition {
  static constexpr std::string_view kName = "jump";
  static constexpr std::string_view kSummary = "JAL";
  SQUALL_COLUMNS(Main, real, pc, clock, rd, link[2], target, old[2], time_rd);

  template <class B>
  static constexpr void eval(B& b, const Main<typename B::Value>& r) {
    using V = typename B::Value;
    b.boolean("real is boolean", r.real);
    step(b, r.real, r.pc, r.target, r.clock);
    fetch(b, r.real, r.pc, V(number(Operation::kJump)), r.rd, V(0), r.target, r.link[0], r.link[1]);
    write_register(b, "rd", r.real, r.rd, r.old, r.link, r.time_rd, r.clock + V(2));
  }

  static constexpr void fill(Main<std::uint32_t>& r, const Event& e, const ProgramRow& p) {
    r.real = 1;
    r.pc = p.pc;
    r.clock = e.clock;
    r.rd = p.rd;
    r.link[0] = p.imm_lo;
    r.link[1] = p.imm_hi;
    r.target = p.rs2;
    set_limbs(r.old, e.old_rd);
    r.time_rd = e.time_rd;
  }
};

// a + imm = low + 2^16 high modulo 2^32 with low = 4 q + odd: bit 0 is dropped, bit 1 must be 0 (no target between
// words), and the next pc / 4 is q + 2^14 high. The immediate has either sign, so carries are -1, 0 or 1; each is
// (x - y) / 2^16 for numbers of at most 2^17 in size, without wrap modulo p, and fixed by the range of y.
struct JumpRegister : ChipDefinition {
  static constexpr std::string_view kName = "jump-register";
  static constexpr std::string_view kSummary = "JALR to an aligned target";
  SQUALL_COLUMNS(Main, real, pc, clock, rd, rs1, link[2], imm, a[2], old[2], q, odd, high, time_a, time_rd);

  template <class B>
  static constexpr void eval(B& b, const Main<typename B::Value>& r) {
    using V = typename B::Value;
    b.boolean("real is boolean", r.real);
    b.boolean("odd is boolean", r.odd);
    const V shift(Fp(kLimb).inverse());
    const V carry = (r.a[0] + r.imm - r.q * V(4) - r.odd) * shift, carry_out = (r.a[1] + carry - r.high) * shift;
    b.zero("carry of the low limb", carry * (carry - V(1)) * (carry + V(1)));
    b.zero("carry of the high limb", carry_out * (carry_out - V(1)) * (carry_out + V(1)));

    step(b, r.real, r.pc, r.q + r.high * V(kLimb / 4), r.clock);
    fetch(b, r.real, r.pc, V(number(Operation::kJumpRegister)), r.rd, r.rs1, r.imm, r.link[0], r.link[1]);
    read_register(b, "rs1", r.real, r.rs1, r.a, r.time_a, r.clock);
    write_register(b, "rd", r.real, r.rd, r.old, r.link, r.time_rd, r.clock + V(2));
    check_range(b, "low limb of the target", r.real, kLimb / 4, r.q);
    check_range(b, "high limb of the target", r.real, kLimb, r.high);
  }

  static constexpr void fill(Main<std::uint32_t>& r, const Event& e, const ProgramRow& p) {
    r.real = 1;
    r.pc = p.pc;
    r.clock = e.clock;
    r.rd = p.rd;
    r.rs1 = p.rs1;
    r.link[0] = p.imm_lo;
    r.link[1] = p.imm_hi;
    r.imm = p.rs2;
    set_limbs(r.a, e.a);
    set_limbs(r.old, e.old_rd);
    // A negative immediate is a word just below p.
    const std::uint32_t target = e.a + (p.rs2 < kLimb ? p.rs2 : p.rs2 - Fp::kModulus);
    r.q = (target & 0xffff) >> 2;
    r.odd = target & 1;
    r.high = target >> 16;
    r.time_a = e.time_a;
    r.time_rd = e.time_rd;
  }
};

}  // namespace squall::chips
