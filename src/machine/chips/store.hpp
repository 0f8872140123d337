#pragma once

#include "machine/chips/address.hpp"

namespace squall::chips {

// SW: the value of rs2 replaces the word at an aligned address.
struct StoreWord : ChipDefinition {
  static constexpr std::string_view kName = "store-word";
  static constexpr std::string_view kSummary = "SW";
  SQUALL_COLUMNS(Main, real, pc, clock, rs1, rs2, imm, a[2], b[2], carry, wrap, old[2], time_a, time_b, time_memory);

  template <class B>
  static constexpr void eval(B& b, const Main<typename B::Value>& r) {
    using V = typename B::Value;
    b.boolean("real is boolean", r.real);
    step(b, r.real, r.pc, r.pc + V(1), r.clock);
    fetch(b, r.real, r.pc, V(number(Operation::kStoreWord)), V(0), r.rs1, r.rs2, r.imm, V(0));
    read_register(b, "rs1", r.real, r.rs1, r.a, r.time_a, r.clock);
    read_register(b, "rs2", r.real, r.rs2, r.b, r.time_b, r.clock + V(1));
    const auto address = word_address(b, r.a, r.imm, V(0), r.carry, r.wrap);
    access(b, "word", r.real, address.bank, address.place, r.old, r.b, r.time_memory, r.clock + V(2));
  }

  static constexpr void fill(Main<std::uint32_t>& r, const Event& e, const ProgramRow& p) {
    r.real = 1;
    r.pc = p.pc;
    r.clock = e.clock;
    r.rs1 = p.rs1;
    r.rs2 = p.rs2;
    r.imm = p.imm_lo;
    set_limbs(r.a, e.a);
    set_limbs(r.b, e.b);
    set_address(r.carry, r.wrap, e.a, p);
    set_limbs(r.old, e.memory);
    r.time_a = e.time_a;
    r.time_b = e.time_b;
    r.time_memory = e.time_memory;
  }
};

// SB SH. The accessed half changes by `after - old` in one limb; the other limb stays. A byte store replaces the byte
// `replaced` of that half by the low byte of rs2 and keeps `kept`. Operation numbers: SB, SH are consecutive.
struct StorePart : ChipDefinition {
  static constexpr std::string_view kName = "store-part";
  static constexpr std::string_view kSummary = "SB and SH";
  SQUALL_COLUMNS(Main, real, is_half, pc, clock, rs1, rs2, imm, a[2], b[2], carry, wrap, bit_0, bit_1, old[2], after[2],
                 byte, byte_and, replaced, kept, time_a, time_b, time_memory);

  template <class B>
  static constexpr void eval(B& b, const Main<typename B::Value>& r) {
    using V = typename B::Value;
    static_assert(number(Operation::kStoreHalf) == number(Operation::kStoreByte) + 1);
    const V is_byte = r.real - r.is_half;
    b.boolean("real is boolean", r.real);
    b.boolean("is_half is boolean", r.is_half);
    b.boolean("address bit 0 is boolean", r.bit_0);
    b.boolean("address bit 1 is boolean", r.bit_1);
    b.when(r.is_half).zero("a half is aligned", r.bit_0);

    b.when(r.bit_1).zero("the low half stays", r.after[0] - r.old[0]);
    b.when(V(1) - r.bit_1).zero("the high half stays", r.after[1] - r.old[1]);
    const V old_half = r.old[0] + r.bit_1 * (r.old[1] - r.old[0]);
    const V new_half = r.after[0] + r.bit_1 * (r.after[1] - r.after[0]);
    b.when(r.is_half).zero("a stored half", new_half - r.b[0]);
    // Bytes of the half: replaced + 256 kept, or with bit 0 kept + 256 replaced.
    b.when(r.real).zero("bytes of the accessed half",
                        r.replaced + r.kept * V(256) + r.bit_0 * (r.replaced - r.kept) * V(255) - old_half);
    b.when(is_byte).zero("a stored byte", new_half - old_half - (V(1) + r.bit_0 * V(255)) * (r.byte - r.replaced));

    const V operation = r.real * V(number(Operation::kStoreByte)) + r.is_half;
    step(b, r.real, r.pc, r.pc + V(1), r.clock);
    fetch(b, r.real, r.pc, operation, V(0), r.rs1, r.rs2, r.imm, V(0));
    read_register(b, "rs1", r.real, r.rs1, r.a, r.time_a, r.clock);
    read_register(b, "rs2", r.real, r.rs2, r.b, r.time_b, r.clock + V(1));
    const auto address = word_address(b, r.a, r.imm, r.bit_0 + r.bit_1 * V(2), r.carry, r.wrap);
    access(b, "word", r.real, address.bank, address.place, r.old, r.after, r.time_memory, r.clock + V(2));
    // Any row of the table will do: it shows that both are bytes.
    b.send(kAndBus, "bytes of rs2's low half", r.real, {r.byte, (r.b[0] - r.byte) * V(Fp(256).inverse()), r.byte_and});
    check_range(b, "replaced byte", r.real, 256, r.replaced);
    check_range(b, "kept byte", r.real, 256, r.kept);
  }

  static constexpr void fill(Main<std::uint32_t>& r, const Event& e, const ProgramRow& p) {
    r.real = 1;
    r.is_half = p.operation - number(Operation::kStoreByte);
    r.pc = p.pc;
    r.clock = e.clock;
    r.rs1 = p.rs1;
    r.rs2 = p.rs2;
    r.imm = p.imm_lo;
    set_limbs(r.a, e.a);
    set_limbs(r.b, e.b);
    const std::uint32_t address = set_address(r.carry, r.wrap, e.a, p);
    r.bit_0 = address & 1;
    r.bit_1 = address >> 1 & 1;
    set_limbs(r.old, e.memory);
    set_limbs(r.after, e.memory);
    r.byte = e.b & 0xff;
    r.byte_and = r.byte & r.b[0] >> 8;
    const std::uint32_t half = r.bit_1 ? r.old[1] : r.old[0], low = half & 0xff, high = half >> 8;
    r.replaced = r.bit_0 ? high : low;
    r.kept = r.bit_0 ? low : high;
    const std::uint32_t stored = r.is_half ? r.b[0] : r.bit_0 ? r.kept + 256 * r.byte : r.byte + 256 * r.kept;
    (r.bit_1 ? r.after[1] : r.after[0]) = stored;
    r.time_a = e.time_a;
    r.time_b = e.time_b;
    r.time_memory = e.time_memory;
  }
};

}  // namespace squall::chips
