#pragma once

// What the interpreter tells about each instruction. A tracer is a template parameter: NoTracer costs nothing.

#include <array>
#include <cstdint>
#include <span>

#include "machine/events.hpp"
#include "vm/memory.hpp"
#include "vm/text.hpp"

namespace squall {

struct NoTracer {
  static constexpr bool kRecords = false, kProfiles = false;
};

// Keeps the times of registers, writes the times of memory words, and fills an ExecutionRecord.
class RecordingTracer {
 public:
  static constexpr bool kRecords = true, kProfiles = false;

  explicit RecordingTracer(ExecutionRecord& record) : record_(record) {}

  template <EventClass C>
  [[gnu::always_inline]] Event& begin(std::uint32_t pc, std::uint32_t clock) {
    Event& e = record_.events[static_cast<unsigned>(C)].append();
    e.pc = pc;
    e.clock = clock;
    return e;
  }

  // An access at `time` to a register or word that holds `value`; the result is the time of the access before, which a
  // touch has moved if it was too long ago.
  [[gnu::always_inline]] std::uint32_t access_register(unsigned r, std::uint32_t value, std::uint32_t time) {
    std::uint32_t before = times_[r];
    if (time - before > kTimeWindow) [[unlikely]]
      before = touch(Space::kRegister, r, value, before, time);
    times_[r] = time;
    return before;
  }
  [[gnu::always_inline]] std::uint32_t access_memory(MemoryWord& word, std::uint32_t address, std::uint32_t time) {
    std::uint32_t before = word.time();
    if (time - before > kTimeWindow) [[unlikely]]
      before = touch(Space::kMemory, address / 4, word.value, before, time);
    word.meta = time | (word.meta & MemoryWord::kReadOnly);
    return before;
  }

  // The three ways in which instructions use registers. Values are those before the instruction.
  [[gnu::always_inline]] void sources(Event& e, const Step& s, std::uint32_t a, std::uint32_t b) {
    source(e, s, a);
    e.b = b;
    e.time_b = access_register(s.rs2, b, e.clock + 1);
  }
  [[gnu::always_inline]] void source(Event& e, const Step& s, std::uint32_t a) {
    e.a = a;
    e.time_a = access_register(s.rs1, a, e.clock);
  }
  [[gnu::always_inline]] void destination(Event& e, const Step& s, std::uint32_t old_rd) {
    e.old_rd = old_rd;
    e.time_rd = access_register(s.rd, old_rd, e.clock + 2);
  }
  [[gnu::always_inline]] void memory(Event& e, MemoryWord& word, std::uint32_t address) {
    e.memory = word.value;
    e.time_memory = access_memory(word, address, e.clock + 2);
  }

  void call(const FunctionInfo& function, const CallWords& before, std::uint32_t clock, std::uint32_t c_after,
            std::span<const std::uint32_t> times) {
    record_.calls.append(function.family, before, clock, c_after, times);
  }
  void end(const EndEvent& e) { record_.end = e; }

  std::uint32_t time(unsigned r) const { return times_[r]; }

 private:
  [[gnu::noinline, gnu::cold]] std::uint32_t touch(Space space, std::uint32_t address, std::uint32_t value,
                                                   std::uint32_t before, std::uint32_t time) {
    record_.touches.push_back({space, address, value, before, time - 1});
    return time - 1;
  }

  ExecutionRecord& record_;
  std::array<std::uint32_t, 64> times_ = {};
};

}  // namespace squall
