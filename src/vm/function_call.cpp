// Calls of accelerated functions: operands gathered by the function's description, computed, and put back.

#include <algorithm>
#include <array>

#include "vm/interpreter.hpp"

namespace squall {

namespace {

using Place = Operand::Place;

// The operands of one call in memory and registers.
struct Gathered {
  std::array<std::uint32_t, kMostCallWords> before, after, address;
  std::array<MemoryWord*, kMostCallWords> word;  // null for registers
  unsigned count = 0;
};

std::uint32_t base_address(const Operand& o, const CallWords& call) {
  const std::uint32_t pointer = o.place == Place::kA ? call.a : o.place == Place::kB ? call.b : call.c;
  return pointer + 4u * o.first;
}

// Two operands that are accessed at the same time share a word.
const Operand* find_overlap(const FunctionInfo& f, const CallWords& call) {
  for (std::size_t i = 0; i < f.operands.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      const Operand &p = f.operands[k], &q = f.operands[i];
      if (p.phase != q.phase || p.place == Place::kRegister || q.place == Place::kRegister) continue;
      const std::uint64_t from_p = base_address(p, call), from_q = base_address(q, call);
      if (from_p < from_q + 4u * q.count && from_q < from_p + 4u * p.count) return &q;
    }
  }
  return nullptr;
}

bool check_pointers(const FunctionInfo& f, const CallWords& call, std::uint32_t pc, Stop& stop) {
  const std::uint32_t pointers[] = {call.a, call.b, call.c};
  for (unsigned i = 0; i < 3; ++i) {
    if (f.alignment[i] == 0 || pointers[i] % f.alignment[i] == 0) continue;
    stop = {StopKind::kBadPointer, pc, pointers[i], f.name.data()};
    return false;
  }
  if (const Operand* o = find_overlap(f, call)) {
    stop = {StopKind::kOverlap, pc, base_address(*o, call), f.name.data()};
    return false;
  }
  return true;
}

bool gather(const FunctionInfo& f, const CallWords& call, const MachineState& state, Memory& memory, std::uint32_t pc,
            Gathered& g, Stop& stop) {
  for (const Operand& o : f.operands) {
    for (unsigned i = 0; i < o.count; ++i, ++g.count) {
      if (o.place == Place::kRegister) {
        g.word[g.count] = nullptr;
        g.before[g.count] = state.x[o.first + i];
        continue;
      }
      const std::uint32_t address = base_address(o, call) + 4 * i;
      MemoryWord& word = memory.at(address);
      const std::uint32_t forbidden = o.writes ? MemoryWord::kReadOnly : MemoryWord::kAbsent;
      if (word.meta & forbidden || address < 4 * i) {
        stop = {o.writes ? StopKind::kBadStore : StopKind::kBadLoad, pc, address};
        return false;
      }
      g.word[g.count] = &word;
      g.address[g.count] = address;
      g.before[g.count] = word.value;
    }
  }
  return true;
}

}  // namespace

template <unsigned XLEN, class Tracer>
bool Interpreter<XLEN, Tracer>::call_function(const Step& step, std::uint32_t pc, Stop& stop) {
  const FunctionInfo& f = *find_function(static_cast<std::uint32_t>(step.imm));
  auto& x = state_.x;
  Gathered g;
  CallWords call{f.function, x[step.rs1], x[step.rs2], x[step.rd], {}};
  if (!check_pointers(f, call, pc, stop) || !gather(f, call, state_, memory_, pc, g, stop)) return false;
  const CallWords before{call.function, call.a, call.b, call.c, {g.before.data(), g.count}};
  g.after = g.before;
  call.words = {g.after.data(), g.count};
  if (const char* reason = f.compute(call)) {
    stop = {StopKind::kRefused, pc, 0, reason};
    return false;
  }
  ++state_.function_counts[number(f.function)];

  if constexpr (Tracer::kRecords) {
    const std::uint32_t clock = static_cast<std::uint32_t>(state_.clock);
    Event& e = tracer_.template begin<EventClass::kCall>(pc, clock);
    tracer_.sources(e, step, before.a, before.b);
    e.memory = call.c;
    tracer_.destination(e, step, before.c);
    std::array<std::uint32_t, kMostCallWords> times;
    for (unsigned phase = 0; phase < kClockStep; ++phase) {
      unsigned at = 0;
      for (const Operand& o : f.operands) {
        for (unsigned i = 0; i < o.count; ++i, ++at) {
          if (o.phase != phase) continue;
          times[at] = g.word[at] ? tracer_.access_memory(*g.word[at], g.address[at], clock + phase)
                                 : tracer_.access_register(o.first + i, g.before[at], clock + phase);
        }
      }
    }
    tracer_.call(f, before, clock, call.c, {times.data(), g.count});
  }
  unsigned at = 0;
  for (const Operand& o : f.operands) {
    for (unsigned i = 0; i < o.count; ++i, ++at) {
      if (o.writes) g.word[at]->value = g.after[at];
    }
  }
  x[step.rd] = call.c;
  return true;
}

template bool Interpreter<32, NoTracer>::call_function(const Step&, std::uint32_t, Stop&);
template bool Interpreter<32, RecordingTracer>::call_function(const Step&, std::uint32_t, Stop&);
template bool Interpreter<32, ProfilingTracer>::call_function(const Step&, std::uint32_t, Stop&);

}  // namespace squall
