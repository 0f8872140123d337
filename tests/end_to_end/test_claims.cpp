// What a proof says can be changed neither in the file nor by who asks.

#include "kit/catch.hpp"
#include "small_program.hpp"

namespace squall::end_to_end {
namespace {

TEST_CASE("an honest proof verifies and says what the program did") {
  const ProofResult& p = small_proof();
  const RunReport run = must(small_program().run(kInput));
  const Claim claim = must(verify(p.proof, small_program().id(), kTestRow));
  CHECK(claim.output == run.output);
  CHECK(claim.output.size() == 8);
  CHECK(claim.exit_code == 0);
  CHECK(claim.proven_bits == 0);
  CHECK(p.claim.output == run.output);
  CHECK(p.claim.program == small_program().id());
  CHECK(p.instructions == run.instructions);
  CHECK(must(inspect_proof(p.proof)).program == small_program().id());
}

TEST_CASE("the row with security") {
  ProveOptions options;
  options.parameters = default_params().name;
  const ProofResult p = prove(small_program(), kInput, 2, options);
  const Claim claim = must(verify(p.proof, small_program().id()));
  CHECK(claim.proven_bits >= 128);
  CHECK(p.claim.proven_bits == claim.proven_bits);
  CHECK(reason(p.proof) == "proof rejected: made with parameter row 'fast', expected 'test'");
}

// The file with another claim in front of the same proof.
Bytes with_claim(void (*change)(ProofFile&)) {
  ProofFile file = must(read_proof_file(small_proof().proof));
  change(file);
  return write_proof_file(file);
}

TEST_CASE("another claim in the file") {
  REQUIRE(with_claim([](ProofFile&) {}) == small_proof().proof);
  for (std::size_t i = 0; i < small_proof().claim.output.size(); ++i) {
    ProofFile file = must(read_proof_file(small_proof().proof));
    file.outcome.output[i] ^= 1;
    CHECK(reason(write_proof_file(file)) != "");
  }
  CHECK(reason(with_claim([](ProofFile& f) { f.outcome.output.push_back(0); })) != "");
  CHECK(reason(with_claim([](ProofFile& f) { f.outcome.output.pop_back(); })) != "");
  CHECK(reason(with_claim([](ProofFile& f) { f.outcome.output.clear(); })) != "");
  const Bytes other_code = with_claim([](ProofFile& f) { f.outcome.exit_code = 1; });
  CHECK(reason(other_code) == "proof rejected: it claims exit code 1, expected 0");
  CHECK(reason(other_code, small_program(), {"test", 1}) != "");
  CHECK(reason(other_code, small_program(), {"test", std::nullopt}) != "");
  CHECK(reason(with_claim([](ProofFile& f) { f.program.entry += 4; })) != "");
  CHECK(reason(with_claim([](ProofFile& f) { f.program.log_image += 1; })) != "");
  CHECK(reason(with_claim([](ProofFile& f) { f.root[5] ^= 1; })) != "");
}

TEST_CASE("another row") {
  for (const Params& row : params_table()) {
    if (row.name == "test") continue;
    INFO(row.name);
    CHECK(reason(small_proof().proof, small_program(), {std::string(row.name), 0}) != "");
    ProofFile file = must(read_proof_file(small_proof().proof));
    file.parameters = row.name;
    CHECK(reason(write_proof_file(file), small_program(), {std::string(row.name), 0}) != "");
  }
  CHECK(verify(small_proof().proof, small_program().id(), {"none", 0}).error().code == ErrorCode::kBadInput);
}

TEST_CASE("another program") {
  const Program other = must(Program::load(small_elf(0, 78)));
  CHECK(other.id() != small_program().id());
  CHECK(reason(small_proof().proof, other) ==
        "proof rejected: it is about program " + small_program().id().hex() + ", expected " + other.id().hex());
  // The root of the other program in the file: the id fits, the proof does not.
  ProofFile file = must(read_proof_file(small_proof().proof));
  const ProofResult of_other = prove(other, kInput);
  file.root = must(read_proof_file(of_other.proof)).root;
  const Bytes forged = write_proof_file(file);
  CHECK(must(inspect_proof(forged)).program == other.id());
  CHECK(reason(forged, other) != "");
}

TEST_CASE("another exit code") {
  const Program program = must(Program::load(small_elf(9)));
  Prover prover = must(Prover::create());
  const auto refused = prover.prove(program, kInput, {.parameters = "test"});
  REQUIRE(!refused.ok());
  CHECK(refused.error().code == ErrorCode::kGuestFailure);
  CHECK(refused.error().message == "the guest exited with code 9, expected 0");
  const auto proof = must(prover.prove(program, kInput, {.parameters = "test", .expected_exit_code = 9}));
  CHECK(reason(proof.proof, program, {"test", 9}) == "");
  CHECK(reason(proof.proof, program, {"test", std::nullopt}) == "");
  CHECK(reason(proof.proof, program) == "proof rejected: it claims exit code 9, expected 0");
}

TEST_CASE("progress and phases") {
  std::vector<double> fractions;
  std::uint64_t executed = 0;
  ProveOptions options;
  options.on_progress = [&](double fraction, std::string_view phase) {
    CHECK(!phase.empty());
    fractions.push_back(fraction);
  };
  options.on_executed = [&](std::uint64_t instructions) { executed = instructions; };
  const ProofResult p = prove(small_program(), kInput, 1, options);
  CHECK(executed == p.instructions);
  REQUIRE(fractions.size() > 5);
  CHECK(std::is_sorted(fractions.begin(), fractions.end()));
  CHECK(fractions.back() == 1.0);
  for (const Phase& phase : p.phases) {
    CHECK(phase.begin <= phase.end);
    CHECK(phase.end <= p.prove_seconds);
  }
}

TEST_CASE("limits are refused before the work") {
  Prover small = must(Prover::create({.threads = 1, .max_memory = 10 << 20}));
  const auto refused = small.prove(small_program(), kInput, {.parameters = "test"});
  REQUIRE(!refused.ok());
  CHECK(refused.error().code == ErrorCode::kResourceLimit);
  Prover prover = must(Prover::create());
  const auto looping = prover.prove(small_program(), kInput, {.parameters = "test", .max_instructions = 10});
  REQUIRE(!looping.ok());
  CHECK(looping.error().code == ErrorCode::kResourceLimit);
  CHECK(prover.prove(small_program(), kInput, {.parameters = "none"}).error().code == ErrorCode::kBadInput);
  CHECK(BackendChoice::parse("abacus").error().code == ErrorCode::kBadInput);
}

}  // namespace
}  // namespace squall::end_to_end
