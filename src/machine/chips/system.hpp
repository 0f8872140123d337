#pragma once

#include "machine/chips/common.hpp"

namespace squall::chips {

inline constexpr std::uint32_t kArgument0 = 10, kArgument2 = 12, kCallNumber = 17;  // a0, a2, a7
inline constexpr std::uint32_t kExitCall = 93, kWriteCall = 64;

// ECALL. Exit (a7 = 93): publishes a0 and sends no next state, so the one chain of states ends here. Write (a7 = 64):
// a0 := a2; what is written is for the host and not proven. No other call has a row.
struct System : ChipDefinition {
  static constexpr std::string_view kName = "system";
  static constexpr std::string_view kSummary = "ECALL: exit, and text for the host";
  SQUALL_COLUMNS(Main, is_exit, is_write, pc, clock, b[2], old[2], time_a, time_b, time_rd);

  template <class B>
  static constexpr void eval(B& b, const Main<typename B::Value>& r) {
    using V = typename B::Value;
    const V real = r.is_exit + r.is_write;
    b.boolean("is_exit is boolean", r.is_exit);
    b.boolean("is_write is boolean", r.is_write);
    b.boolean("one call", real);
    const V call[2] = {r.is_exit * V(kExitCall) + r.is_write * V(kWriteCall), V(0)};
    const V source = r.is_exit * V(kArgument0) + r.is_write * V(kArgument2);

    b.receive(kStateBus, "state before", real, {r.pc, r.clock});
    b.send(kStateBus, "state after a write", r.is_write, {r.pc + V(1), r.clock + V(kClockStep)});
    fetch(b, real, r.pc, V(number(Operation::kSystem)), V(0), V(0), V(0), V(0), V(0));
    read_register(b, "a7", real, V(kCallNumber), call, r.time_a, r.clock);
    read_register(b, "a0 or a2", real, source, r.b, r.time_b, r.clock + V(1));
    write_register(b, "a0", r.is_write, V(kArgument0), r.old, r.b, r.time_rd, r.clock + V(2));
    b.send(kExitBus, "exit code", r.is_exit, {r.b[0], r.b[1]});
  }

  static constexpr void fill(Main<std::uint32_t>& r, const Event& e, const ProgramRow& p) {
    r.is_exit = e.a == kExitCall;
    r.is_write = !r.is_exit;
    r.pc = p.pc;
    r.clock = e.clock;
    set_limbs(r.b, e.b);
    r.time_a = e.time_a;
    r.time_b = e.time_b;
    if (r.is_exit) return;
    set_limbs(r.old, e.old_rd);
    r.time_rd = e.time_rd;
  }
};

}  // namespace squall::chips
