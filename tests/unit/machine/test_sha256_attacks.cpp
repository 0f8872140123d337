// Attacks on the chips of SHA-256. A row is judged by its messages: what it says must follow from what it is told.

#include "kit/catch.hpp"
#include "sha256_model.hpp"

using namespace squall;
using namespace squall::sha256_test;

namespace {

// What messages of a bus with this multiplicity carry: limbs, in order.
struct Carried {
  bool valid = true;
  std::uint32_t clock = 0, number = 0;  // of the first
  std::vector<std::uint32_t> limbs;
};
Carried carried(const std::vector<kit::Sent>& sent, const Bus& bus, Fp multiplicity) {
  Carried result;
  std::uint32_t count = 0;
  for (const kit::Sent& s : sent) {
    if (s.message->bus.number != bus.number || s.multiplicity != multiplicity) continue;
    if (count == 0) {
      result.clock = s.entries[0].canonical();
      result.number = s.entries[1].canonical();
    }
    if (s.entries[0].canonical() != result.clock || s.entries[1].canonical() != result.number + count++) {
      result.valid = false;
    }
    for (unsigned i = 2; i < 7; ++i) result.limbs.push_back(s.entries[i].canonical());
  }
  return result;
}
bool in_range(const Carried& c, std::size_t first, std::size_t count, std::uint32_t bound) {
  return std::all_of(c.limbs.begin() + static_cast<std::ptrdiff_t>(first),
                     c.limbs.begin() + static_cast<std::ptrdiff_t>(first + count),
                     [&](std::uint32_t limb) { return limb < bound; });
}
std::uint32_t word(const Carried& c, std::size_t i) { return c.limbs[2 * i] + (c.limbs[2 * i + 1] << 16); }

bool is_padding(const std::vector<kit::Sent>& sent) {
  return std::none_of(sent.begin(), sent.end(), [](const kit::Sent& s) { return s.live(); });
}

kit::Verdict judge_rounds(const std::vector<kit::Sent>& sent) {
  if (is_padding(sent)) return kit::Verdict::kHonest;
  for (const kit::Sent& s : sent) {
    if (s.multiplicity != Fp(1) && s.multiplicity != Fp(-1)) return kit::Verdict::kForged;
  }
  const Carried words = carried(sent, kSha256WordBus, -1), before = carried(sent, kSha256StateBus, -1),
                after = carried(sent, kSha256StateBus, 1);
  if (words.limbs.size() != 65 || before.limbs.size() != 20 || after.limbs.size() != 20) return kit::Verdict::kForged;
  const std::uint32_t part = before.number / 4;
  if (!words.valid || !before.valid || before.number % 4 || part > 1) return kit::Verdict::kImpossible;
  if (!in_range(words, 0, 64, 1u << 17) || !in_range(before, 0, 16, kLimb)) return kit::Verdict::kImpossible;
  if (words.number != 13 * part || words.clock != before.clock || after.clock != before.clock)
    return kit::Verdict::kForged;
  if (!after.valid || after.number != 4 * (part + 1) || !in_range(after, 0, 16, kLimb)) return kit::Verdict::kForged;
  Words state;
  for (unsigned i = 0; i < 8; ++i) state.push_back(word(before, i));
  for (unsigned t = 0; t < 32; ++t) slow_round(state, word(words, t));
  for (unsigned i = 0; i < 8; ++i) {
    if (state[i] != word(after, i)) return kit::Verdict::kForged;
  }
  return kit::Verdict::kHonest;
}

// The state and the schedule of the block in memory go to the rounds, the sum with what they return goes to memory.
kit::Verdict judge_call(const std::vector<kit::Sent>& sent) {
  if (is_padding(sent)) return kit::Verdict::kHonest;
  for (const kit::Sent& s : sent) {
    if (s.multiplicity != Fp(1) && s.multiplicity != Fp(-1)) return kit::Verdict::kForged;
  }
  std::vector<const kit::Sent*> call, memory;
  for (const kit::Sent& s : sent) {
    if (s.message->bus.number == kCallBus.number) call.push_back(&s);
    if (s.message->bus.number == kMemoryBus.number) memory.push_back(&s);
  }
  const std::vector<Fp>&c = call[1]->entries, &ab = call[0]->entries;
  if (c[3] != c[5] || c[4] != c[6] || c[0] != ab[0]) return kit::Verdict::kForged;
  const std::uint32_t clock = ab[0].canonical();
  const Carried words = carried(sent, kSha256WordBus, 1), before = carried(sent, kSha256StateBus, 1),
                last = carried(sent, kSha256StateBus, -1);
  if (!last.valid || last.number != 8 || !in_range(last, 0, 20, kLimb)) return kit::Verdict::kImpossible;
  if (!words.valid || words.clock != clock || words.number != 0 || words.limbs.size() != 130)
    return kit::Verdict::kForged;
  if (!before.valid || before.clock != clock || before.number != 0 || last.clock != clock) return kit::Verdict::kForged;
  Words block;
  for (std::size_t i = 0; i < 24; ++i) {
    const std::vector<Fp>&in = memory[2 * i]->entries, &out = memory[2 * i + 1]->entries;
    const std::uint32_t pointer = ab[i < 8 ? 3 : 5].canonical(), place = in[1].canonical();
    if (in[2].canonical() >> 16 || in[3].canonical() >> 16 || in[4].canonical() >> 29) return kit::Verdict::kImpossible;
    if (place % 4 || place >> 16) return kit::Verdict::kImpossible;
    if (in[0] != out[0] || in[1] != out[1] || pointer % (i < 8 ? 32 : 64)) return kit::Verdict::kForged;
    if (place != pointer + 4 * (i < 8 ? i : i - 8)) return kit::Verdict::kForged;
    if (out[4].canonical() != clock + (i < 8 ? 2 : 0) || in[4].canonical() >= out[4].canonical())
      return kit::Verdict::kForged;
    const std::uint32_t was = in[2].canonical() | in[3].canonical() << 16;
    if (out[2].canonical() >> 16 || out[3].canonical() >> 16) return kit::Verdict::kForged;
    const std::uint32_t is = out[2].canonical() | out[3].canonical() << 16;
    if (i >= 8) block.push_back(was);
    if (is != (i < 8 ? was + word(last, i) : was)) return kit::Verdict::kForged;
    if (i < 8 && was != word(before, i)) return kit::Verdict::kForged;
  }
  const Words schedule = slow_schedule(block);
  for (unsigned t = 0; t < 64; ++t) {
    const std::size_t first = 65 * (t / 32) + 2 * (t % 32);  // the last message of a part has one limb too many
    const std::uint32_t low = (schedule[t] & 0xffff) + (sha256::kRoundConstants[t] & 0xffff);
    const std::uint32_t high = (schedule[t] >> 16) + (sha256::kRoundConstants[t] >> 16);
    if (words.limbs[first] != low || words.limbs[first + 1] != high) return kit::Verdict::kForged;
  }
  return kit::Verdict::kHonest;
}

// ---- Forged rows, which go on honestly after a lie. Cells as integers, so that bits may be any.

// 2^16 32512 = -1 modulo p: with a carry that much larger, a limb may be larger by 1.
constexpr std::int64_t kSlip = 32512;

struct IntegerRow {
  const Suite& suite;
  std::size_t chip;
  kit::Row& row;

