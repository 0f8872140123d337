#pragma once

// What instruction chips have in common: the step of the state, the lookup of the instruction, register and memory
// accesses.
//
// Values are kLimbs 16-bit limbs, least significant first. A value that comes from the memory bus is known to have
// limbs in range, since every writer checks its own; new limbs are checked with `check_limbs`. Selectors are boolean,
// at most one is set, and their sum `real` is the multiplicity of every message, so a row of zeros is padding. Of two
// selectors only one needs a constraint of its own next to that of `real`: where messages are live, real = 1.

#include <cstdint>

#include "air/chip.hpp"
#include "field/isa.hpp"
#include "machine/buses.hpp"
#include "machine/events.hpp"
#include "machine/program.hpp"

namespace squall::chips {

// Receives (pc, clock) and sends (next_pc, clock + kClockStep). pc and next_pc in words.
template <class B, class V = typename B::Value>
constexpr void step(B& b, const V& real, const V& pc, const V& next_pc, const V& clock) {
  b.receive(kStateBus, "state before", real, {pc, clock});
  b.send(kStateBus, "state after", real, {next_pc, clock + V(kClockStep)});
}

// The program holds this instruction at pc.
template <class B, class V = typename B::Value>
constexpr void fetch(B& b, const V& real, const V& pc, const V& operation, const V& rd, const V& rs1, const V& rs2,
                     const V& imm_lo, const V& imm_hi) {
  b.send(kProgramBus, "instruction", real, {pc, operation, rd, rs1, rs2, imm_lo, imm_hi});
}

// An access at time `time`: takes the tuple with the value before, puts the one with the value after, and shows that
// the previous access is older.
template <class B, class V = typename B::Value>
constexpr void access(B& b, const char* label, const V& real, const V& bank, const V& place, const V (&before)[2],
                      const V (&after)[2], const V& previous, const V& time) {
  b.receive(kMemoryBus, label, real, {bank, place, before[0], before[1], previous});
  b.send(kMemoryBus, label, real, {bank, place, after[0], after[1], time});
  b.send(kRangeBus, label, real, {V(kTimeWindow), time - previous - V(1)});
}

template <class B, class V = typename B::Value>
constexpr void read_register(B& b, const char* label, const V& real, const V& index, const V (&value)[2],
                             const V& previous, const V& time) {
  access(b, label, real, V(kRegisterBank), index, value, value, previous, time);
}

template <class B, class V = typename B::Value>
constexpr void write_register(B& b, const char* label, const V& real, const V& index, const V (&old)[2],
                              const V (&value)[2], const V& previous, const V& time) {
  access(b, label, real, V(kRegisterBank), index, old, value, previous, time);
}

// 0 <= x < bound for a power of two bound <= 2^17.
template <class B, class V = typename B::Value>
constexpr void check_range(B& b, const char* label, const V& real, std::uint32_t bound, const V& x) {
  b.send(kRangeBus, label, real, {V(bound), x});
}

template <class B, class V = typename B::Value>
constexpr void check_limbs(B& b, const char* label, const V& real, const V (&limbs)[2]) {
  SQUALL_UNROLL
  for (const V& limb : limbs) check_range(b, label, real, kLimb, limb);
}

// ---- filling rows: canonical words

constexpr void set_limbs(std::uint32_t (&limbs)[2], std::uint32_t value) {
  limbs[0] = value & 0xffff;
  limbs[1] = value >> 16;
}

// A small signed integer as a canonical word.
constexpr std::uint32_t word_of(std::int64_t value) {
  return static_cast<std::uint32_t>(value < 0 ? value + Fp::kModulus : value);
}

}  // namespace squall::chips
