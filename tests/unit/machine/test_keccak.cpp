// Keccak-f[1600]: the function against FIPS 202 read bit by bit, and the chips that prove it.

#include "kit/call_kit.hpp"
#include "kit/catch.hpp"
#include "machine/chips/keccak.hpp"

using namespace squall;

namespace {

using Words = std::vector<std::uint32_t>;
using Problems = std::vector<std::string>;
using Suite = kit::CallSuite<chips::Keccak, chips::KeccakRound>;

// FIPS 202, section 3.2.5, algorithm 5.
bool round_constant_bit(unsigned t) {
  std::vector<bool> r{1, 0, 0, 0, 0, 0, 0, 0};
  for (unsigned i = 1; i <= t % 255; ++i) {
    r.insert(r.begin(), false);
    for (const unsigned k : {0u, 4u, 5u, 6u}) r[k] = r[k] != r[8];
    r.pop_back();
  }
  return r[0];
}

// A[x][y][z], algorithms 1 to 4 and 6 as they stand there.
struct SlowState {
  bool a[5][5][64] = {};

  void read(const Words& words) {
    for (unsigned i = 0; i < 1600; ++i) a[i / 64 % 5][i / 320][i % 64] = words[i / 32] >> (i % 32) & 1;
  }
  Words words() const {
    Words result(50);
    for (unsigned i = 0; i < 1600; ++i) {
      result[i / 32] |= std::uint32_t(a[i / 64 % 5][i / 320][i % 64]) << (i % 32);
    }
    return result;
  }

  template <class Bit>
  void replace(const Bit& bit) {
    SlowState next;
    for (unsigned x = 0; x < 5; ++x) {
      for (unsigned y = 0; y < 5; ++y) {
        for (unsigned z = 0; z < 64; ++z) next.a[x][y][z] = bit(x, y, z);
      }
    }
    *this = next;
  }
  bool parity(unsigned x, unsigned z) const {
    bool result = false;
    for (unsigned y = 0; y < 5; ++y) result = result != a[x % 5][y][z % 64];
    return result;
  }

