// Chips of what platforms add: the oracle, the end, and the instruction that calls a function. A judge for each knows
// what its rows should say.

#include <map>
#include <optional>
#include <random>
#include <set>

#include "kit/catch.hpp"
#include "kit/chip_suite.hpp"
#include "machine/buses.hpp"
#include "machine/chips/call.hpp"
#include "machine/chips/oracle.hpp"

using namespace squall;
using kit::Row, kit::Sent, kit::Verdict;

namespace {

using Tuple = std::vector<std::uint32_t>;

// A limb of what the memory bus hands out, or nothing.
bool in_range(const Fp& limb) { return limb.canonical() < kLimb; }

// All messages of a row by bus and label, each with multiplicity 1 (sends) or -1 (receives).
class Said {
 public:
  explicit Said(const std::vector<Sent>& sent) {
    for (const Sent& s : sent) {
      if (s.message->bus.number == kRangeBus.number) continue;
      any_ |= s.live();
      single_ &= s.multiplicity == Fp(1) || s.multiplicity == Fp(-1);
      by_[{s.message->bus.number, s.message->label, s.multiplicity == Fp(1)}].push_back(s.entries);
      ++count_;
    }
  }
  bool padding() const { return !any_; }
  bool complete(std::size_t count) const { return single_ && count_ == count; }
  // The n-th message of this kind, or null.
  const std::vector<Fp>* get(const Bus& bus, const char* label, bool send, std::size_t n = 0) const {
    const auto found = by_.find({bus.number, label, send});
    return found == by_.end() || n >= found->second.size() ? nullptr : &found->second[n];
  }

 private:
  std::map<std::tuple<unsigned, std::string, bool>, std::vector<std::vector<Fp>>> by_;
  bool any_ = false, single_ = true;
  std::size_t count_ = 0;
};

// The n-th access with a label to a register at `time`: what it found and what it left. `wrong` tells why not.
struct Access {
  std::vector<Fp> before, after;
  Verdict wrong = Verdict::kHonest;
};
Access access(const Said& said, const char* label, Fp index, Fp time, std::size_t n = 0) {
  const auto *got = said.get(kMemoryBus, label, false, n), *put = said.get(kMemoryBus, label, true, n);
  if (!got || !put) return {{}, {}, Verdict::kForged};
  const auto& g = *got;
  const auto& p = *put;
  if (!in_range(g[2]) || !in_range(g[3])) return {{}, {}, Verdict::kImpossible};
  const bool placed = g[0] == Fp(kRegisterBank) && g[1] == index && p[0] == g[0] && p[1] == g[1] && p[4] == time;
  const bool later = (time - g[4] - Fp(1)).canonical() < kTimeWindow;
  return {{g[2], g[3]}, {p[2], p[3]}, placed && later ? Verdict::kHonest : Verdict::kForged};
}

// A chip of instructions that the program has at some places.
class Suite : public kit::ChipSuite {
 public:
  Suite(Chip chip, Judge judge) : ChipSuite(std::move(chip), std::move(judge)) {
    lookup(kProgramBus, [this](const std::vector<Fp>& tuple) { return has(tuple); });
  }
  Suite(const Suite&) = delete;

  void allow(const ProgramRow& r) { program_.insert({r.pc, r.operation, r.rd, r.rs1, r.rs2, r.imm_lo, r.imm_hi}); }
  bool has(const std::vector<Fp>& tuple) const {
    Tuple words;
    for (const Fp entry : tuple) words.push_back(entry.canonical());
    return program_.contains(words);
  }
  template <class Main>
  void add(const Main& words) {
    const auto* first = reinterpret_cast<const std::uint32_t*>(&words);
    Row row;
    for (std::size_t i = 0; i < sizeof words / sizeof *first; ++i) row.push_back(Fp::from_canonical(first[i]));
    honest(row);
  }
  std::uint32_t random() { return static_cast<std::uint32_t>(random_()); }
  // A time before this one, also the nearest and the farthest.
  std::uint32_t before(std::uint32_t time) {
    const std::uint32_t kind = random() % 4;
    return time - 1 - (kind == 0 ? 0 : kind == 1 ? kTimeWindow - 1 : random() % kTimeWindow);
  }
  std::uint32_t clock() { return kTimeWindow + random() % (1u << 27); }
  std::uint32_t value() {
    constexpr std::uint32_t corners[] = {0, 1, 0xffff, 0x10000, 0xffff0000, 0xffffffff};
    return random() % 2 ? random() : corners[random() % std::size(corners)];
  }

  void require_sound() {
    const auto problems = run();
    INFO(chip().name << ": " << examined() << " rows examined");
    for (const std::string& problem : problems) UNSCOPED_INFO(problem);
    REQUIRE(problems.empty());
  }

