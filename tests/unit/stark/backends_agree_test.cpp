// Whole proofs by the fast and the reference back end: the same bytes, whatever threads and instruction sets.

#include "backend/cpu/cpu_backend.hpp"
#include "backend/dual/dual.hpp"
#include "kit/catch.hpp"
#include "kit/toy_proof.hpp"

namespace squall {
namespace {

using toy::Options;
using toy::Setup;

// Verb by verb, then as bytes.
void check_agreement(Setup& setup, const Shape& shape) {
  ThreadPool one(1), two(2);
  CpuBackend scalar(one, Isa::kScalar), fast(two);
  DualBackend dual(setup.reference, fast);
  const auto proof_by = [&](Backend& backend) {
    const ProvingKey key = make_proving_key(backend, setup.toy.machine, setup.toy.preprocessed, setup.p.skip);
    CHECK(key.verifying.digest == setup.verifying().digest);
    return setup.prove(backend, key, shape).proof;
  };
  const Bytes expected = setup.prove(shape).proof;
  CHECK(proof_by(dual) == expected);
  CHECK(proof_by(scalar) == expected);
  CHECK(proof_by(fast) == expected);
  CHECK(setup.reason(expected) == "");
}

TEST_CASE("the back ends make the same proofs") {
  for (const auto& [degree, group] : {std::pair{3u, 2u}, std::pair{4u, 3u}}) {
    for (const char* row : {"toy-wide", "test"}) {
      Setup setup(toy::params(row), {.max_degree = degree, .group_size = group});
      check_agreement(setup, setup.shape(setup.toy.cut_heights(), 9));
    }
  }
}

TEST_CASE("the back ends make the same proofs of instances of many heights") {
  Setup setup(toy::params("test"), {.max_degree = 4, .group_size = 3, .image_log = 8});
  auto heights = setup.toy.heights();
  heights[toy::kAddChip] = {6, 8};
  heights[toy::kStoreChip] = {7, 6};
  check_agreement(setup, setup.shape(heights));
  check_agreement(setup, setup.shape(heights, 11));
}

}  // namespace
}  // namespace squall