  void round(unsigned number) {
    const SlowState s = *this;
    replace([&](unsigned x, unsigned y, unsigned z) {
      return (s.a[x][y][z] != s.parity(x + 4, z)) != s.parity(x + 1, z + 63);
    });
    SlowState turned = *this;  // rho: lane (0, 0) stays
    for (unsigned t = 0, x = 1, y = 0; t < 24; ++t) {
      for (unsigned z = 0; z < 64; ++z) turned.a[x][y][z] = a[x][y][(z + 64 * 6 - (t + 1) * (t + 2) / 2) % 64];
      const unsigned next = (2 * x + 3 * y) % 5;
      x = y;
      y = next;
    }
    replace([&](unsigned x, unsigned y, unsigned z) { return turned.a[(x + 3 * y) % 5][x][z]; });
    const SlowState b = *this;
    replace([&](unsigned x, unsigned y, unsigned z) {
      return b.a[x][y][z] != (!b.a[(x + 1) % 5][y][z] && b.a[(x + 2) % 5][y][z]);
    });
    for (unsigned j = 0; j <= 6; ++j) a[0][0][(1u << j) - 1] ^= round_constant_bit(j + 7 * number);
  }
};

Words slow_permutation(const Words& words) {
  SlowState state;
  state.read(words);
  for (unsigned i = 0; i < 24; ++i) state.round(i);
  return state.words();
}

Words permutation(Words words) {
  std::uint32_t c = 0;
  REQUIRE(kit::run_function(Function::kKeccak, 0x100, 0, c, words) == nullptr);
  return words;
}

Words random_words(Suite& suite) {
  Words words(50);
  for (std::uint32_t& word : words) word = suite.random();
  return words;
}

// Random states and corners; pointers at both ends of memory.
void add_calls(Suite& suite, unsigned count) {
  suite.call(Function::kKeccak, 0x10000, 0, 0, Words(50));
  if (count > 1) suite.call(Function::kKeccak, 0xffffff00, 3, 0x12345678, Words(50, 0xffffffff));
  for (unsigned i = 2; i < count; ++i) {
    suite.call(Function::kKeccak, suite.random() & ~0xffu, suite.random(), suite.random(), random_words(suite));
  }
}

// The state in the messages with this label, and the number of its round; `valid` if they carry one.
struct Carried {
  bool valid = true, once = true;
  std::uint64_t clock = 0, round = 0;
  Words words;
};
Carried carried(const std::vector<kit::Sent>& sent, const std::string& label, Fp multiplicity) {
  Carried result;
  std::uint64_t number = 0;
  for (const kit::Sent& s : sent) {
    if (s.message->label != label) continue;
    const std::uint32_t tag = s.entries[1].canonical();
    if (number == 0) {
      result.clock = s.entries[0].canonical();
      result.round = tag >> 10;
    }
    if (s.multiplicity != multiplicity) result.once = false;
    if (s.entries[0].canonical() != result.clock) result.valid = false;
    if (tag >> 10 != result.round + number++) result.valid = false;
    for (unsigned i = 0; i < 5; ++i) {
      if (s.entries[2 + i].canonical() >> 30) result.valid = false;
      result.words.push_back(s.entries[2 + i].canonical() | (tag >> (2 * i) & 3) << 30);
    }
  }
  if (number != 10 || result.round % 10 != 0) result.valid = false;
  result.round /= 10;
  return result;
}

kit::Verdict judge_round(const std::vector<kit::Sent>& sent) {
  if (std::none_of(sent.begin(), sent.end(), [](const kit::Sent& s) { return s.live(); })) return kit::Verdict::kHonest;
  const Carried before = carried(sent, "state before", -1), after = carried(sent, "state after", 1);
  if (!before.once || !after.once) return kit::Verdict::kForged;
  if (!before.valid || before.round > 24) return kit::Verdict::kImpossible;  // nobody sends it
  if (!after.valid || before.clock != after.clock || after.round != before.round + 1) return kit::Verdict::kForged;
  SlowState state;
  state.read(before.words);
  state.round(static_cast<unsigned>(before.round));
  return state.words() == after.words ? kit::Verdict::kHonest : kit::Verdict::kForged;
}

// A call says that memory had the state that goes to round 0 and has the one that comes from the last round.
kit::Verdict judge_call(const std::vector<kit::Sent>& sent) {
  if (std::none_of(sent.begin(), sent.end(), [](const kit::Sent& s) { return s.live(); })) return kit::Verdict::kHonest;
  std::vector<const kit::Sent*> call, memory;
  for (const kit::Sent& s : sent) {
    if (s.message->bus.number == kCallBus.number) call.push_back(&s);
    if (s.message->bus.number == kMemoryBus.number) memory.push_back(&s);
  }
  const std::uint32_t clock = call[0]->entries[0].canonical(), place = call[0]->entries[3].canonical();
  const auto word = [&](std::size_t i) {
    return memory[i]->entries[2].canonical() | memory[i]->entries[3].canonical() << 16;
  };
  for (const kit::Sent* s : call) {
    if (s->multiplicity != Fp(-1)) return kit::Verdict::kForged;
  }
  if (call[1]->entries[3] != call[1]->entries[5] || call[1]->entries[4] != call[1]->entries[6]) {
    return kit::Verdict::kForged;
  }
  const Carried after = carried(sent, "state after", -1), before = carried(sent, "state before", 1);
  if (!before.once || !after.once) return kit::Verdict::kForged;
  if (!after.valid || after.round != 24) return kit::Verdict::kImpossible;  // no round sends it
  for (std::size_t i = 0; i < 50; ++i) {                                    // what memory does not hold
    const std::vector<Fp>& in = memory[2 * i]->entries;
    if (in[2].canonical() >> 16 || in[3].canonical() >> 16 || in[4].canonical() >> 29) return kit::Verdict::kImpossible;
    if (in[1].canonical() % 4 || in[1].canonical() >> 16) return kit::Verdict::kImpossible;
  }
  if (!before.valid || before.round != 0 || before.clock != clock || after.clock != clock) return kit::Verdict::kForged;
  for (std::size_t i = 0; i < 50; ++i) {
    const std::vector<Fp>&in = memory[2 * i]->entries, &out = memory[2 * i + 1]->entries;
    if (memory[2 * i]->multiplicity != Fp(-1) || memory[2 * i + 1]->multiplicity != Fp(1)) return kit::Verdict::kForged;
    if (out[2].canonical() >> 16 || out[3].canonical() >> 16 || in[1] != out[1] || in[0] != out[0])
      return kit::Verdict::kForged;
    if (place % 256 || in[1].canonical() != place + 4 * i) return kit::Verdict::kForged;
    if (out[4].canonical() != clock + 2 || in[4].canonical() >= out[4].canonical()) return kit::Verdict::kForged;
    if (word(2 * i) != before.words[i] || word(2 * i + 1) != after.words[i]) return kit::Verdict::kForged;
  }
  return kit::Verdict::kHonest;
}

}  // namespace

