#pragma once

// Calls of accelerated functions (machine/functions.hpp). `Call` is the instruction: it hands the registers to the chip
// of the function's family, which receives them, accesses the operands and says what c is afterwards.

#include "machine/chips/common.hpp"
#include "machine/chips/memory.hpp"
#include "machine/functions.hpp"

namespace squall::chips {

// What a chip's rows are made from: each R is a class, constructed from an event of R::kFamily, that gives R::kRows
// rows of the chip per call:
//   struct RoundsOfBlake3 {
//     static constexpr Family kFamily = Family::kBlake3;
//     static constexpr unsigned kRows = 7;
//     explicit RoundsOfBlake3(const FamilyEvent<kFamily>& event);
//     void fill(Main<std::uint32_t>& row, unsigned i) const;  // canonical words; `row` is zero before
//   };
// A chip of calls declares `using Rows = CallRows<...>`; its rows are those of the first class, then of the second, ...
template <class... R>
struct CallRows {};

}  // namespace squall::chips

namespace squall {

template <class C>
requires requires { typename C::Rows; }
inline constexpr bool kReadByGraph<C> = true;

}  // namespace squall

namespace squall::chips {

// The registers of a call. The chip that receives them shows that c_after is what the function leaves in c, and that
// its limbs are in range.
template <class V>
struct CallRegisters {
  V function, clock;
  V a[2], b[2], c[2], c_after[2];
};

template <class B, class V = typename B::Value>
constexpr void receive_call(B& b, const V& real, const CallRegisters<V>& call) {
  b.receive(kCallBus, "call: a and b", real,
            {call.clock, call.function, V(0), call.a[0], call.a[1], call.b[0], call.b[1]});
  b.receive(kCallBus, "call: c", real,
            {call.clock, call.function, V(1), call.c[0], call.c[1], call.c_after[0], call.c_after[1]});
}

// The low limb of a pointer is a multiple of `alignment`, a power of two.
template <class B, class V = typename B::Value>
constexpr void check_aligned(B& b, const char* label, const V& real, std::uint32_t alignment, const V (&pointer)[2]) {
  check_range(b, label, real, kLimb / alignment, pointer[0] * V(Fp(alignment).inverse()));
}

// An access to the word number `index` behind an aligned pointer.
template <class B, class V = typename B::Value>
constexpr void access_word(B& b, const char* label, const V& real, const V (&pointer)[2], std::uint32_t index,
                           const V (&before)[2], const V (&after)[2], const V& previous, const V& time) {
  access(b, label, real, V(kMemoryBank) + pointer[1], pointer[0] + V(4 * index), before, after, previous, time);
}
template <class B, class V = typename B::Value>
constexpr void read_word(B& b, const char* label, const V& real, const V (&pointer)[2], std::uint32_t index,
                         const V (&value)[2], const V& previous, const V& time) {
  access_word(b, label, real, pointer, index, value, value, previous, time);
}

// The instruction. The function's number is the immediate of its row of the program.
struct Call : ChipDefinition {
  static constexpr std::string_view kName = "call";
  static constexpr std::string_view kSummary = "calls of accelerated functions";
  SQUALL_COLUMNS(Main, real, pc, clock, function, rd, rs1, rs2, a[2], b[2], c[2], c_after[2], time_a, time_b, time_c);

  template <class B>
  static constexpr void eval(B& b, const Main<typename B::Value>& r) {
    using V = typename B::Value;
    b.boolean("real is boolean", r.real);
    step(b, r.real, r.pc, r.pc + V(1), r.clock);
    fetch(b, r.real, r.pc, V(number(Operation::kCall)), r.rd, r.rs1, r.rs2, r.function, V(0));
    read_register(b, "rs1", r.real, r.rs1, r.a, r.time_a, r.clock);
    read_register(b, "rs2", r.real, r.rs2, r.b, r.time_b, r.clock + V(1));
    write_register(b, "rd", r.real, r.rd, r.c, r.c_after, r.time_c, r.clock + V(2));
    b.send(kCallBus, "call: a and b", r.real, {r.clock, r.function, V(0), r.a[0], r.a[1], r.b[0], r.b[1]});
    b.send(kCallBus, "call: c", r.real, {r.clock, r.function, V(1), r.c[0], r.c[1], r.c_after[0], r.c_after[1]});
  }

  // memory: c afterwards.
  static constexpr void fill(Main<std::uint32_t>& r, const Event& e, const ProgramRow& p) {
    r.real = 1;
    r.pc = p.pc;
    r.clock = e.clock;
    r.function = p.imm_lo;
    r.rd = p.rd;
    r.rs1 = p.rs1;
    r.rs2 = p.rs2;
    set_limbs(r.a, e.a);
    set_limbs(r.b, e.b);
    set_limbs(r.c, e.old_rd);
    set_limbs(r.c_after, e.memory);
    r.time_a = e.time_a;
    r.time_b = e.time_b;
    r.time_c = e.time_rd;
  }
};

}  // namespace squall::chips
