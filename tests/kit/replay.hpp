#pragma once

// Checks an ExecutionRecord as the proof does, but by brute force: every access consumes the tuple that the access
// before it left, at increasing times inside the window, and what is left at the end is the final state. Knows both
// platforms, and calls of functions by their descriptions.

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "kit/reference_machine.hpp"
#include "machine/events.hpp"
#include "machine/image.hpp"
#include "machine/isa.hpp"

namespace squall::kit {

class Replay {
 public:
  // The first thing that is wrong, or an empty string.
  static std::string check(const Image& image, const ExecutionRecord& record) { return Replay(image, record).run(); }

 private:
  using Tuple = std::array<std::uint32_t, 4>;  // space, address, value, time
  struct Located {
    const Event* event;
    EventClass kind;
  };

  Replay(const Image& image, const ExecutionRecord& record) : image_(image), record_(record) {}

  std::string run() {
    for (const ImageWord& w : image_.words) code_[w.address * 4] = w;
    for (unsigned r = 0; r < 64; ++r) produce(0, r, 0, 0);
    for (const FinalWord& w : record_.words) produce(1, w.address, w.initial, 0);
    for (std::size_t i = 0; i < record_.touches.size(); ++i) {
      const TouchEvent& t = record_.touches[i];
      if (t.after <= t.before) return "a touch does not go forward in time";
      consume(static_cast<unsigned>(t.space), t.address, t.value, t.before);
      produce(static_cast<unsigned>(t.space), t.address, t.value, t.after);
    }
    std::vector<Located> events;
    for (unsigned c = 0; c < kEventClasses; ++c)
      for (std::size_t i = 0; i < record_.events[c].size(); ++i)
        events.push_back({&record_.events[c][i], static_cast<EventClass>(c)});
    const bool ends = image_.platform == Platform::kAirbender;
    if (record_.end.has_value() != ends) return "an end where there is none, or none where there is one";
    if (events.size() + ends != record_.instructions) return "events do not sum to instructions";
    if (std::string wrong = read_calls(); !wrong.empty()) return wrong;
    std::sort(events.begin(), events.end(),
              [](const Located& a, const Located& b) { return a.event->clock < b.event->clock; });
    std::uint32_t pc = image_.entry, clock = kFirstClock;
    for (std::size_t i = 0; i < events.size(); ++i, clock += kClockStep) {
      if (events[i].event->clock != clock) return at(*events[i].event, "clock does not follow the one before");
      if (events[i].event->pc != pc) return at(*events[i].event, "pc is not the successor's");
      if (std::string wrong = event(events[i], i + 1 == events.size(), pc); !wrong.empty()) return wrong;
    }
    if (!calls_.empty()) return "a call without an instruction";
    if (ends) {
      if (std::string wrong = end(*record_.end, pc, clock); !wrong.empty()) return wrong;
    }
    for (unsigned r = 0; r < 64; ++r) consume(0, r, record_.registers[r].value, record_.registers[r].time);
    for (std::size_t i = 0; i < record_.words.size(); ++i) {
      const FinalWord& w = record_.words[i];
      if (i > 0 && record_.words[i - 1].address >= w.address) return "words are not increasing";
      consume(1, w.address, w.final, w.time);
    }
    std::sort(produced_.begin(), produced_.end());
    std::sort(consumed_.begin(), consumed_.end());
    if (produced_ == consumed_) return {};
    const auto [p, c] = std::mismatch(produced_.begin(), produced_.end(), consumed_.begin(), consumed_.end());
    auto show = [](const auto& it, const auto& end) {
      return it == end ? std::string("none")
                       : std::to_string((*it)[0]) + ":" + std::to_string((*it)[1]) + "=" + std::to_string((*it)[2]) +
                             "@" + std::to_string((*it)[3]);
    };
    return "accesses do not balance: produced " + show(p, produced_.end()) + ", consumed " + show(c, consumed_.end());
  }

