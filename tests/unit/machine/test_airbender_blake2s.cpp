// The chip of single rounds of BLAKE2s: all rounds and modes, both conventions, and rows that lie.

#include "blake_faults.hpp"
#include "kit/call_kit.hpp"
#include "kit/catch.hpp"
#include "machine/chips/airbender_blake2s.hpp"

namespace squall {
namespace {

using Chip = chips::AirbenderBlake2s;
using Texts = std::vector<std::string>;

constexpr Function kFunction = Function::kAirbenderBlake2s;

// The two registers that say `control`; garbage stands in x13 where it does not matter.
std::pair<std::uint32_t, std::uint32_t> registers_of(const blake::RoundControl& control) {
  const std::uint32_t flags = control.right * 2u + control.compress * 4u;
  if (!control.in_high_half) return {1u << control.round, flags + control.last};
  return {(8u << control.round | flags | control.seven_rounds) << 16, 0xdeadbeef};
}

struct Suite : kit::CallSuite<Chip> {
  const kit::HonestCall& round(const blake::RoundControl& control, unsigned kind, std::uint32_t b) {
    const auto [x12, x13] = registers_of(control);
    auto words = some_words(generator(), 41, kind);
    words[40] = x13;
    return call(kFunction, random() & ~127u, b, x12, words);
  }
  // Every flag and round; in the low half also input that straddles two banks.
  void all_rounds() {
    for (unsigned i = 0; i < 2 * 8 * 10; ++i) {
      blake::RoundControl control{i % 2 == 1, false, (i / 2) % 2 == 1, (i / 4) % 2 == 1, (i / 8) % 2 == 1, i / 16};
      if (control.in_high_half) {
        control.seven_rounds = control.last && control.round < 7;
        control.last = control.round == (control.seven_rounds ? 6u : 9u);
      }
      const std::uint32_t straddling = 0x50000u - 4 * (i / 2 % 17);
      round(control, i % 40, control.in_high_half ? random() & ~63u : straddling);
    }
  }
};

// What a row claims of the middle of its call.
struct Claim {
  std::array<std::uint32_t, 16> message;  // in the order of its use
  blake::State state;
  std::array<std::uint32_t, 8> base;
  Fault fault;
  std::array<std::uint32_t, 8> halves, sum;  // what is wrong with the last XORs
};

Claim honest_claim(const kit::HonestCall& call) {
  const std::span<const std::uint32_t> words = call.values, h = words.first(8);
  blake::RoundControl control{};
  REQUIRE(blake::read_control(call.c, words[40], control) == nullptr);
  const auto message = blake::round_message(control, h, words.subspan(24, 16));
  Claim claim{{}, blake::round_state(control, h, words.subspan(8, 16)), {}, {}, {}, {}};
  for (unsigned i = 0; i < 16; ++i) claim.message[i] = message[blake::kBlake2sOrders[control.round][i]];
  for (unsigned i = 0; i < 8; ++i) claim.base[i] = control.compress ? blake::kParameterIv[i] : h[i];
  return claim;
}

// The row of a call whose middle is as claimed, and everything after it right.
kit::Row claimed_row(const kit::HonestCall& call, const Claim& claim) {
  Chip::Main<std::uint32_t> r{};
  Chip::Row(call.event<Family::kAirbenderBlake2s>()).fill(r, 0);
  for (unsigned i = 0; i < 16; ++i) {
    chips::put_limbs(r.message + 2 * i, claim.message[i]);
    const unsigned row = i / 4, place = 4 * (row / 2) + i % 4;
    if (row % 2 == 0) chips::put_limbs(r.from_limbs + 2 * place, claim.state[i]);
    if (row % 2 == 1) chips::put_bytes(r.from_bytes + 4 * place, claim.state[i]);
  }
  blake::State state = claim.state;
  faulty_rounds(r.rounds, state, claim.message, std::span(blake::kBlake2sOrders).first(1), claim.fault);
  for (unsigned i = 0; i < 8; ++i) {
    const std::uint32_t halves = state[i] ^ state[8 + i] ^ claim.halves[i];
    const std::uint32_t sum = claim.base[i] ^ halves ^ claim.sum[i];
    chips::put_bytes(r.base + 4 * i, claim.base[i]);
    chips::put_bytes(r.halves + 4 * i, halves);
    chips::put_bytes(r.sum + 4 * i, sum);
    if (r.last) chips::put_limbs(r.h_after + 2 * i, sum);
  }
  return row_of(&r, sizeof r);
}

TEST_CASE("every round, mode and convention; input across the end of a bank") {
  Suite suite;
  suite.all_rounds();
  CHECK(suite.problems() == Texts{});
  CHECK(suite.cells() < 1300);
}

void add_claims(kit::RowAttack& attack, const kit::HonestCall& call) {
  const auto forged = [&](auto change) {
    Claim claim = honest_claim(call);
    change(claim);
    attack.forged(claimed_row(call, claim));
  };
  for (const unsigned half : {0u, 15u}) {
    for (const std::uint32_t change : {Fp::kModulus, 0x10000u}) {  // wrong in the low limb, in the high limb
      forged([&](Claim& c) { c.fault = {half, Fault::kA, change}; });
      forged([&](Claim& c) { c.fault = {half, Fault::kC, change}; });
    }
    for (unsigned i = 0; i < 4; ++i) {
      forged([&](Claim& c) { c.fault = {half, Fault::kD, 1u << (8 * i)}; });
      forged([&](Claim& c) { c.fault = {half, Fault::kX, 1u << (8 * i)}; });
    }
  }
  for (const std::uint32_t change : {1u, 0x10000u}) {
    forged([&](Claim& c) { c.message[0] ^= change; });
    forged([&](Claim& c) { c.message[15] ^= change; });
    forged([&](Claim& c) { c.state[0] ^= change; });
    forged([&](Claim& c) { c.state[15] ^= change; });
    forged([&](Claim& c) { c.base[0] ^= change; });
    forged([&](Claim& c) { c.base[7] ^= change; });
  }
  forged([&](Claim& c) { c.halves[0] = 1; });
  forged([&](Claim& c) { c.halves[7] = 1u << 24; });
  forged([&](Claim& c) { c.sum[0] = 1; });
  forged([&](Claim& c) { c.sum[7] = 1u << 24; });
}

// A lookup has multiplicity 1; the rest is up to the description.
kit::Verdict judge(const std::vector<kit::Sent>& sent) {
  for (const kit::Sent& s : sent) {
    const unsigned bus = s.message->bus.number;
    const bool lookup = bus == kRangeBus.number || bus == kByteBus.number;
    if (lookup && s.live() && s.multiplicity != Fp(1)) return kit::Verdict::kForged;
  }
  return kit::judge_call(sent);
}

// Control words that no call has, with a row that follows from them.
void add_control_words(kit::RowAttack& attack, Suite& suite) {
  Chip::Main<std::uint32_t> r{};
  const auto from_call = [&](const blake::RoundControl& control, std::vector<std::uint32_t> words) {
    const auto [x12, x13] = registers_of(control);
    words[40] = x13;
    const auto call = kit::make_call(kFunction, 0x1000, 0x40000, x12, words, suite.generator());
    r = {};
    Chip::Row(call.event<Family::kAirbenderBlake2s>()).fill(r, 0);
  };
  const auto forged = [&] { attack.forged(row_of(&r, sizeof r)); };
  const std::vector<std::uint32_t> random = some_words(suite.generator(), 41, 9), zeros(41);
  const std::uint32_t minus_one = Fp::kModulus - 1;

  // Doubly compressing, where all that would be mixed up is equal.
  std::vector<std::uint32_t> words = random;
  for (unsigned i = 0; i < 8; ++i) words[i] = words[24 + i] = words[32 + i] = blake::kParameterIv[i];
  from_call({false, false, true, false, true, 3}, words);
  r.compress = 2;
  r.x13[0] = 1 + 2 * 4;
  forged();

  // x13 = 2, as the last round twice instead of `right`.
  from_call({false, false, false, true, false, 3}, random);
  r.last = 2;
  r.right = 0;
  for (unsigned i = 0; i < 16; ++i) {
    const Fp sum = Fp(r.sum[2 * i]) + Fp(256) * Fp(r.sum[2 * i + 1]);
    r.h_after[i] = (sum * Fp(2) - Fp(r.h[i])).canonical();
  }
  forged();

  // The eighth of seven rounds.
  from_call({true, false, false, false, false, 7}, random);
  r.seven = 1;
  r.flags += 1;
  forged();

  // Rounds 0 and 1 at once.
  from_call({false, false, false, false, false, 0}, zeros);
  r.round[1] = 1;
  r.low = 2 * 3;
  forged();

  // Rounds 1 and 2 less round 0, all of which do the same.
  words = std::vector<std::uint32_t>(41, 0x1234567);
  for (unsigned i = 0; i < 8; ++i) words[16 + i] = blake::kIv[i];
  from_call({false, false, false, false, false, 1}, words);
  r.round[2] = 1;
  r.round[0] = minus_one;
  r.low = 2 + 4 - 1;
  forged();

  // Rounds 1 and 9 less round 8.
  from_call({false, false, false, false, false, 1}, words);
  r.round[9] = 1;
  r.round[8] = minus_one;
  r.low = 2 + 512 - 256;
  forged();

  // A lookup taken back on padding.
  r = {};
  r.high = minus_one;
  forged();
}

TEST_CASE("every cell, constraint and lookup counts") {
  Suite suite;
  std::vector<kit::HonestCall> last;
  for (const bool high : {false, true}) {
    for (const bool compress : {false, true}) {
      suite.round({high, high && compress, true, compress, compress, high && compress ? 6u : 9u}, 9, 0x40000);
      last.push_back(suite.calls.back());
      suite.round({high, false, false, false, compress, high ? 0u : 3u}, 9, 0x7ffc0);
    }
  }
  REQUIRE(suite.problems() == Texts{});
  auto attack = suite.attack();
  attack.judge(judge);
  attack.free("seven", "of no meaning where the low half of x12 names the round");
  attack.implied("the last round is boolean",
                 "it is 1 - k if k others are set, and then 2^round sums up to less than 0 if k > 1");
  attack.implied("wrap is boolean", "only one place and bank have memory");
  CHECK(attack.mutations({.bases = 8}) == Texts{});
  for (const kit::HonestCall& call : last) add_claims(attack, call);
  add_control_words(attack, suite);
  CHECK(attack.removals({.bases = 8, .per_label = 2}) == Texts{});
}

}  // namespace
}  // namespace squall
