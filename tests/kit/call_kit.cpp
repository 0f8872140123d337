#include "kit/call_kit.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <tuple>

#include "machine/chips/memory.hpp"

namespace squall::kit {

namespace {

// Where a word of an operand is, and when it is accessed.
struct WordPlace {
  bool is_register;
  std::uint32_t address;  // in words, or the register's number
  std::uint32_t phase;
  bool writes;

  std::uint32_t bank() const { return is_register ? kRegisterBank : chips::bank_of(address); }
  std::uint32_t place() const { return is_register ? address : chips::place_of(address); }
};

std::vector<WordPlace> word_places(const FunctionInfo& info, std::uint32_t a, std::uint32_t b, std::uint32_t c) {
  std::vector<WordPlace> places;
  for (const Operand& operand : info.operands) {
    const bool is_register = operand.place == Operand::Place::kRegister;
    const std::uint32_t pointer = operand.place == Operand::Place::kA ? a : operand.place == Operand::Place::kB ? b : c;
    for (std::uint32_t i = operand.first; i < operand.first + std::uint32_t(operand.count); ++i) {
      places.push_back({is_register, is_register ? i : (pointer / 4 + i) & 0x3fffffff, operand.phase, operand.writes});
    }
  }
  return places;
}

const char* bad_places(const FunctionInfo& info, std::uint32_t a, std::uint32_t b, std::uint32_t c) {
  const std::uint32_t pointers[] = {a, b, c};
  for (unsigned i = 0; i < 3; ++i) {
    if (info.alignment[i] != 0 && pointers[i] % info.alignment[i] != 0) return "a pointer is not aligned";
  }
  std::set<std::tuple<bool, std::uint32_t, std::uint32_t>> seen;
  for (const WordPlace& w : word_places(info, a, b, c)) {
    if (!seen.emplace(w.is_register, w.address, w.phase).second) return "operands overlap";
  }
  return nullptr;
}

}  // namespace

const FunctionInfo& function_info(Function function) {
  const FunctionInfo* info = find_function(number(function));
  if (!info) throw std::invalid_argument("function " + std::to_string(number(function)) + " has no description");
  return *info;
}

const char* run_function(Function function, std::uint32_t a, std::uint32_t b, std::uint32_t& c,
                         std::vector<std::uint32_t>& words) {
  const FunctionInfo& info = function_info(function);
  if (const char* reason = bad_places(info, a, b, c)) return reason;
  const std::vector<WordPlace> places = word_places(info, a, b, c);
  check(words.size() == places.size(), "as many words as the operands have");
  const std::vector<std::uint32_t> before = words;
  CallWords call{function, a, b, c, words};
  if (const char* reason = info.compute(call)) return reason;
  c = call.c;
  for (std::size_t i = 0; i < words.size(); ++i) {
    check(places[i].writes || words[i] == before[i], "a function changes only operands that it writes");
  }
  return nullptr;
}

HonestCall make_call(Function function, std::uint32_t a, std::uint32_t b, std::uint32_t c,
                     std::vector<std::uint32_t> words, std::mt19937& random) {
  const FunctionInfo& info = function_info(function);
  const std::vector<WordPlace> places = word_places(info, a, b, c);
  check(words.size() == places.size(), "as many words as the operands have");
  HonestCall call{function, kTimeWindow + std::uint32_t(random() % (1u << 27)), a, b, c, c, {}, {}, {}};
  call.times.resize(words.size());
  const auto gap = [&] { return random() % 8 == 0 ? 0 : random() % 8 == 1 ? kTimeWindow - 1 : random() % kTimeWindow; };
  std::map<std::pair<bool, std::uint32_t>, std::pair<std::uint32_t, std::uint32_t>> seen;  // place -> value, time
  for (std::uint32_t phase = 0; phase < 3; ++phase) {
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (places[i].phase != phase) continue;
      const std::uint32_t time = call.clock + phase;
      const auto [known, is_new] = seen.try_emplace({places[i].is_register, places[i].address},
                                                    std::pair(words[i], time - 1 - static_cast<std::uint32_t>(gap())));
      words[i] = known->second.first;
      call.times[i] = known->second.second;
      known->second.second = time;
    }
  }
  call.values = words;
  if (const char* reason = run_function(function, a, b, call.c_after, words)) throw std::invalid_argument(reason);
  call.after = words;
  return call;
}