  Fp& at(const std::string& name, std::size_t i) { return row[suite.column(name + "[0]", chip) + i]; }
  std::int64_t get(const std::string& name, std::size_t i) {
    const std::uint32_t word = at(name, i).canonical();
    return word > Fp::kModulus / 2 ? std::int64_t(word) - Fp::kModulus : word;
  }
  std::vector<std::int64_t> word(const std::string& name, std::size_t number) {
    std::vector<std::int64_t> bits;
    for (unsigned i = 0; i < 32; ++i) bits.push_back(get(name, 32 * number + i));
    return bits;
  }
  void set_limb(const std::string& name, std::size_t number, unsigned i, std::int64_t limb) {
    for (unsigned k = 0; k < 16; ++k) at(name, 32 * number + 16 * i + k) = limb >> k & 1;
  }
  // Of a word whose bits 0 and 1 are 0 and 1, makes it 2 and 0. False if they are others.
  bool lift_bit(const std::string& name, std::size_t first) {
    if (get(name, first) != 0 || get(name, first + 1) != 1) return false;
    at(name, first) = 2;
    at(name, first + 1) = 0;
    return true;
  }
};

using Bits = std::vector<std::int64_t>;
std::int64_t exclusive_or(std::int64_t x, std::int64_t y) { return x + y - 2 * x * y; }
std::int64_t limb(const Bits& bits, unsigned i) {
  std::int64_t sum = 0;
  for (unsigned k = 0; k < 16; ++k) sum += bits[16 * i + k] << k;
  return sum;
}
Bits sigma(const sha256::Sigma& s, const Bits& x) {
  Bits result;
  for (unsigned i = 0; i < 32; ++i) {
    result.push_back(exclusive_or(x[(i + s.r0) % 32], x[(i + s.r1) % 32]));
    if (!s.shifts || i + s.r2 < 32) result.back() = exclusive_or(result.back(), x[(i + s.r2) % 32]);
  }
  return result;
}

// The schedule from W_t, t = first, on, as the row's equations have it; the carry number `slip` is too large.
void continue_schedule(IntegerRow row, unsigned first, unsigned slip = ~0u) {
  for (unsigned t = first; t < 64; ++t) {
    std::int64_t carry = 0;
    for (unsigned i = 0; i < 2; ++i) {
      const unsigned number = 2 * (t - 16) + i;
      const std::int64_t sum = limb(sigma(sha256::kSchedule1, row.word("bits", t - 2)), i) +
                               limb(sigma(sha256::kSchedule0, row.word("bits", t - 15)), i) +
                               limb(row.word("bits", t - 7), i) + limb(row.word("bits", t - 16), i) + carry;
      carry = sum >> 16;
      row.set_limb("bits", t, i, (sum & 0xffff) + (number == slip));
      if (number == slip) carry += kSlip;
      row.at("carry", number) = carry;
    }
  }
}

// All rounds of a row. Carry number `slip` of a kind is too large.
enum class Slip { kNone, kSmallE, kBigE, kA };
void continue_rounds(IntegerRow row, Slip kind = Slip::kNone, unsigned slip = 0) {
  for (unsigned t = 0; t < 32; ++t) {
    const Bits a = row.word("a", t + 2), b = row.word("a", t + 1), c = row.word("a", t);
    const Bits e = row.word("e", t + 2), f = row.word("e", t + 1), g = row.word("e", t);
    const Bits s0 = sigma(sha256::kStateA, a), s1 = sigma(sha256::kStateE, e);
    Bits majority, choice;
    for (unsigned i = 0; i < 32; ++i) {
      majority.push_back(b[i] + exclusive_or(a[i], b[i]) * (c[i] - b[i]));
      choice.push_back(g[i] + e[i] * (f[i] - g[i]));
    }
    std::int64_t carry_e = 0, carry_a = 0;
    for (unsigned i = 0; i < 2; ++i) {
      const unsigned k = 2 * t + i;
      const std::int64_t d = t == 0 ? row.get("d", i) : limb(row.word("a", t - 1), i);
      const std::int64_t h = t == 0 ? row.get("h", i) : limb(row.word("e", t - 1), i);
      const std::int64_t sum_e = d + h + limb(s1, i) + limb(choice, i) + row.get("word", k) + carry_e;
      const bool slips_e = k == slip && (kind == Slip::kSmallE || kind == Slip::kBigE);
      const bool slips_a = k == slip && kind == Slip::kA;
      const std::int64_t new_e = (sum_e & 0xffff) + slips_e, honest = sum_e >> 16;
      carry_e = honest + (slips_e ? kSlip : 0);
      row.at("small_e", k) = (honest & 3) + (slips_e && kind == Slip::kSmallE ? kSlip : 0);
      row.at("big_e", k) = (honest >> 2) + (slips_e && kind == Slip::kBigE ? kSlip / 4 : 0);
      row.set_limb("e", t + 3, i, new_e);
      const std::int64_t sum_a = new_e - d + limb(s0, i) + limb(majority, i) + carry_a;
      carry_a = (sum_a >> 16) + (slips_a ? kSlip : 0);
      row.at("carry_a", k) = carry_a;
      row.set_limb("a", t + 3, i, (sum_a & 0xffff) + slips_a);
    }
  }
}

// Whether only constraints of this label reject the row, and what it says is false.
bool is_forged_but_for(const Suite& suite, std::size_t chip, const kit::Row& row, const std::string& label,
                       kit::Verdict (*judge)(const std::vector<kit::Sent>&)) {
  const kit::LookupTables tables = kit::machine_tables();
  kit::RowState state(suite.chip(chip), tables);
  state.load(row);
  if (state.broken().empty() || judge(state.messages()) != kit::Verdict::kForged) return false;
  const std::vector<Constraint>& constraints = suite.chip(chip).dag.constraints;
  return std::all_of(state.broken().begin(), state.broken().end(),
                     [&](unsigned item) { return item < constraints.size() && constraints[item].label == label; });
}

}  // namespace

