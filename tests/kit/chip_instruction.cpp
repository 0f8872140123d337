#include "kit/chip_instruction.hpp"

#include <optional>

#include "kit/reference_machine.hpp"
#include "machine/buses.hpp"

namespace squall::kit {

namespace {

// The memory messages of one access.
struct Access {
  std::uint32_t space, address, before, after, time;
};

std::optional<std::uint32_t> limbs(Fp low, Fp high) {
  if (low.canonical() >= kLimb || high.canonical() >= kLimb) return std::nullopt;
  return low.canonical() | high.canonical() << 16;
}

// What an instruction does according to the reference, with the x0 accesses that the machine adds: LUI, AUIPC and FENCE
// read x0, x0 is written as the dummy register, FENCE writes 0 there.
Effect effect_of(const Decoded& d, std::uint32_t pc, std::uint32_t a, std::uint32_t b, std::uint32_t word) {
  Effect e = reference_effect(
      encode(d), pc, [&](int r) { return r == d.rs1 ? a : b; }, [&](std::uint32_t) { return word; });
  if (event_class(d.op) == EventClass::kAddImmediate) {
    if (e.rs1 < 0) e.rs1 = 0;
    if (e.rd < 0) e.rd = 0;
  }
  if (e.rd == 0) e.rd = kDummyRegister;
  if (e.next_pc % 4 != 0) e.legal = false;
  return e;
}

}  // namespace

void Universe::add(const Decoded& d, std::uint32_t pc) {
  add_one(d, pc);
  for (const Instruction& in : kInstructions) {
    Decoded other = d;
    other.op = in.op;
    add_one(other, pc);
    // Immediate forms with the immediate that reads like a register number, and with none.
    other.imm = d.rs2;
    add_one(other, pc);
    other.imm = 0;
    add_one(other, pc);
  }
}

void Universe::add_one(Decoded d, std::uint32_t pc) {
  // Encode and decode: immediates and registers that the format does not have fall away.
  d = decode<32>(encode(d));
  if (!d.legal()) return;
  const ProgramRow r = lower(d, pc);
  if (r.operation == number(Operation::kNone)) return;
  rows_.try_emplace({r.pc, r.operation, r.rd, r.rs1, r.rs2, r.imm_lo, r.imm_hi}, d);
}

const Decoded* Universe::find(const std::vector<Fp>& tuple) const {
  std::vector<std::uint32_t> words;
  for (const Fp entry : tuple) words.push_back(entry.canonical());
  const auto place = rows_.find(words);
  return place == rows_.end() ? nullptr : &place->second;
}

Verdict judge_instruction(const Universe& universe, const std::vector<Sent>& sent) {
  bool any = false;
  const Sent *before = nullptr, *after = nullptr, *program = nullptr;
  std::map<std::string, const Sent*> received, put;
  for (const Sent& s : sent) {
    if (s.message->bus.number == kRangeBus.number || s.message->bus.number == kAndBus.number) continue;
    any |= s.live();
    if (s.message->bus.number == kStateBus.number) (s.message->label == "state before" ? before : after) = &s;
    if (s.message->bus.number == kProgramBus.number) program = &s;
    if (s.message->bus.number == kMemoryBus.number) {
      auto& side = received.contains(s.message->label) ? put : received;
      if (!side.emplace(s.message->label, &s).second) return Verdict::kForged;
    }
  }
  if (!any) return Verdict::kHonest;  // padding
  if (!before || !after || !program || received.size() != put.size()) return Verdict::kForged;
  const auto times = [](const Sent* s, int count) { return s->multiplicity == Fp(count); };
  if (!times(before, -1) || !times(after, 1) || !times(program, 1)) return Verdict::kForged;
  const Fp pc = before->entries[0], clock = before->entries[1];
  const Decoded* d = universe.find(program->entries);
  if (!d || program->entries[0] != pc) return Verdict::kForged;

  // Accesses, with the register or word that each is of; times must increase, limbs received are in range.
  std::map<std::string, Access> accesses;
  for (const auto& [label, got] : received) {
    if (!limbs(got->entries[2], got->entries[3])) return Verdict::kImpossible;
  }
  for (const auto& [label, got] : received) {
    if (!put.contains(label)) return Verdict::kForged;
    const Sent* gave = put[label];
    if (!times(got, -1) || !times(gave, 1)) return Verdict::kForged;
    const auto old = limbs(got->entries[2], got->entries[3]), now = limbs(gave->entries[2], gave->entries[3]);
    if (!now || got->entries[0] != gave->entries[0] || got->entries[1] != gave->entries[1]) return Verdict::kForged;
    const Fp gap = gave->entries[4] - got->entries[4] - Fp(1);
    if (gap.canonical() >= kTimeWindow) return Verdict::kForged;
    const std::uint32_t address = got->entries[1].canonical();
    if (got->entries[0] != Fp(kRegisterBank)) {
      const std::uint32_t high = (got->entries[0] - Fp(kMemoryBank)).canonical();
      if (high >= kLimb || address >= kLimb || address % 4 != 0) return Verdict::kImpossible;  // no such word
    }
    if (got->entries[0] == Fp(0) && address == 0 && *old != 0) return Verdict::kImpossible;
    accesses[label] = {got->entries[0].canonical(), address, *old, *now, (gave->entries[4] - clock).canonical()};
  }
  const auto value = [&](const char* label) { return accesses.contains(label) ? accesses[label].before : 0; };
  if (accesses.contains("rs1") && accesses.contains("rs2") && d->rs1 == d->rs2 && value("rs1") != value("rs2")) {
    return Verdict::kImpossible;  // one register, read twice in a row
  }
  const Effect e = effect_of(*d, pc.canonical() * 4, value("rs1"), value("rs2"), value("word"));
  if (!e.legal || e.call) return Verdict::kForged;

  std::map<std::string, Access> expected;
  const auto same = [&](const char* label) { return value(label); };
  if (e.rs1 >= 0) expected["rs1"] = {0, static_cast<std::uint32_t>(e.rs1), same("rs1"), same("rs1"), 0};
  if (e.rs2 >= 0) expected["rs2"] = {0, static_cast<std::uint32_t>(e.rs2), same("rs2"), same("rs2"), 1};
  if (e.rd >= 0) expected["rd"] = {0, static_cast<std::uint32_t>(e.rd), same("rd"), e.rd_value, 2};
  if (e.loads || e.stores) {
    expected["word"] = {kMemoryBank + (e.address >> 16), e.address & 0xfffc, same("word"), e.memory, 2};
  }
  if (expected.size() != accesses.size()) return Verdict::kForged;
  for (const auto& [label, want] : expected) {
    if (!accesses.contains(label)) return Verdict::kForged;
    const Access& is = accesses[label];
    if (is.space != want.space || is.address != want.address || is.after != want.after || is.time != want.time) {
      return Verdict::kForged;
    }
  }
  const bool steps = after->entries[0] == Fp(e.next_pc / 4) && after->entries[1] == clock + Fp(kClockStep);
  return steps ? Verdict::kHonest : Verdict::kForged;
}

Event make_event(const Decoded& d, std::uint32_t pc, std::uint32_t a, std::uint32_t b, std::uint32_t word,
                 std::mt19937& random) {
  Event e{};
  e.pc = pc;
  e.clock = kTimeWindow + static_cast<std::uint32_t>(random() % (1u << 27));
  const auto earlier = [&](std::uint32_t time) {  // also the nearest and the farthest
    const std::uint32_t gap = random() % 8 == 0 ? 0 : random() % 8 == 1 ? kTimeWindow - 1 : random() % kTimeWindow;
    return time - 1 - gap;
  };
  const Format format = instruction(d.op).format;
  const int rs1 = has_rs1(format) || event_class(d.op) == EventClass::kAddImmediate ? d.rs1 : -1;
  const int rs2 = has_rs2(format) ? d.rs2 : -1;
  const int rd = d.rd == 0 ? int(kDummyRegister) : d.rd;
  e.a = rs1 == 0 ? 0 : a;
  e.time_a = earlier(e.clock);
  e.b = rs2 == 0 ? 0 : rs2 == rs1 ? e.a : b;
  e.time_b = rs2 == rs1 ? e.clock : earlier(e.clock + 1);
  e.memory = word;
  e.time_memory = earlier(e.clock + 2);
  e.old_rd = rd == rs2 ? e.b : rd == rs1 ? e.a : static_cast<std::uint32_t>(random());
  e.time_rd = rd == rs2 ? e.clock + 1 : rd == rs1 ? e.clock : earlier(e.clock + 2);
  return e;
}

}  // namespace squall::kit
