// The same bytes from every number of threads, instruction set and back end.

#include "backend/dual/dual.hpp"
#include "backend/reference/reference.hpp"
#include "kit/catch.hpp"
#include "small_program.hpp"

namespace squall::end_to_end {
namespace {

TEST_CASE("threads do not change a proof") {
  for (const unsigned threads : {1u, 3u}) {
    CHECK(prove(small_program(), kInput, threads).proof == small_proof().proof);
  }
}

TEST_CASE("instruction sets do not change a proof") {
  const ByteView expected = must(read_proof_file(small_proof().proof)).proof;
  const Parts parts;
  ThreadPool pool(2);
  for (const Isa isa : {Isa::kScalar, detect_isa()}) {
    CpuBackend backend(pool, isa);
    const Bytes proof = parts.prove(backend).proof;
    CHECK(std::equal(proof.begin(), proof.end(), expected.begin(), expected.end()));
  }
}

TEST_CASE("what a prover did before does not change a proof") {
  Prover prover = must(Prover::create({.threads = 2}));
  const Program other = must(Program::load(small_elf(0, 78)));
  must(prover.prove(other, kInput, {.parameters = "test"}));
  CHECK(must(prover.prove(small_program(), kInput, {.parameters = "test"})).proof == small_proof().proof);
}

TEST_CASE("the reference back end agrees, verb by verb", "[.][reference]") {
  const ByteView expected = must(read_proof_file(small_proof().proof)).proof;
  ThreadPool pool(2);
  CpuBackend fast(pool);
  ReferenceBackend reference;
  DualBackend dual(reference, fast);
  const Bytes proof = Parts().prove(dual).proof;
  CHECK(std::equal(proof.begin(), proof.end(), expected.begin(), expected.end()));
}

}  // namespace
}  // namespace squall::end_to_end
