// Instructions that speak to the world outside the guest: system calls, the oracle, the end.

#include <algorithm>
#include <array>

#include "vm/interpreter.hpp"

namespace squall {

namespace {

constexpr unsigned kA0 = 10, kA1 = 11, kA2 = 12, kA7 = 17;
constexpr std::uint32_t kExitCall = 93, kWriteCall = 64;

}  // namespace

template <unsigned XLEN, class Tracer>
bool Interpreter<XLEN, Tracer>::system_call(std::uint32_t pc, Stop& stop) {
  auto& x = state_.x;
  const std::uint32_t number = x[kA7], clock = static_cast<std::uint32_t>(state_.clock);
  if (number != kExitCall && number != kWriteCall) {
    stop = {StopKind::kUnknownCall, pc, 0};
    return false;
  }
  const bool exits = number == kExitCall;
  if (!exits && !write_text(x[kA0], x[kA1], x[kA2], stop)) {
    stop.pc = pc;
    return false;
  }
  const unsigned source = exits ? kA0 : kA2;
  if constexpr (Tracer::kRecords) {
    const Step step{Action::kEcall, kA0, kA7, static_cast<std::uint8_t>(source), 0};
    Event& e = tracer_.template begin<EventClass::kSystem>(pc, clock);
    tracer_.sources(e, step, number, x[source]);
    if (!exits) tracer_.destination(e, step, x[kA0]);
  }
  if (!exits) x[kA0] = x[kA2];
  stop = {StopKind::kExit, pc, 0};
  return !exits;
}

template <unsigned XLEN, class Tracer>
bool Interpreter<XLEN, Tracer>::write_text(std::uint32_t fd, std::uint32_t address, std::uint32_t size, Stop& stop) {
  std::array<std::uint8_t, 4096> piece;
  while (size > 0) {
    const std::uint32_t count = std::min<std::uint32_t>(size, piece.size());
    for (std::uint32_t i = 0; i < count; ++i, ++address) {
      const MemoryWord& word = memory_.at(address);
      if (word.meta & MemoryWord::kAbsent) {
        stop = {StopKind::kBadText, 0, address};
        return false;
      }
      piece[i] = static_cast<std::uint8_t>(word.value >> 8 * (address & 3));
    }
    if (host_.text) host_.text(static_cast<int>(fd), {piece.data(), count});
    size -= count;
  }
  return true;
}

template <unsigned XLEN, class Tracer>
bool Interpreter<XLEN, Tracer>::use_oracle(const Step& step, std::uint32_t pc, Stop& stop) {
  auto& x = state_.x;
  const std::uint32_t clock = static_cast<std::uint32_t>(state_.clock);
  const bool reads = step.action == Action::kOracleRead;
  std::uint32_t word = 0;
  if (reads) {
    const std::optional<std::uint32_t> next = host_.oracle->read();
    if (!next) {
      stop = {StopKind::kOracleEmpty, pc, 0};
      return false;
    }
    word = *next;
  } else {
    host_.oracle->write(x[step.rs1]);
  }
  if constexpr (Tracer::kRecords) {
    Event& e = reads ? tracer_.template begin<EventClass::kOracle>(pc, clock)
                     : tracer_.template begin<EventClass::kAddImmediate>(pc, clock);
    e.memory = word;
    // A write is proven as an addition of zero to x0.
    if (!reads) tracer_.source(e, Step{step.action, step.rd, 0, 0, 0}, 0);
    tracer_.destination(e, step, x[step.rd]);
  }
  x[step.rd] = word;
  return true;
}

template <unsigned XLEN, class Tracer>
void Interpreter<XLEN, Tracer>::end(std::uint32_t pc) {
  if constexpr (Tracer::kRecords) {
    EndEvent e{pc, static_cast<std::uint32_t>(state_.clock), {}, {}};
    for (unsigned i = 0; i < e.times.size(); ++i) {
      const unsigned r = airbender::kFirstOutput + i;
      if (i < e.outputs.size()) e.outputs[i] = state_.x[r];
      e.times[i] = tracer_.access_register(r, state_.x[r], e.clock);
    }
    tracer_.end(e);
  }
}

#define INSTANTIATE(Tracer)                                                                              \
  template bool Interpreter<32, Tracer>::system_call(std::uint32_t, Stop&);                              \
  template bool Interpreter<32, Tracer>::write_text(std::uint32_t, std::uint32_t, std::uint32_t, Stop&); \
  template bool Interpreter<32, Tracer>::use_oracle(const Step&, std::uint32_t, Stop&);                  \
  template void Interpreter<32, Tracer>::end(std::uint32_t);
INSTANTIATE(NoTracer)
INSTANTIATE(RecordingTracer)
INSTANTIATE(ProfilingTracer)
#undef INSTANTIATE

}  // namespace squall