TEST_CASE("SHA-256 attacks: rows that go on honestly are honest") {
  Suite suite;
  add_calls(suite, 4);
  for (std::size_t chip = 0; chip < 2; ++chip) {
    for (const kit::Row& honest : suite.rows[chip]) {
      kit::Row row = honest;
      if (chip == 0) continue_schedule({suite, chip, row}, 16);
      if (chip == 1) continue_rounds({suite, chip, row});
      REQUIRE(row == honest);
    }
  }
}

TEST_CASE("SHA-256 call: mutations and removals") {
  Suite suite;
  add_calls(suite, 24);
  kit::RowAttack attack = suite.attack(0);
  attack.judge(judge_call);
  for (const kit::Row& honest : suite.rows[0]) {
    kit::Row row = honest;
    continue_schedule({suite, 0, row}, 16, 0);
    attack.forged(row);
    row = honest;
    if (IntegerRow{suite, 0, row}.lift_bit("bits", 32 * 16)) {
      continue_schedule({suite, 0, row}, 17);
      attack.forged(row);
    }
    // The sum of the first word: one more in its low limb, and a carry that is too large.
    row = honest;
    IntegerRow cells{suite, 0, row};
    const std::int64_t high = cells.get("after", 1) + kSlip;
    cells.at("after", 0) += Fp(1);
    cells.at("sum_carry", 0) += Fp(kSlip);
    cells.at("after", 1) = high & 0xffff;
    cells.at("sum_carry", 1) += Fp(high >> 16);
    attack.forged(row);
  }
  attack.implied("bit of the message",
                 "of the first bit alone: limbs of the word and of the memory's word leave no other value; see below");
  kit::Effort effort;
  effort.bases = 3;
  effort.per_label = 1;
  CHECK(attack.mutations(effort) == Problems{});
  CHECK(attack.removals(effort) == Problems{});
}