CallWitness::CallWitness(std::vector<Chip> chips, unsigned max_degree, unsigned group_size)
    : rows(chips.size()), chips_(std::move(chips)), tables_(machine_tables()) {
  for (Chip& chip : chips_) finish_chip(chip, max_degree, group_size);
}

std::size_t CallWitness::column(const std::string& name, std::size_t chip) const {
  const std::vector<std::string>& names = chips_[chip].main;
  const auto place = std::find(names.begin(), names.end(), name);
  check(place != names.end(), "a main column has this name");
  return static_cast<std::size_t>(place - names.begin());
}

void CallWitness::add_row(std::size_t chip, std::span<const std::uint32_t> words) {
  check(words.size() == chips_[chip].column_count(), "a row of main columns only");
  Row row;
  for (const std::uint32_t word : words) {
    check(word < Fp::kModulus, "canonical words");
    row.push_back(Fp::from_canonical(word));
  }
  rows[chip].push_back(std::move(row));
}

void CallWitness::add_outside(BusBalance& balance, const HonestCall& call) const {
  const auto add = [&](const Bus& bus, int multiplicity, std::vector<std::uint32_t> words, const std::string& label) {
    PublicTuple tuple{bus, Fp(multiplicity), {}};
    for (const std::uint32_t word : words) tuple.entries.push_back(Fp::from_canonical(word));
    balance.add(tuple, "outside: " + label);
  };
  const auto low = [](std::uint32_t word) { return word & 0xffff; };
  const auto high = [](std::uint32_t word) { return word >> 16; };
  const std::uint32_t f = number(call.function);
  add(kCallBus, 1, {call.clock, f, 0, low(call.a), high(call.a), low(call.b), high(call.b)}, "call: a and b");
  add(kCallBus, 1, {call.clock, f, 1, low(call.c), high(call.c), low(call.c_after), high(call.c_after)}, "call: c");
  const std::vector<WordPlace> places = word_places(function_info(call.function), call.a, call.b, call.c);
  for (std::size_t i = 0; i < places.size(); ++i) {
    const WordPlace& w = places[i];
    const std::string label = "word " + std::to_string(i);
    add(kMemoryBus, 1, {w.bank(), w.place(), low(call.values[i]), high(call.values[i]), call.times[i]},
        label + " before");
    add(kMemoryBus, -1, {w.bank(), w.place(), low(call.after[i]), high(call.after[i]), call.clock + w.phase},
        label + " after");
  }
}

std::vector<std::string> CallWitness::problems() const {
  std::vector<std::string> result;
  BusBalance balance;
  for (std::size_t c = 0; c < chips_.size(); ++c) {
    for (std::size_t i = 0; i < rows[c].size(); ++i) {
      for (const Violation& v : check_rows(chips_[c], rows[c][i], i)) result.push_back(v.text());
      balance.add(chips_[c], rows[c][i], i);
    }
    for (const std::string& text : attack(c).disagreements()) result.push_back(text);
  }
  for (const HonestCall& call : calls) add_outside(balance, call);
  for (const auto& open : balance.unbalanced()) {
    const auto table = tables_.find(open.bus.number);
    std::vector<Fp> tuple;
    for (const std::uint32_t word : open.tuple) tuple.push_back(Fp::from_canonical(word));
    if (table == tables_.end() || !table->second.contains(tuple)) result.push_back(open.text());
  }
  return result;
}

