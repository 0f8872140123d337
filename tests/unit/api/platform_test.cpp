// Programs of the platform airbender through the public interface.

#include <stdexcept>

#include "squall/prover.hpp"
#include "squall/verifier.hpp"

#include "kit/airbender.hpp"
#include "kit/catch.hpp"
#include "kit/machine_witness.hpp"

namespace squall {
namespace {

// Sends what it reads, and answers with the double of what was sent. Output: the last word read.
Bytes doubling_image() {
  kit::Assembler a(0);
  a.word(kit::oracle_read(10));
  for (unsigned i = 0; i < 5; ++i) {
    a.word(kit::oracle_write(10));
    a.word(kit::oracle_read(10));
  }
  a.word(kit::kSelfJump);
  return a.code();
}

class Doubling : public Oracle {
 public:
  std::optional<std::uint32_t> read() override {
    ++reads;
    return reads > most ? std::nullopt : std::optional(next_);
  }
  void write(std::uint32_t word) override { next_ = 2 * word; }
  unsigned reads = 0, most = 100;

 private:
  std::uint32_t next_ = 3;
};

Program load(const Bytes& file, std::uint32_t rom_bytes = 0) {
  return kit::must(Program::load(file, {"airbender", rom_bytes}));
}

TEST_CASE("a live run, its cost, and the proof of its recording") {
  const Program program = load(doubling_image());
  CHECK(program.platform() == "airbender");
  Doubling oracle;
  RunOptions options;
  options.oracle = &oracle;
  const RunReport report = kit::must(program.run({}, options));
  CHECK(report.oracle_words == std::vector<std::uint32_t>{3, 6, 12, 24, 48, 96});
  CHECK(load_le32(report.output.data()) == 96);
  CHECK(report.instructions == 12);

  Doubling again;
  options.oracle = &again;
  const CostReport cost = kit::must(program.cost({}, options));
  CHECK(again.reads == 6);  // asked once, although the cost takes two runs
  const Bytes words = kit::bytes_of(report.oracle_words);
  const CostReport same = kit::must(program.cost(words));
  CHECK(cost.cells == same.cells);

  Prover prover = kit::must(Prover::create({BackendChoice{BackendChoice::Kind::kCpu}, 1}));
  ProveOptions test;
  test.parameters = "test";
  const ProofResult proof = kit::must(prover.prove(program, words, test));
  CHECK(proof.instructions == report.instructions);
  const Claim claim = kit::must(verify(proof.proof, program.id(), {"test", 0}));
  CHECK(claim.output == report.output);
  CHECK_FALSE(verify(proof.proof, load(doubling_image(), airbender::kLargeRomBytes).id(), {"test", 0}).ok());
}

TEST_CASE("an oracle that ends, or throws") {
  const Program program = load(doubling_image());
  Doubling oracle;
  oracle.most = 3;
  RunOptions options;
  options.oracle = &oracle;
  for (const bool costs : {false, true}) {
    oracle.reads = 0;
    const Error error = costs ? program.cost({}, options).error() : program.run({}, options).error();
    CHECK(error.code == ErrorCode::kGuestFailure);
    CHECK_THAT(error.message, Catch::StartsWith("guest failed at 0x00000018: the oracle has no more words"));
  }
  class Throwing : public Oracle {
    std::optional<std::uint32_t> read() override { throw std::runtime_error("not today"); }
    void write(std::uint32_t) override {}
  } throwing;
  options.oracle = &throwing;
  CHECK_THROWS_WITH(program.run({}, options), "not today");
}

TEST_CASE("options of platforms") {
  const auto error = [](const LoadOptions& options) { return Program::load(doubling_image(), options).error(); };
  CHECK(error({"sp1", 0}).code == ErrorCode::kBadInput);
  CHECK(error({"airbender", 1u << 20}).code == ErrorCode::kBadInput);
  CHECK(error({"squall", 2u << 20}).code == ErrorCode::kBadInput);
  CHECK(error({}).code == ErrorCode::kBadProgram);

  const Bytes image = doubling_image();
  const Bytes elf = kit::make_elf(0, {{0, image, std::uint32_t(image.size()), 5}, {kit::kRam, {}, 0x7ffffffc, 6}});
  CHECK(load(image).id() ==
        load(elf).id());  // never the bytes of its file; memory that only is declared is there anyhow
  CHECK(load(image).id() == load(image, airbender::kRomBytes).id());
  CHECK(load(image).id() != load(image, airbender::kLargeRomBytes).id());
  Bytes longer = image;
  longer.resize(longer.size() + 4);
  CHECK(load(image).id() != load(longer).id());
}

}  // namespace
}  // namespace squall