TEST_CASE("Keccak-f: known answers") {
  // The permutation of zero: the first lanes in the intermediate values that the authors of Keccak publish.
  const Words zero = permutation(Words(50));
  CHECK(zero[0] == 0x40e1dde7);
  CHECK(zero[1] == 0xf1258f79);
  CHECK(zero[2] == 0x33c0478a);
  CHECK(zero[3] == 0x84d5ccf9);
  // SHA3-256 of the empty message: domain bits and padding in a block of 136 bytes.
  Words empty(50);
  empty[0] = 0x06;
  empty[33] = 0x80000000;
  const Words hash = permutation(empty);
  std::string hex;
  for (unsigned i = 0; i < 32; ++i) {
    const unsigned byte = hash[i / 4] >> (8 * (i % 4)) & 0xff;
    hex += "0123456789abcdef"[byte >> 4];
    hex += "0123456789abcdef"[byte & 15];
  }
  CHECK(hex == "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a");
}

TEST_CASE("Keccak-f: as FIPS 202 has it, bit by bit") {
  std::mt19937 random(1);
  for (unsigned i = 0; i < 40; ++i) {
    Words words(50);
    for (std::uint32_t& word : words) word = i == 0 ? 0xffffffff : static_cast<std::uint32_t>(random());
    REQUIRE(permutation(words) == slow_permutation(words));
  }
}

TEST_CASE("Keccak-f: bad pointers") {
  Words words(50);
  std::uint32_t c = 0;
  for (const std::uint32_t a : {0x80u, 0x104u, 0xfffffff0u}) {
    CHECK(kit::run_function(Function::kKeccak, a, 0, c, words) != nullptr);
  }
}

TEST_CASE("Keccak chips: honest calls") {
  Suite suite;
  add_calls(suite, 6);
  for (const kit::HonestCall& call : suite.calls) REQUIRE(call.after == slow_permutation(call.values));
  CHECK(suite.problems() == Problems{});
  // What a call costs: an addition takes 43 cells.
  CHECK(suite.cells(0) + 24 * suite.cells(1) < 51000);
}

TEST_CASE("Keccak chips: rows that do not belong together") {
  Suite suite;
  add_calls(suite, 3);
  auto& rounds = suite.rows[1];
  SECTION("a round is missing") { rounds.erase(rounds.begin() + 5); }
  SECTION("a round twice") { rounds.push_back(rounds[5]); }
  SECTION("a round of another call") {
    std::swap(rounds[5][suite.column("clock", 1)], rounds[29][suite.column("clock", 1)]);
  }
  SECTION("another round's constant") {
    rounds[5][suite.column("is_round[5]", 1)] = 0;
    rounds[5][suite.column("is_round[6]", 1)] = 1;
  }
  CHECK(!suite.problems().empty());
}