 private:
  std::set<Tuple> program_;
  std::mt19937 random_{1};
};

// State before and instruction; pc and clock of an accepted row.
struct Start {
  Fp pc, clock;
  std::vector<Fp> instruction;
};
std::optional<Start> start_of(const Suite& suite, const Said& said, Operation operation) {
  const auto *state = said.get(kStateBus, "state before", false), *fetched = said.get(kProgramBus, "instruction", true);
  if (!state || !fetched || !suite.has(*fetched) || (*fetched)[0] != (*state)[0] ||
      (*fetched)[1] != Fp(number(operation))) {
    return std::nullopt;
  }
  return Start{(*state)[0], (*state)[1], *fetched};
}
bool steps(const Said& said, const Start& s) {
  const auto* state = said.get(kStateBus, "state after", true);
  return state && *state == std::vector<Fp>{s.pc + Fp(1), s.clock + Fp(kClockStep)};
}

Verdict judge_oracle(const Suite& suite, const Said& said) {
  if (said.padding()) return Verdict::kHonest;
  const auto start = start_of(suite, said, Operation::kOracle);
  if (!said.complete(5) || !start || !steps(said, *start)) return Verdict::kForged;
  const Access rd = access(said, "rd", start->instruction[2], start->clock + Fp(2));
  if (rd.wrong != Verdict::kHonest) return rd.wrong;
  return in_range(rd.after[0]) && in_range(rd.after[1]) ? Verdict::kHonest : Verdict::kForged;
}

Verdict judge_end(const Suite& suite, const Said& said) {
  if (said.padding()) return Verdict::kHonest;
  const auto start = start_of(suite, said, Operation::kEnd);
  if (!said.complete(2 + 16 * 2 + 8 + 1) || !start) return Verdict::kForged;
  for (unsigned i = 0; i < 16; ++i) {
    const char* label = i < 8 ? "output register" : "register that must be zero";
    const Access a = access(said, label, Fp(10 + i), start->clock, i % 8);
    if (a.wrong != Verdict::kHonest) return a.wrong;
    if (a.before != a.after || (i >= 8 && a.before != std::vector<Fp>{0, 0})) return Verdict::kForged;
    if (i >= 8) continue;
    const auto* published = said.get(kOutputBus, "output word", true, i);
    if (!published || *published != std::vector<Fp>{Fp(i), a.before[0], a.before[1]}) return Verdict::kForged;
  }
  const auto* code = said.get(kExitBus, "exit code", true);
  return code && *code == std::vector<Fp>{0, 0} ? Verdict::kHonest : Verdict::kForged;
}

Verdict judge_call(const Suite& suite, const Said& said) {
  if (said.padding()) return Verdict::kHonest;
  const auto start = start_of(suite, said, Operation::kCall);
  if (!said.complete(3 + 3 * 2 + 2) || !start || !steps(said, *start)) return Verdict::kForged;
  const auto& fetched = start->instruction;
  const Access a = access(said, "rs1", fetched[3], start->clock),
               b = access(said, "rs2", fetched[4], start->clock + Fp(1)),
               c = access(said, "rd", fetched[2], start->clock + Fp(2));
  for (const Access* x : {&a, &b, &c}) {
    if (x->wrong != Verdict::kHonest) return x->wrong;
  }
  if (a.before != a.after || b.before != b.after) return Verdict::kForged;
  const auto *first = said.get(kCallBus, "call: a and b", true), *second = said.get(kCallBus, "call: c", true);
  if (!first || !second) return Verdict::kForged;
  const Fp f = fetched[5], clock = start->clock;
  if (*first != std::vector<Fp>{clock, f, 0, a.before[0], a.before[1], b.before[0], b.before[1]} ||
      *second != std::vector<Fp>{clock, f, 1, c.before[0], c.before[1], c.after[0], c.after[1]}) {
    return Verdict::kForged;
  }
  // Whoever receives the call shows this.
  return in_range(c.after[0]) && in_range(c.after[1]) ? Verdict::kHonest : Verdict::kImpossible;
}

template <class Definition>
class Judged : public Suite {
 public:
  explicit Judged(Verdict (*judge)(const Suite&, const Said&))
      : Suite(make_chip<Definition>(ChipLimits{}),
              [this, judge](const std::vector<Sent>& sent) { return judge(*this, Said(sent)); }) {}
};

}  // namespace

TEST_CASE("oracle") {
  Judged<chips::Oracle> suite(judge_oracle);
  for (unsigned i = 0; i < 60; ++i) {
    const std::uint32_t pc = 4 * (suite.random() >> 4), rd = i % 3 == 0 ? i % 32 : 1 + i % 31;
    const ProgramRow row{pc / 4, number(Operation::kOracle), rd == 0 ? kDummyRegister : rd, 0, 0, 0, 0};
    suite.allow(row);
    Event e{};
    e.pc = pc;
    e.clock = suite.clock();
    e.memory = suite.value();
    e.old_rd = suite.value();
    e.time_rd = suite.before(e.clock + 2);
    chips::Oracle::Main<std::uint32_t> words{};
    chips::Oracle::fill(words, e, row);
    suite.add(words);
  }
  suite.require_sound();
}

TEST_CASE("end") {
  Judged<chips::End> suite(judge_end);
  for (unsigned i = 0; i < 12; ++i) {
    EndEvent e{4 * (suite.random() >> 4), suite.clock(), {}, {}};
    suite.allow({e.pc / 4, number(Operation::kEnd), 0, 0, 0, 0, 0});
    for (std::uint32_t& word : e.outputs) word = suite.value();
    for (std::uint32_t& time : e.times) time = suite.before(e.clock);
    chips::End::Main<std::uint32_t> words{};
    chips::End::fill(words, e);
    suite.add(words);
  }
  suite.require_sound();
}

TEST_CASE("call") {
  Judged<chips::Call> suite(judge_call);
  for (unsigned i = 0; i < 60; ++i) {
    const std::uint32_t pc = 4 * (suite.random() >> 4), rd = i % 5 == 0 ? kDummyRegister : 1 + i % 31;
    const ProgramRow row{pc / 4, number(Operation::kCall), rd, 3 + i % 20, 4 + i % 20, 1 + i % 33, 0};
    suite.allow(row);
    Event e{};
    e.pc = pc;
    e.clock = suite.clock();
    e.a = suite.value();
    e.b = suite.value();
    e.old_rd = suite.value();
    e.memory = i % 2 ? e.old_rd : suite.value();
    e.time_a = suite.before(e.clock);
    e.time_b = suite.before(e.clock + 1);
    e.time_rd = suite.before(e.clock + 2);
    chips::Call::Main<std::uint32_t> words{};
    chips::Call::fill(words, e, row);
    suite.add(words);
  }
  suite.require_sound();
}