namespace {

bool in_limbs(Fp low, Fp high) { return low.canonical() < kLimb && high.canonical() < kLimb; }
std::uint32_t word_of_limbs(Fp low, Fp high) { return low.canonical() | high.canonical() << 16; }

// The access that a receive and the send after it on the memory bus describe.
struct SaidAccess {
  std::uint32_t before, after;
};
using AccessKey = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>;  // bank, place, time

// kHonest if this is an access, whatever its value.
Verdict read_access(const Sent& got, const Sent& gave, std::map<AccessKey, SaidAccess>& accesses) {
  const auto& [in, out] = std::pair(got.entries, gave.entries);
  const std::uint32_t bank = in[0].canonical(), place = in[1].canonical();
  const bool is_register = bank == kRegisterBank && place < kRegisters;
  const bool is_word = bank >= kMemoryBank && bank < kMemoryBank + kLimb && place < kLimb && place % 4 == 0;
  if (!in_limbs(in[2], in[3]) || !(is_register || is_word)) return Verdict::kImpossible;
  if (in[4].canonical() >= 1u << 29) return Verdict::kImpossible;
  if (out[0] != in[0] || out[1] != in[1] || !in_limbs(out[2], out[3])) return Verdict::kForged;
  if (in[4].canonical() >= out[4].canonical()) return Verdict::kForged;
  const AccessKey key{bank, place, out[4].canonical()};
  return accesses.emplace(key, SaidAccess{word_of_limbs(in[2], in[3]), word_of_limbs(out[2], out[3])}).second
             ? Verdict::kHonest
             : Verdict::kForged;
}

}  // namespace

Verdict judge_call(const std::vector<Sent>& sent) {
  std::vector<const Sent*> call, memory;
  for (const Sent& s : sent) {
    if (!s.live()) continue;
    if (s.message->bus.number == kCallBus.number) call.push_back(&s);
    if (s.message->bus.number == kMemoryBus.number) memory.push_back(&s);
  }
  if (call.empty() && memory.empty()) return Verdict::kHonest;  // padding
  if (call.size() != 2 || memory.size() % 2 != 0) return Verdict::kForged;
  for (const Sent* s : call) {
    if (s->multiplicity != Fp(-1)) return Verdict::kForged;
  }
  const std::vector<Fp>&first = call[0]->entries, &second = call[1]->entries;
  if (first[2] != Fp(0) || second[2] != Fp(1) || first[0] != second[0] || first[1] != second[1]) {
    return Verdict::kForged;
  }
  if (first[0].canonical() >= 1u << 29 || !in_limbs(first[3], first[4]) || !in_limbs(first[5], first[6]) ||
      !in_limbs(second[3], second[4])) {
    return Verdict::kImpossible;
  }
  const FunctionInfo* info = find_function(first[1].canonical());
  if (!info) return Verdict::kImpossible;  // no program holds it
  const std::uint32_t clock = first[0].canonical(), a = word_of_limbs(first[3], first[4]),
                      b = word_of_limbs(first[5], first[6]);
  std::uint32_t c = word_of_limbs(second[3], second[4]);

  std::map<AccessKey, SaidAccess> accesses;
  for (std::size_t i = 0; i < memory.size(); i += 2) {
    if (memory[i]->multiplicity != Fp(-1) || memory[i + 1]->multiplicity != Fp(1)) return Verdict::kForged;
    const Verdict verdict = read_access(*memory[i], *memory[i + 1], accesses);
    if (verdict != Verdict::kHonest) return verdict;
  }
  const std::vector<WordPlace> places = word_places(*info, a, b, c);
  if (places.size() != accesses.size()) return Verdict::kForged;
  std::vector<std::uint32_t> words, after;
  for (const WordPlace& w : places) {
    const auto said = accesses.find({w.bank(), w.place(), clock + w.phase});
    if (said == accesses.end()) return Verdict::kForged;
    words.push_back(said->second.before);
    after.push_back(said->second.after);
  }
  if (run_function(info->function, a, b, c, words)) return Verdict::kForged;
  const bool right = words == after && in_limbs(second[5], second[6]) && c == word_of_limbs(second[5], second[6]);
  return right ? Verdict::kHonest : Verdict::kForged;
}

}  // namespace squall::kit
