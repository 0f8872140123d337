#pragma once

#include "machine/chips/address.hpp"

namespace squall::chips {

// LW: the word at an aligned address goes to rd.
struct LoadWord : ChipDefinition {
  static constexpr std::string_view kName = "load-word";
  static constexpr std::string_view kSummary = "LW";
  SQUALL_COLUMNS(Main, real, pc, clock, rd, rs1, imm, a[2], carry, wrap, value[2], old[2], time_a, time_memory,
                 time_rd);

  template <class B>
  static constexpr void eval(B& b, const Main<typename B::Value>& r) {
    using V = typename B::Value;
    b.boolean("real is boolean", r.real);
    step(b, r.real, r.pc, r.pc + V(1), r.clock);
    fetch(b, r.real, r.pc, V(number(Operation::kLoadWord)), r.rd, r.rs1, V(0), r.imm, V(0));
    read_register(b, "rs1", r.real, r.rs1, r.a, r.time_a, r.clock);
    const auto address = word_address(b, r.a, r.imm, V(0), r.carry, r.wrap);
    access(b, "word", r.real, address.bank, address.place, r.value, r.value, r.time_memory, r.clock + V(2));
    write_register(b, "rd", r.real, r.rd, r.old, r.value, r.time_rd, r.clock + V(2));
  }

  static constexpr void fill(Main<std::uint32_t>& r, const Event& e, const ProgramRow& p) {
    r.real = 1;
    r.pc = p.pc;
    r.clock = e.clock;
    r.rd = p.rd;
    r.rs1 = p.rs1;
    r.imm = p.imm_lo;
    set_limbs(r.a, e.a);
    set_address(r.carry, r.wrap, e.a, p);
    set_limbs(r.value, e.memory);
    set_limbs(r.old, e.old_rd);
    r.time_a = e.time_a;
    r.time_memory = e.time_memory;
    r.time_rd = e.time_rd;
  }
};

// LB LBU LH LHU. The accessed half of the word consists of two bytes: `picked`, whose top bit is the sign of the result
// (the loaded byte; the high byte of a loaded half), and `other`. `extend` is the sign bit of a signed load, else 0.
// Operation numbers: LB, LBU, LH, LHU are consecutive.
struct LoadPart : ChipDefinition {
  static constexpr std::string_view kName = "load-part";
  static constexpr std::string_view kSummary = "LB, LBU, LH and LHU";
  SQUALL_COLUMNS(Main, real, is_half, is_unsigned, pc, clock, rd, rs1, imm, a[2], carry, wrap, bit_0, bit_1, word[2],
                 picked, other, extend, result, old[2], time_a, time_memory, time_rd);

  template <class B>
  static constexpr void eval(B& b, const Main<typename B::Value>& r) {
    using V = typename B::Value;
    static_assert(number(Operation::kLoadByteUnsigned) == number(Operation::kLoadByte) + 1 &&
                  number(Operation::kLoadHalf) == number(Operation::kLoadByte) + 2 &&
                  number(Operation::kLoadHalfUnsigned) == number(Operation::kLoadByte) + 3);
    const V is_byte = r.real - r.is_half, is_signed = r.real - r.is_unsigned;
    b.boolean("real is boolean", r.real);
    b.boolean("is_half is boolean", r.is_half);
    b.boolean("is_unsigned is boolean", r.is_unsigned);
    b.boolean("address bit 0 is boolean", r.bit_0);
    b.boolean("address bit 1 is boolean", r.bit_1);
    b.when(r.is_half).zero("a half is aligned", r.bit_0);

    const V half = r.word[0] + r.bit_1 * (r.word[1] - r.word[0]);
    const V picked_is_high = r.is_half + r.bit_0;
    b.when(r.real).zero("bytes of the accessed half",
                        r.picked + r.other * V(256) + picked_is_high * (r.picked - r.other) * V(255) - half);
    b.boolean("extend is boolean", r.extend);
    b.when(r.is_unsigned).zero("an unsigned load extends with zeros", r.extend);
    b.when(is_byte).zero("low limb of a byte", r.picked + r.extend * V(0xff00) - r.result);
    b.when(r.is_half).zero("low limb of a half", half - r.result);
    const V value[2] = {r.result, r.extend * V(0xffff)};

    const V operation = r.real * V(number(Operation::kLoadByte)) + r.is_half * V(2) + r.is_unsigned;
    step(b, r.real, r.pc, r.pc + V(1), r.clock);
    fetch(b, r.real, r.pc, operation, r.rd, r.rs1, V(0), r.imm, V(0));
    read_register(b, "rs1", r.real, r.rs1, r.a, r.time_a, r.clock);
    const auto address = word_address(b, r.a, r.imm, r.bit_0 + r.bit_1 * V(2), r.carry, r.wrap);
    access(b, "word", r.real, address.bank, address.place, r.word, r.word, r.time_memory, r.clock + V(2));
    write_register(b, "rd", r.real, r.rd, r.old, value, r.time_rd, r.clock + V(2));
    check_range(b, "the other byte", r.real, 256, r.other);
    // Unsigned: picked < 256. Signed: picked - 128 extend < 128, so that extend is its top bit.
    b.send(kRangeBus, "the picked byte and its sign", r.real,
           {r.is_unsigned * V(256) + is_signed * V(128), r.picked - r.extend * V(128)});
  }

  static constexpr void fill(Main<std::uint32_t>& r, const Event& e, const ProgramRow& p) {
    const std::uint32_t kind = p.operation - number(Operation::kLoadByte);
    r.real = 1;
    r.is_half = kind >> 1;
    r.is_unsigned = kind & 1;
    r.pc = p.pc;
    r.clock = e.clock;
    r.rd = p.rd;
    r.rs1 = p.rs1;
    r.imm = p.imm_lo;
    set_limbs(r.a, e.a);
    const std::uint32_t address = set_address(r.carry, r.wrap, e.a, p);
    r.bit_0 = address & 1;
    r.bit_1 = address >> 1 & 1;
    set_limbs(r.word, e.memory);
    const std::uint32_t half = r.bit_1 ? r.word[1] : r.word[0], high = half >> 8, low = half & 0xff;
    const bool picked_is_high = r.is_half || r.bit_0;
    r.picked = picked_is_high ? high : low;
    r.other = picked_is_high ? low : high;
    r.extend = r.is_unsigned ? 0 : r.picked >> 7;
    r.result = r.is_half ? half : r.picked + 0xff00 * r.extend;
    set_limbs(r.old, e.old_rd);
    r.time_a = e.time_a;
    r.time_memory = e.time_memory;
    r.time_rd = e.time_rd;
  }
};

}  // namespace squall::chips