TEST_CASE("Keccak call: mutations and removals") {
  Suite suite;
  add_calls(suite, 4);
  kit::RowAttack attack = suite.attack(0);
  attack.judge(judge_call);
  kit::Effort effort;
  effort.bases = 3;
  CHECK(attack.mutations(effort) == Problems{});
  CHECK(attack.removals(effort) == Problems{});
}

namespace {

// An honest row of a round, made to claim other rounds: weights of is_round, and `first` as iota then asks.
kit::Row claim_rounds(const Suite& suite, const std::vector<std::pair<unsigned, int>>& weights) {
  kit::Row row = suite.rows[1][7];
  const std::size_t rounds = suite.column("is_round[0]", 1), first = suite.column("first[0]", 1);
  row[rounds + 7] = 0;
  for (const auto& [round, weight] : weights) row[rounds + round] = weight;
  for (unsigned j = 0; j < 7; ++j) {
    const unsigned z = (1u << j) - 1;
    const Fp before = row[first + j].canonical() ^ (keccak::kRoundConstants[7] >> z & 1);
    Fp constant = 0;
    for (const auto& [round, weight] : weights) {
      if (keccak::kRoundConstants[round] >> z & 1) constant += Fp(weight);
    }
    row[first + j] = before + constant - (before + before) * constant;
  }
  return row;
}

// Rounds a and c and minus `negative`, which together look like one round with a constant of its own.
std::vector<std::pair<unsigned, int>> false_round(unsigned negative) {
  for (unsigned a = 0; a < 24; ++a) {
    for (unsigned c = a + 1; c < 24; ++c) {
      if (a == negative || c == negative || a + c < negative || a + c - negative > 23) continue;
      const std::uint64_t *k = keccak::kRoundConstants.data(), carry = k[a] & k[c];
      const bool bits = (k[negative] & ~(k[a] | k[c])) == 0 && (carry & ~k[negative]) == 0;
      const std::uint64_t constant = (k[a] | k[c]) & ~(k[negative] & ~carry);
      if (bits && constant != k[a + c - negative]) return {{a, 1}, {c, 1}, {negative, -1}};
    }
  }
  throw std::logic_error("no such rounds");
}

}  // namespace

TEST_CASE("Keccak round: mutations and removals") {
  Suite suite;
  add_calls(suite, 3);
  kit::RowAttack attack = suite.attack(1);
  attack.judge(judge_round);
  attack.forged(claim_rounds(suite, {{3, 1}, {4, 1}}));
  attack.forged(claim_rounds(suite, false_round(0)));
  attack.forged(claim_rounds(suite, false_round(23)));
  attack.implied("bit is boolean", "of one bit alone: the parity of its column has room for signs only; see below");
  attack.implied("parity is boolean",
                 "products of three parities' signs are signs, a linear system of exponents modulo p - 1 = 2^24 127 "
                 "whose matrix is regular modulo 2 and 127");
  kit::Effort effort;
  effort.bases = 2;
  CHECK(attack.mutations(effort) == Problems{});
  CHECK(attack.removals(effort) == Problems{});
}

TEST_CASE("Keccak round: bits that are none") {
  // Signs u and 1 / u in a column keep its parity: only that bits are boolean speaks against them.
  Suite suite;
  add_calls(suite, 1);
  kit::Row row = suite.rows[1][7];
  const std::size_t bits = suite.column("bits[0]", 1);
  const Fp half = Fp(2).inverse(), u = 3;
  for (const auto& [y, sign] : {std::pair(1u, u), std::pair(2u, u.inverse())}) {
    Fp& bit = row[bits + 320 * y + 64 * 2 + 9];
    bit = (Fp(1) - (Fp(1) - bit - bit) * sign) * half;
  }
  std::vector<std::string> broken;
  for (const Violation& v : check_rows(suite.chip(1), row)) broken.push_back(v.label);
  CHECK(broken == std::vector<std::string>(2, "bit is boolean"));
}