  // One instruction; pc becomes its successor.
  std::string event(const Located& located, bool last, std::uint32_t& pc) {
    const Event& e = *located.event;
    const auto found = code_.find(e.pc);
    if (found == code_.end() || !found->second.executable) return at(e, "not an executable word");
    const std::uint32_t word = found->second.value;
    if (const Added added = added_instruction(word); added.kind != AddedKind::kNone) {
      if (last && image_.platform == Platform::kSquall) return at(e, "the last event is no exit");
      pc = e.pc + 4;
      return added_event(located, added);
    }
    const Effect effect = reference_effect(
        word, e.pc, [&](int r) { return used_as_first(word, r) ? e.a : e.b; }, [&](std::uint32_t) { return e.memory; });
    if (!effect.legal) return at(e, "illegal word");
    if (located.kind != class_of(word)) return at(e, "event of the wrong class");
    pc = effect.next_pc;
    if (effect.call && image_.platform == Platform::kAirbender) return at(e, "ECALL on a platform without");
    if (effect.call) {
      const bool exits = e.a == 93;
      if (exits != last) return at(e, "exit is not the last event");
      access(0, 17, e.a, e.a, e.time_a, e.clock);
      access(0, exits ? 10 : 12, e.b, e.b, e.time_b, e.clock + 1);
      if (!exits) access(0, 10, e.old_rd, e.b, e.time_rd, e.clock + 2);
      if (exits && e.b != record_.exit_code) return at(e, "exit code differs");
      return wrong_;
    }
    const bool constant = (word & 0x7f) == 0x37 || (word & 0x7f) == 0x17 || (word & 0x7f) == 0x0f;
    if (constant && e.a != 0) return at(e, "a constant reads x0");
    if (constant) access(0, 0, 0, 0, e.time_a, e.clock);
    if (effect.rs1 >= 0) access(0, unsigned(effect.rs1), e.a, e.a, e.time_a, e.clock);
    if (effect.rs2 >= 0) access(0, unsigned(effect.rs2), e.b, e.b, e.time_b, e.clock + 1);
    if (effect.rs1 == 0 && e.a != 0) return at(e, "x0 is not zero");
    if (effect.rs2 == 0 && e.b != 0) return at(e, "x0 is not zero");
    if (effect.loads || effect.stores)
      access(1, effect.address / 4, e.memory, effect.memory, e.time_memory, e.clock + 2);
    const int rd = (word & 0x7f) == 0x0f ? 0 : effect.rd;  // FENCE writes the dummy register
    if (rd >= 0) access(0, rd == 0 ? kDummyRegister : unsigned(rd), e.old_rd, effect.rd_value, e.time_rd, e.clock + 2);
    return wrong_;
  }

  // What platforms add to RV32IM, cut out of the word by hand.
  enum class AddedKind { kNone, kCall, kRead, kWrite };
  struct Added {
    AddedKind kind = AddedKind::kNone;
    std::uint32_t function = 0;
    unsigned rd = 0, rs1 = 0, rs2 = 0;
  };
  Added added_instruction(std::uint32_t w) const {
    const std::uint32_t major = cut(w, 6, 0), f3 = cut(w, 14, 12), rd = cut(w, 11, 7), rs1 = cut(w, 19, 15);
    if (image_.platform == Platform::kSquall)
      return major == 0x0b && f3 == 0 ? Added{AddedKind::kCall, cut(w, 31, 25), rd, rs1, cut(w, 24, 20)} : Added{};
    if (major != 0x73 || f3 != 1) return {};
    const std::uint32_t csr = cut(w, 31, 20);
    if (csr == 0x7c0 && rd == 0) return {AddedKind::kWrite, 0, 0, 0, 0};
    if (csr == 0x7c0 && rs1 == 0) return {AddedKind::kRead, 0, rd, 0, 0};
    if (csr == 0x7c7 && rd == 0 && rs1 == 0) return {AddedKind::kCall, 32, 12, 10, 11};
    if (csr == 0x7ca && rd == 0 && rs1 == 0) return {AddedKind::kCall, 33, 12, 10, 11};
    return {};
  }

  std::string added_event(const Located& located, const Added& i) {
    const Event& e = *located.event;
    const EventClass kind = i.kind == AddedKind::kCall   ? EventClass::kCall
                            : i.kind == AddedKind::kRead ? EventClass::kOracle
                                                         : EventClass::kAddImmediate;
    if (located.kind != kind) return at(e, "event of the wrong class");
    const unsigned rd = i.rd == 0 ? kDummyRegister : i.rd;
    if (i.kind == AddedKind::kRead) access(0, rd, e.old_rd, e.memory, e.time_rd, e.clock + 2);
    if (i.kind == AddedKind::kWrite) {  // as FENCE
      if (e.a != 0) return at(e, "a constant reads x0");
      access(0, 0, 0, 0, e.time_a, e.clock);
      access(0, rd, e.old_rd, 0, e.time_rd, e.clock + 2);
    }
    if (i.kind == AddedKind::kCall) {
      const auto found = calls_.find(e.clock);
      if (found == calls_.end()) return at(e, "a call without a record");
      const Called call = found->second;
      calls_.erase(found);
      if (call.function != i.function || call.a != e.a || call.b != e.b || call.c != e.old_rd ||
          call.c_after != e.memory)
        return at(e, "the record of the call differs");
      access(0, i.rs1, e.a, e.a, e.time_a, e.clock);
      access(0, i.rs2, e.b, e.b, e.time_b, e.clock + 1);
      access(0, rd, e.old_rd, e.memory, e.time_rd, e.clock + 2);
      if (std::string wrong = operands(call); !wrong.empty()) return at(e, wrong.c_str());
    }
    return wrong_;
  }

