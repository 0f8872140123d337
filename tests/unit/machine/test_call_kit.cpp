// The kit for chips of calls finds what it should find.

#include <cstring>

#include "kit/call_kit.hpp"
#include "kit/catch.hpp"
#include "machine/chips/integer.hpp"

using namespace squall;

namespace {

using Words = std::vector<std::uint32_t>;
using Texts = std::vector<std::string>;
constexpr Function kInteger = Function::kAirbenderInteger;

// 256-bit integers with a constraint that says nothing new.
struct Redundant : ChipDefinition {
  static constexpr std::string_view kName = "redundant";
  template <class T>
  using Main = chips::Integer::Main<T>;
  using Rows = chips::Integer::Rows;

  template <class B>
  static void eval(B& b, const Main<typename B::Value>& r) {
    using V = typename B::Value;
    b.zero("once more", r.is_add * (r.is_add - V(1)) * V(2));
    chips::Integer::eval(b, r);
  }
};

template <class Suite>
void add_calls(Suite& suite) {
  for (const std::uint32_t word : {1u, 2u, 4u, 8u, 16u, 32u, 65u, 66u, 68u, 128u, 192u}) {
    Words words(16);
    for (std::uint32_t& w : words) w = suite.random();
    suite.call(kInteger, 0x10000, 0x20020, word, words);
  }
}

bool mentions(const Texts& problems, const std::string& text) {
  return std::ranges::any_of(problems, [&](const std::string& p) { return p.find(text) != std::string::npos; });
}

}  // namespace

TEST_CASE("honest calls are as the description says") {
  std::mt19937 random(5);
  Words words(24);
  words[0] = 7, words[8] = 5, words[16] = 6;
  // x and y are one number: the value of the first phase, and two accesses in a row.
  const auto made = kit::make_call_event<Family::kModular>(Function::kAddModulo, 0x100, 0x100, 0x200, words, random);
  CHECK(made.event.values[0] == 5);
  CHECK(made.event.values[8] == 5);
  CHECK(made.after[0] == 4);
  CHECK(made.event.times[0] == made.event.clock);
  CHECK(made.event.times[8] < made.event.clock);
  CHECK(made.event.times[16] <= made.event.clock);
  CHECK_THROWS_WITH(kit::make_call(Function::kAddModulo, 0x100, 0x100, 0x200, Words(24), random),
                    "the modulus is zero");
  CHECK_THROWS_WITH(kit::make_call(kInteger, 0x100, 0x100, 1, Words(16), random), "operands overlap");
  CHECK_THROWS_WITH(kit::make_call(kInteger, 0x110, 0x200, 1, Words(16), random), "a pointer is not aligned");
}

TEST_CASE("problems of rows and of what surrounds them") {
  kit::CallSuite<chips::Integer> suite;
  add_calls(suite);
  REQUIRE(suite.problems() == Texts{});
  const auto honest = suite.rows;
  const auto calls = suite.calls;
  const auto cell = [&](const char* name) -> Fp& { return suite.rows[0][0][suite.column(name)]; };

  cell("x[3]") += Fp(1);
  CHECK(mentions(suite.problems(), "position of the low half"));
  suite.rows = honest;
  cell("time_y[2]") -= Fp(1);
  CHECK(mentions(suite.problems(), "outside: word 10 before"));
  suite.rows = honest;
  cell("time_y[2]") = suite.calls[0].clock + 2;
  CHECK(mentions(suite.problems(), "range (131072"));
  suite.rows = honest;
  suite.rows[0].pop_back();
  CHECK(mentions(suite.problems(), "outside: call: c"));
  suite.rows = honest;
  suite.calls[1].after[5] ^= 1;
  CHECK(mentions(suite.problems(), "outside: word 5 after"));
  suite.calls = calls;
  suite.calls[1].c_after ^= 1;
  CHECK(mentions(suite.problems(), "outside: call: c"));
}

TEST_CASE("attacks find a useless constraint, and lists that are too long") {
  kit::CallSuite<Redundant> suite;
  add_calls(suite);
  kit::RowAttack attack = suite.attack();
  attack.judge(kit::judge_call);
  attack.free("x", "a lie");
  attack.implied("no flag", "a lie");
  attack.implied("no such label", "a lie");
  const Texts mutations = attack.mutations(), removals = attack.removals({.per_label = 1, .tries = 2000});
  CHECK(mentions(mutations, "listed as free but never survived: x"));
  CHECK(mentions(mutations, "survivor: inverse"));
  CHECK(mentions(removals, "nobody notices the removal of: once more"));
  CHECK(mentions(removals, "listed as implied, but its removal is noticed: no flag"));
  CHECK(mentions(removals, "listed as implied, but there is none: no such label"));
}

TEST_CASE("a judge of whole calls") {
  kit::CallSuite<chips::Integer> suite;
  add_calls(suite);
  const auto judged = [&](const kit::Row& row) {
    const Evaluation<Fp> said = suite.chip().evaluate_row(row);
    std::vector<kit::Sent> sent;
    for (std::size_t i = 0; i < said.messages.size(); ++i) {
      sent.push_back({&suite.chip().dag.messages[i], said.messages[i].multiplicity, said.messages[i].entries});
    }
    return kit::judge_call(sent);
  };
  const auto changed = [&](const char* name, Fp value) {
    kit::Row row = suite.rows[0][0];  // an addition
    row[suite.column(name)] += value;
    return judged(row);
  };
  using kit::Verdict;
  CHECK(judged(suite.rows[0][0]) == Verdict::kHonest);
  CHECK(judged(kit::Row(suite.rows[0][0].size(), Fp(0))) == Verdict::kHonest);
  CHECK(changed("r[0]", 1) == Verdict::kForged);
  CHECK(changed("flag", 1) == Verdict::kForged);
  CHECK(changed("is_add", 1) == Verdict::kForged);
  CHECK(changed("a[0]", 4) == Verdict::kForged);
  CHECK(changed("a[0]", 1) == Verdict::kImpossible);
  CHECK(changed("x[0]", 1) == Verdict::kForged);
  CHECK(changed("x[1]", 256) == Verdict::kImpossible);
  CHECK(changed("time_x[0]", kTimeWindow + 2) == Verdict::kForged);
}
