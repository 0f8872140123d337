// The fast back end against the reference, verb by verb, in whole proofs of the toy machine.

#include "backend/cpu/cpu_backend.hpp"
#include "backend/dual/dual.hpp"
#include "kit/catch.hpp"
#include "kit/toy_proof.hpp"

namespace squall {
namespace {

using toy::Options;
using toy::Setup;

struct Choice {
  Isa isa;
  unsigned threads;
};

std::vector<Choice> choices() {
  std::vector<Choice> list{{Isa::kScalar, 1}, {Isa::kScalar, 2}};
  if (detect_isa() == Isa::kAvx2) list.insert(list.end(), {{Isa::kAvx2, 1}, {Isa::kAvx2, 3}});
  return list;
}

// Compares every verb; then the proof must be accepted.
void compare(Setup& setup, const Shape& shape, const Choice& choice) {
  ThreadPool pool(choice.threads);
  CpuBackend fast(pool, choice.isa);
  INFO(fast.name() << ", " << choice.threads << " threads");
  DualBackend dual(setup.reference, fast);
  const ProvingKey key = make_proving_key(dual, setup.toy.machine, setup.toy.preprocessed, setup.p.skip);
  REQUIRE(key.verifying.digest == setup.verifying().digest);
  const ProofParts parts = setup.prove(dual, key, shape);
  CHECK(setup.reason(parts.proof) == "");
}

TEST_CASE("every verb, instruction set and number of threads") {
  Setup setup(toy::params("toy-wide"), {.max_degree = 4, .group_size = 3, .rounds = 2});
  for (const Choice& choice : choices()) compare(setup, setup.shape(setup.toy.cut_heights()), choice);
}

TEST_CASE("more rows than a chunk of any kernel") {
  Setup setup(toy::params("toy-wide"), {.max_degree = 4, .group_size = 3, .range_bits = 12, .rounds = 700});
  REQUIRE(setup.toy.rows(toy::kAddChip) > 1024);
  for (const Choice& choice : {choices().front(), choices().back()}) {
    compare(setup, setup.shape(setup.toy.heights()), choice);
  }
}

TEST_CASE("degrees and group sizes") {
  for (const auto& [degree, group] : {std::pair(3u, 2u), std::pair(4u, 1u), std::pair(4u, 2u)}) {
    Setup setup(toy::params("toy-wide"), {.max_degree = degree, .group_size = group, .rounds = 1});
    compare(setup, setup.shape(setup.toy.heights()), choices().back());
  }
}

TEST_CASE("shapes: tall and short instances, empty ones, a high matrix, lifted preprocessed columns") {
  Setup setup(toy::params("toy-wide"), {.max_degree = 4, .group_size = 3, .rounds = 2});
  const Choice choice = choices().back();
  compare(setup, setup.shape(setup.toy.heights(), 11), choice);
  compare(setup, setup.shape(setup.toy.heights(), 14), choice);  // several slot bits that no column uses
  auto heights = setup.toy.heights();
  heights[toy::kStoreChip] = {7, 6, 8};
  heights[toy::kAddChip] = {11, 6};
  compare(setup, setup.shape(heights), choice);
  for (const unsigned image_log : {6u, 8u}) {
    Setup other(toy::params("toy-wide"), {.image_log = image_log, .rounds = 1});
    compare(other, other.shape(other.toy.heights()), choice);
  }
}

TEST_CASE("a lookup outside its table is named") {
  Setup setup(toy::params("toy-wide"), {.rounds = 1});
  setup.toy.cell(toy::kAddChip, 1, "sum") = 9;
  for (const Choice& choice : choices()) {
    ThreadPool pool(choice.threads);
    CpuBackend fast(pool, choice.isa);
    const ProvingKey key = make_proving_key(fast, setup.toy.machine, setup.toy.preprocessed, setup.p.skip);
    CHECK_THROWS_WITH(setup.prove(fast, key), "chip add, message sum is in range, row 1: not in the table and");
  }
}

}  // namespace
}  // namespace squall
