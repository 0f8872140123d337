#pragma once

// The platform airbender: private input word by word, and the end of the program.

#include "machine/chips/common.hpp"
#include "machine/platform.hpp"

namespace squall::chips {

// rd := a word of the prover's choice.
struct Oracle : ChipDefinition {
  static constexpr std::string_view kName = "oracle";
  static constexpr std::string_view kSummary = "CSRRW that reads a word of the private input";
  SQUALL_COLUMNS(Main, real, pc, clock, rd, word[2], old[2], time_rd);

  template <class B>
  static constexpr void eval(B& b, const Main<typename B::Value>& r) {
    using V = typename B::Value;
    b.boolean("real is boolean", r.real);
    step(b, r.real, r.pc, r.pc + V(1), r.clock);
    fetch(b, r.real, r.pc, V(number(Operation::kOracle)), r.rd, V(0), V(0), V(0), V(0));
    write_register(b, "rd", r.real, r.rd, r.old, r.word, r.time_rd, r.clock + V(2));
    check_limbs(b, "word", r.real, r.word);
  }

  static constexpr void fill(Main<std::uint32_t>& r, const Event& e, const ProgramRow& p) {
    r.real = 1;
    r.pc = p.pc;
    r.clock = e.clock;
    r.rd = p.rd;
    set_limbs(r.word, e.memory);
    set_limbs(r.old, e.old_rd);
    r.time_rd = e.time_rd;
  }
};

// The jump to itself: publishes exit code 0 and x10 to x17, needs x18 to x25 to be zero, and sends no next state, so
// the one chain of states ends here.
struct End : ChipDefinition {
  static constexpr std::string_view kName = "end";
  static constexpr std::string_view kSummary = "the jump to itself that ends a program of the platform airbender";
  SQUALL_COLUMNS(Main, real, pc, clock, output[16], time[16]);

  template <class B>
  static constexpr void eval(B& b, const Main<typename B::Value>& r) {
    using V = typename B::Value;
    b.boolean("real is boolean", r.real);
    b.receive(kStateBus, "state before", r.real, {r.pc, r.clock});
    fetch(b, r.real, r.pc, V(number(Operation::kEnd)), V(0), V(0), V(0), V(0), V(0));
    for (unsigned i = 0; i < airbender::kOutputWords; ++i) {
      const V word[2] = {r.output[2 * i], r.output[2 * i + 1]};
      read_register(b, "output register", r.real, V(airbender::kFirstOutput + i), word, r.time[i], r.clock);
      b.send(kOutputBus, "output word", r.real, {V(i), word[0], word[1]});
    }
    const V zero[2] = {V(0), V(0)};
    for (unsigned i = 0; i < airbender::kZeros; ++i) {
      read_register(b, "register that must be zero", r.real, V(airbender::kFirstZero + i), zero,
                    r.time[airbender::kOutputWords + i], r.clock);
    }
    b.send(kExitBus, "exit code", r.real, {V(0), V(0)});
  }

  static constexpr void fill(Main<std::uint32_t>& r, const EndEvent& e) {
    r.real = 1;
    r.pc = e.pc / 4;
    r.clock = e.clock;
    for (unsigned i = 0; i < airbender::kOutputWords; ++i) {
      r.output[2 * i] = e.outputs[i] & 0xffff;
      r.output[2 * i + 1] = e.outputs[i] >> 16;
    }
    for (unsigned i = 0; i < 16; ++i) r.time[i] = e.times[i];
  }
};

}  // namespace squall::chips
