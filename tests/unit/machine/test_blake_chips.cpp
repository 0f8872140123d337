// The chips of BLAKE2s and BLAKE3: honest calls, changed cells, and rows that only one constraint or lookup rejects.

#include "blake_faults.hpp"
#include "kit/call_kit.hpp"
#include "kit/catch.hpp"
#include "machine/chips/blake2s.hpp"
#include "machine/chips/blake3.hpp"

namespace squall {
namespace {

using kit::CallSuite;
using Texts = std::vector<std::string>;

// Calls with random and extreme words; also with a, b and c in one place, which their phases allow.
template <class C>
void add_calls(CallSuite<C>& suite, Function function, unsigned count) {
  for (unsigned i = 0; i < count; ++i) {
    const std::uint32_t a = suite.random() & ~31u, b = suite.random() & ~63u, c = suite.random() & ~15u;
    const auto words = some_words(suite.generator(), 28, i);
    if (i == 3) {
      suite.call(function, b, b, b, words);
    } else {
      suite.call(function, a, b, c, words);
    }
  }
}

constexpr bool is_blake2s(Function function) { return function == Function::kBlake2s; }

// A row of the chip with a fault, or with `real` other than 1 and constants multiplied by it.
template <class C>
kit::Row forged_row(const FamilyEvent<C::Row::kFamily>& event, Function function, const Fault& fault,
                    std::uint32_t real = 1) {
  typename C::template Main<std::uint32_t> r{};
  typename C::Row(event).fill(r, 0);
  r.real = real;
  const std::span<const std::uint32_t> words = event.values;
  blake::State v = is_blake2s(function) ? blake::start_blake2s(words, words.subspan(24))
                                        : blake::start_blake3(words, words.subspan(24));
  for (unsigned i = 8; i < 12; ++i) v[i] *= real;
  if constexpr (requires { r.halves; }) {
    faulty_rounds(r.rounds, v, words.subspan(8), blake::kBlake2sOrders, fault);
    for (unsigned i = 0; i < 8; ++i) {
      chips::put_bytes(r.halves + 4 * i, v[i] ^ v[i + 8]);
      chips::put_bytes(r.result + 4 * i, words[i] ^ v[i] ^ v[i + 8]);
    }
  } else {
    faulty_rounds(r.rounds, v, words.subspan(8), blake::kBlake3Orders, fault);
    for (unsigned i = 0; i < 8; ++i) chips::put_bytes(r.result + 4 * i, v[i] ^ v[i + 8]);
  }
  return row_of(&r, sizeof r);
}

// Words with which the first new d are zero, so that c = 2 IV is computed with small carries.
std::vector<std::uint32_t> words_without_d(Function function, std::mt19937& random) {
  std::vector<std::uint32_t> words = some_words(random, 28, 9);
  for (unsigned i = 0; i < 4; ++i) {
    words[24 + i] = words[i] + words[4 + i] + words[8 + 2 * i];
    if (is_blake2s(function)) words[24 + i] ^= blake::kIv[4 + i];
  }
  return words;
}

template <class C>
void attack_compression(Function function) {
  CallSuite<C> suite;
  add_calls(suite, function, 8);
  CHECK(suite.problems() == Texts{});
  auto attack = suite.attack();
  attack.judge(kit::judge_call);
  CHECK(attack.mutations({.bases = 2}) == Texts{});

  const auto event = suite.calls.back().template event<C::Row::kFamily>();
  CHECK(forged_row<C>(event, function, {}) == suite.rows[0].back());
  const unsigned halves = 16 * (is_blake2s(function) ? blake::kBlake2sRounds : blake::kBlake3Rounds);
  for (const unsigned half : {0u, halves - 1}) {
    for (const std::uint32_t change : {Fp::kModulus, 0x10000u}) {  // wrong in the low limb, in the high limb
      attack.forged(forged_row<C>(event, function, {half, Fault::kA, change}));
      attack.forged(forged_row<C>(event, function, {half, Fault::kC, change}));
    }
    for (unsigned i = 0; i < 4; ++i) {
      attack.forged(forged_row<C>(event, function, {half, Fault::kD, 1u << (8 * i)}));
      attack.forged(forged_row<C>(event, function, {half, Fault::kX, 1u << (8 * i)}));
    }
  }
  const kit::HonestCall without_d =
      kit::make_call(function, 0x1000, 0x2000, 0x3000, words_without_d(function, suite.generator()), suite.generator());
  attack.forged(forged_row<C>(without_d.template event<C::Row::kFamily>(), function, {}, 2));
  CHECK(attack.removals({.bases = 4, .per_label = 2}) == Texts{});
}

TEST_CASE("BLAKE3: honest calls; every cell, constraint and lookup counts") {
  attack_compression<chips::Blake3>(Function::kBlake3);
}

TEST_CASE("BLAKE2s: honest calls; every cell, constraint and lookup counts") {
  attack_compression<chips::Blake2s>(Function::kBlake2s);
}

TEST_CASE("what a call costs") {
  CHECK(CallSuite<chips::Blake3>().cells() < 4200);
  CHECK(CallSuite<chips::Blake2s>().cells() < 6000);
}

TEST_CASE("a call of the other function is not proven") {
  CallSuite<chips::Blake3> suite;
  add_calls(suite, Function::kBlake3, 4);
  suite.calls[0].function = Function::kBlake2s;
  CHECK(suite.problems() != Texts{});
}

}  // namespace
}  // namespace squall
