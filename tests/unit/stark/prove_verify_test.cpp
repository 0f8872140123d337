// Honest proofs of the toy machine, in many shapes, and the agreement of the two ends and of the back ends.

#include "backend/dual/dual.hpp"
#include "kit/catch.hpp"
#include "kit/toy_proof.hpp"
#include "stark/plan.hpp"

namespace squall {
namespace {

using toy::Options;
using toy::Setup;
using toy::Toy;

// The proof is accepted, and both ends have said the same.
void check_honest(Setup& setup, std::optional<Shape> shape = std::nullopt) {
  const ProofParts parts = setup.prove(std::move(shape));
  std::vector<Frame> tape;
  const Verdict verdict = stark_verify(setup.verifying(), setup.p, setup.toy.publics, parts.proof, &tape);
  INFO(verdict.reason);
  CHECK(verdict.ok());
  CHECK(tape == parts.tape);
  CHECK(parts.spans.back().offset + parts.spans.back().length == parts.proof.size());
}

Params changed(void (*change)(Params&), std::string_view row = "toy") {
  Params p = toy::params(row);
  change(p);
  return p;
}

TEST_CASE("the toy machine uses every feature") {
  const Toy t;
  CHECK(t.rows(toy::kAddChip) > 64);
  for (const std::size_t c : {toy::kAndChip, toy::kStoreChip, toy::kJnzChip, toy::kLedgerChip}) CHECK(t.rows(c) > 0);
  CHECK(t.machine.chips[toy::kAddChip].groups.front().count == 2);
  const Toy deep({.max_degree = 4, .group_size = 3});
  CHECK(deep.machine.chips[toy::kAddChip].groups.front().count == 3);
}

TEST_CASE("degree 3 with pairs") {
  Setup setup;
  check_honest(setup);
}

TEST_CASE("degree 4 with groups of three") {
  Setup setup(toy::params(), {.max_degree = 4, .group_size = 3});
  check_honest(setup);
}

TEST_CASE("degree 4 without groups, degree 2 never groups") {
  Setup setup(toy::params(), {.max_degree = 4, .group_size = 1});
  check_honest(setup);
}

TEST_CASE("a skip over 64 points, other folds, no samples outside") {
  Setup setup(toy::params("toy-wide"), {.max_degree = 4, .group_size = 3});
  check_honest(setup);
}

TEST_CASE("the test row of the parameter table") {
  Setup setup(toy::params("test"), {.max_degree = 4, .group_size = 3, .rounds = 3});
  check_honest(setup, setup.shape(setup.toy.heights(), 9));
}

// A program without an instruction that looks up ands, and one with.
Toy few_tables(bool with_and) {
  const Options options{.max_degree = 4, .group_size = 3, .optional_and = true};
  std::vector<toy::Instruction> program{{toy::kStore, 5}, {toy::kStore, 6}};
  if (with_and) program.push_back({toy::kAnd, 5});
  return Toy(std::move(program), Toy::example_image(), options);
}

Shape planned(const Setup& setup) {
  const auto plan = plan_shape(setup.verifying(), setup.p, setup.toy.row_counts());
  REQUIRE(plan.ok());
  return plan->shape;
}

TEST_CASE("a table that may be left out takes part exactly when it is used") {
  Setup without(toy::params(), few_tables(false)), with(toy::params(), few_tables(true));
  const Shape unused = planned(without), used = planned(with);
  CHECK(unused.heights[toy::kBitwiseChip].empty());
  CHECK(unused.heights[toy::kRangeChip].size() == 1);
  CHECK(used.heights[toy::kBitwiseChip] == std::vector<unsigned>{2 * toy::kBits});
  check_honest(without, unused);
  check_honest(with, used);
  auto heights = unused.heights;
  heights[toy::kBitwiseChip] = {2 * toy::kBits};
  check_honest(without, without.shape(heights));  // unused but there
}

TEST_CASE("without its table, a lookup cannot be proven") {
  Setup setup(toy::params(), few_tables(true));
  auto heights = planned(setup).heights;
  heights[toy::kBitwiseChip].clear();
  const ProofParts parts = setup.prove(setup.shape(heights));
  CHECK(setup.reason(parts.proof) == "the buses are not balanced");
}

TEST_CASE("every chip in one instance; a matrix taller than every chip; an empty second instance") {
  Setup setup(toy::params(), {.max_degree = 4, .group_size = 3, .rounds = 2});
  check_honest(setup, setup.shape(setup.toy.heights()));
  check_honest(setup, setup.shape(setup.toy.heights(), 10));
  check_honest(setup, setup.shape(setup.toy.cut_heights()));
  auto heights = setup.toy.heights();
  heights[toy::kStoreChip] = {7, 6, 8};
  check_honest(setup, setup.shape(heights));
}

TEST_CASE("preprocessed matrices of several heights, lifted by nothing, one, or more") {
  for (const unsigned image_log : {6u, 7u, 8u}) {
    Setup setup(toy::params(), {.image_log = image_log, .rounds = 1});
    check_honest(setup, setup.shape(setup.toy.heights()));
  }
}

TEST_CASE("foldings: long first ones, a single round, no final polynomial to speak of, no grinding") {
  for (const Params& p : {changed([](Params& p) { p.first_fold = 3, p.final_log = 0; }),
                          changed([](Params& p) { p.first_fold = 8, p.final_log = 0; }), changed([](Params& p) {
                            p.pow_logup = p.pow_batch = p.pow_fold = p.pow_query = 0, p.ood = 2;
                          })}) {
    Setup setup(p, {.rounds = 1});
    check_honest(setup, setup.shape(setup.toy.heights()));
  }
}

TEST_CASE("a program without some chips") {
  Setup setup(toy::params(), Toy({{toy::kAnd, 0}}, Toy::example_image()));
  check_honest(setup, setup.shape(setup.toy.heights()));
  CHECK(setup.toy.heights()[toy::kAddChip].empty());
}

TEST_CASE("a planned shape") {
  Setup setup(toy::params(), {.max_degree = 4, .group_size = 3});
  Observer observer;
  const auto parts = stark_prove(setup.reference, setup.key, setup.p, setup.toy.publics, setup.toy, observer);
  REQUIRE(parts.ok());
  CHECK(setup.reason(parts->proof) == "");
}

TEST_CASE("bad public values and lookups outside their tables are refused by the prover") {
  Setup setup(toy::params(), {.rounds = 1});
  Observer observer;
  const auto prove = [&](const std::vector<std::uint32_t>& publics) {
    return stark_prove(setup.reference, setup.key, setup.p, publics, setup.toy, observer);
  };
  CHECK(!prove({1, 2}).ok());
  CHECK(!prove({1, 2, Fp::kModulus}).ok());
  setup.toy.cell(toy::kAddChip, 1, "sum") = 9;
  const auto result = prove(setup.toy.publics);
  REQUIRE(!result.ok());
  CHECK(result.error().message == "chip add, message sum is in range, row 1: not in the table and");
  Setup full;
  auto heights = full.toy.heights();
  heights[toy::kAddChip] = {6};
  CHECK_THROWS(full.prove(full.shape(heights)));
}

// "kind label" of every frame, repetitions of a group of up to three frames written once with their number.
std::vector<std::string> said(const std::vector<Frame>& tape) {
  std::vector<std::string> names;
  for (const Frame& frame : tape) names.push_back(std::string(1, static_cast<char>(frame.kind)) + " " + frame.label);
  std::vector<std::string> out;
  for (std::size_t i = 0; i < names.size();) {
    std::size_t best = 1, times = 1;
    for (std::size_t length = 1; length <= 4; ++length) {
      std::size_t n = 1;
      while (i + (n + 1) * length <= names.size() &&
             std::equal(names.begin() + i, names.begin() + i + length, names.begin() + i + n * length)) {
        ++n;
      }
      if (n > 1 && n * length > times * best) best = length, times = n;
    }
    std::string group = times > 1 ? std::to_string(times) + " x (" : "";
    for (std::size_t k = 0; k < best; ++k) group += (k ? ", " : "") + names[i + k];
    out.push_back(group + (times > 1 ? ")" : ""));
    i += best * times;
  }
  return out;
}

TEST_CASE("the transcript holds everything, in order") {
  Setup setup(toy::params(), {.max_degree = 4, .group_size = 3, .rounds = 1});
  const ProofParts parts = setup.prove(setup.shape(setup.toy.heights()));
  const std::vector<Frame>& tape = parts.tape;
  CHECK(said(tape) == std::vector<std::string>{"b protocol",
                                               "b parameters",
                                               "d key",
                                               "b header",
                                               "w public values",  //
                                               "d main",
                                               "2 x (n logup)",
                                               "s alpha beta",
                                               "d helper",
                                               "e totals",  //
                                               "s lambda",
                                               "s r",
                                               "s mu",
                                               "s nu",
                                               "e quotient",
                                               "e helper sum",
                                               "s omega rho",  //
                                               "5 x (e zerocheck, s zerocheck)",
                                               "e values",  //
                                               "2 x (n columns)",
                                               "s gamma",
                                               "s slots",
                                               "s delta",
                                               "8 x (e merge, s merge)",  //
                                               "e class values",
                                               "2 x (n classes)",
                                               "s epsilon",  //
                                               "e fold",
                                               "2 x (n fold)",
                                               "s fold",
                                               "d oracle",
                                               "s ood",
                                               "e ood",
                                               "2 x (n queries)",  //
                                               "s queries",
                                               "s combine",
                                               "2 x (e fold, n fold, n fold, s fold)",
                                               "d oracle",
                                               "s ood",  //
                                               "e ood",
                                               "2 x (n queries)",
                                               "s queries",
                                               "s combine",  //
                                               "2 x (e fold, n fold, n fold, s fold)",
                                               "d oracle",
                                               "s ood",
                                               "e ood",
                                               "2 x (n queries)",
                                               "s queries",
                                               "s combine",
                                               "e fold",
                                               "2 x (n fold)",
                                               "s fold",
                                               "e final",
                                               "2 x (n queries)",
                                               "s queries"});
  const auto payload = [](std::string_view text) { return Bytes(text.begin(), text.end()); };
  CHECK(tape[0].payload == payload(kProtocol));
  CHECK(tape[1].payload == payload(setup.p.text()));
  CHECK(tape[2].payload == Bytes(setup.verifying().digest.begin(), setup.verifying().digest.end()));
  CHECK(tape[3].payload == parts.shape.header());
  Bytes publics;
  for (const std::uint32_t word : setup.toy.publics) append_le(publics, word, 4);
  CHECK(tape[4].payload == publics);
}

// Notices the order of phases.
struct Phases : Observer {
  std::vector<std::string> names;
  unsigned depth = 0;
  double last = 0;
  void begin(std::string_view phase) override {
    if (depth++ == 0) names.emplace_back(phase);
  }
  void end() override { --depth; }
  void progress(double fraction) override {
    CHECK(fraction >= last);
    last = fraction;
  }
};

TEST_CASE("phases are reported in order") {
  Setup setup(toy::params(), {.rounds = 1});
  Phases phases;
  REQUIRE(stark_prove(setup.reference, setup.key, setup.p, setup.toy.publics, setup.toy, phases).ok());
  CHECK(phases.names == std::vector<std::string>{"fill", "commit main", "grind", "helpers", "commit helper",
                                                 "zerocheck", "merge", "whir"});
  CHECK(phases.depth == 0);
  CHECK(phases.last == 1.0);
}

TEST_CASE("the dual back end agrees with itself and names what differs") {
  Setup setup(toy::params(), {.rounds = 1});
  ReferenceBackend other;
  DualBackend dual(setup.reference, other);
  const ProvingKey key = make_proving_key(dual, setup.toy.machine, setup.toy.preprocessed, setup.p.skip);
  CHECK(key.verifying.digest == setup.verifying().digest);
  const Shape shape = setup.shape(setup.toy.heights());
  CHECK(setup.prove(dual, key, shape).proof == setup.prove(shape).proof);

  struct Wrong : ReferenceBackend {
    std::vector<K> helpers(Witness& witness, const LogupChallenges& logup) override {
      auto totals = ReferenceBackend::helpers(witness, logup);
      totals[1] += K(1);
      return totals;
    }
  } wrong;
  DualBackend mixed(setup.reference, wrong);
  const ProvingKey mixed_key = make_proving_key(mixed, setup.toy.machine, setup.toy.preprocessed, setup.p.skip);
  CHECK_THROWS_WITH(setup.prove(mixed, mixed_key, shape),
                    Catch::Contains("the back ends disagree: helpers: total of instance [1]"));
}

}  // namespace
}  // namespace squall