  // The words of a call, in registers and memory.
  struct Called {
    std::uint32_t function, clock, a, b, c, c_after;
    std::vector<std::uint32_t> values, times;
  };
  std::string read_calls() {
    bool twice = false;
    const auto read = [&](const auto& list) {
      for (std::size_t i = 0; i < list.size(); ++i) {
        const auto& e = list[i];
        Called call{e.function, e.clock, e.a, e.b, e.c, e.c_after, {}, {}};
        call.values.assign(std::begin(e.values), std::end(e.values));
        call.times.assign(std::begin(e.times), std::end(e.times));
        twice |= !calls_.emplace(e.clock, std::move(call)).second;
      }
    };
#define X(name, words) read(record_.calls.name);
#include "machine/families.def"
#undef X
    return twice ? "two calls at one time" : "";
  }
  std::string operands(const Called& call) {
    const FunctionInfo* info = find_function(call.function);
    if (!info) return "unknown function";
    std::vector<std::uint32_t> after = call.values;
    CallWords words{info->function, call.a, call.b, call.c, after};
    if (info->compute(words)) return "a call that has no result";
    if (words.c != call.c_after) return "c afterwards is wrong";
    std::size_t w = 0;
    for (const Operand& o : info->operands) {
      const std::uint32_t pointer = o.place == Operand::Place::kA   ? call.a
                                    : o.place == Operand::Place::kB ? call.b
                                                                    : call.c;
      for (std::uint32_t i = o.first; i < std::uint32_t(o.first) + o.count; ++i, ++w) {
        const bool memory = o.place != Operand::Place::kRegister;
        access(memory, memory ? pointer / 4 + i : i, call.values.at(w), after.at(w), call.times.at(w),
               call.clock + o.phase);
      }
    }
    return w == after.size() ? "" : "a call has other words than its operands";
  }

  // The end of a program of the platform airbender.
  std::string end(const EndEvent& e, std::uint32_t pc, std::uint32_t clock) {
    const auto found = code_.find(pc);
    if (found == code_.end() || found->second.value != 0x6f) return "the end is no jump to itself";
    if (e.pc != pc || e.clock != clock) return "the end is elsewhere";
    Bytes output;
    for (unsigned i = 0; i < 16; ++i) {
      const std::uint32_t value = i < 8 ? e.outputs[i] : 0;
      access(0, 10 + i, value, value, e.times[i], clock);
      if (i < 8) append_le(output, value, 4);
    }
    if (output != record_.output || record_.exit_code != 0) return "the outcome is not that of the end";
    return wrong_;
  }

  // If both sources are the same register, a and b must agree; the balance shows that.
  static bool used_as_first(std::uint32_t word, int r) { return int(cut(word, 19, 15)) == r; }

  static EventClass class_of(std::uint32_t word) {
    for (const Instruction& i : kInstructions)
      if ((word & i.mask) == i.match) return i.event_class;
    return EventClass::kSystem;
  }

  void access(unsigned space, std::uint32_t address, std::uint32_t old_value, std::uint32_t value, std::uint32_t before,
              std::uint32_t time) {
    if (before >= time || time - before - 1 >= kTimeWindow)
      wrong_ = "an access at " + std::to_string(time) + " follows one at " + std::to_string(before);
    consume(space, address, old_value, before);
    produce(space, address, value, time);
  }
  void produce(unsigned space, std::uint32_t address, std::uint32_t value, std::uint32_t time) {
    produced_.push_back({space, address, value, time});
  }
  void consume(unsigned space, std::uint32_t address, std::uint32_t value, std::uint32_t time) {
    consumed_.push_back({space, address, value, time});
  }
  static std::string at(const Event& e, const char* what) {
    return std::string(what) + " (pc " + std::to_string(e.pc) + ", clock " + std::to_string(e.clock) + ")";
  }

  const Image& image_;
  const ExecutionRecord& record_;
  std::map<std::uint32_t, ImageWord> code_;
  std::map<std::uint32_t, Called> calls_;  // by clock
  std::vector<Tuple> produced_, consumed_;
  std::string wrong_;
};

}  // namespace squall::kit
