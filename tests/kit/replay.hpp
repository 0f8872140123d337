#pragma once

// Checks an ExecutionRecord as the proof does, but by brute force: every access consumes the tuple that the access
// before it left, at increasing times inside the window, and what is left at the end is the final state.

#include <algorithm>
#include <array>
#include <map>
#include <string>
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
    if (events.size() != record_.instructions) return "events do not sum to instructions";
    std::sort(events.begin(), events.end(),
              [](const Located& a, const Located& b) { return a.event->clock < b.event->clock; });
    std::uint32_t pc = image_.entry, clock = kFirstClock;
    for (std::size_t i = 0; i < events.size(); ++i, clock += kClockStep) {
      if (events[i].event->clock != clock) return at(*events[i].event, "clock does not follow the one before");
      if (events[i].event->pc != pc) return at(*events[i].event, "pc is not the successor's");
      if (std::string wrong = event(events[i], i + 1 == events.size(), pc); !wrong.empty()) return wrong;
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
    const Effect effect = reference_effect(
        word, e.pc, [&](int r) { return used_as_first(word, r) ? e.a : e.b; }, [&](std::uint32_t) { return e.memory; });
    if (!effect.legal) return at(e, "illegal word");
    if (located.kind != class_of(word)) return at(e, "event of the wrong class");
    pc = effect.next_pc;
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
  std::vector<Tuple> produced_, consumed_;
  std::string wrong_;
};

}  // namespace squall::kit