TEST_CASE("SHA-256 call: bits of the message") {
  // Bit 15 of W_0 counts twice, for bit 16, which is elsewhere in memory.
  Suite suite;
  add_calls(suite, 24);
  unsigned forged = 0;
  for (kit::Row row : suite.rows[0]) {
    if (!IntegerRow{suite, 0, row}.lift_bit("bits", 15)) continue;
    continue_schedule({suite, 0, row}, 16);
    forged += is_forged_but_for(suite, 0, row, "bit of the message", judge_call);
  }
  CHECK(forged > 0);
}

TEST_CASE("SHA-256 rounds: mutations and removals") {
  Suite suite;
  add_calls(suite, 12);
  kit::RowAttack attack = suite.attack(1);
  attack.judge(judge_rounds);
  for (const kit::Row& honest : suite.rows[1]) {
    kit::Row row = honest;
    if (IntegerRow{suite, 1, row}.lift_bit("a", 0)) {
      continue_rounds({suite, 1, row});
      attack.forged(row);
    }
    // The last bit of e counts three times: 2^16 more, which carries take.
    row = honest;
    IntegerRow cells{suite, 1, row};
    if (cells.get("small_e", 63) > 0 && cells.get("carry_a", 63) < 2) {
      cells.at("e", 32 * 34 + 31) += Fp(2);
      cells.at("small_e", 63) -= Fp(1);
      cells.at("carry_a", 63) += Fp(1);
      attack.forged(row);
    }
  }
  for (const auto& [kind, slip] :
       {std::pair(Slip::kSmallE, 0u), std::pair(Slip::kSmallE, 63u), std::pair(Slip::kBigE, 0u),
        std::pair(Slip::kBigE, 63u), std::pair(Slip::kA, 0u), std::pair(Slip::kA, 63u)}) {
    for (std::size_t i = 2; i < 8; ++i) {
      kit::Row row = suite.rows[1][i];
      continue_rounds({suite, 1, row}, kind, slip);
      attack.forged(row);
    }
  }
  attack.implied("part is boolean", "nobody sends words for other parts");
  kit::Effort effort;
  effort.bases = 3;
  CHECK(attack.mutations(effort) == Problems{});
  CHECK(attack.removals(effort) == Problems{});
}
