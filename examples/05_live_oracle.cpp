// A guest of the platform airbender asks for a factor of a number while it runs; the host looks for one and answers.
// What was answered is the input with which the run is then proven: that the number is composite.
//
//   example_live_oracle airbender_composite.bin

#include <cstdio>
#include <cstdlib>
#include <optional>

#include "squall/prover.hpp"
#include "squall/verifier.hpp"

namespace {

constexpr std::uint32_t kNumber = 65519u * 65521u;  // below 2^32

// Gives the number first; then a factor of whatever the guest sends.
class Factors : public squall::Oracle {
 public:
  std::optional<std::uint32_t> read() override {
    if (!asked_) return kNumber;
    for (std::uint32_t factor = 2; factor < *asked_; ++factor) {
      if (*asked_ % factor == 0) return factor;
    }
    return std::nullopt;  // a prime: the run ends with an error
  }
  void write(std::uint32_t word) override { asked_ = word; }

 private:
  std::optional<std::uint32_t> asked_;
};

// The value, or the end of this program.
template <class T>
T must(squall::Result<T> result) {
  if (!result.ok()) {
    std::fprintf(stderr, "%s\n", result.error().message.c_str());
    std::exit(1);
  }
  return std::move(result).value();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: %s IMAGE\n", argv[0]);
    return 2;
  }
  squall::LoadOptions load;
  load.platform = "airbender";
  const squall::Program program = must(squall::Program::load_file(argv[1], load));

  Factors oracle;
  squall::RunOptions live;
  live.oracle = &oracle;
  const squall::RunReport report = must(program.run({}, live));
  std::printf("%llu instructions, the oracle gave %zu words\n", static_cast<unsigned long long>(report.instructions),
              report.oracle_words.size());

  std::vector<std::uint8_t> input;  // the recording; words are little-endian
  for (const std::uint32_t word : report.oracle_words) {
    for (unsigned i = 0; i < 4; ++i) input.push_back(static_cast<std::uint8_t>(word >> 8 * i));
  }
  squall::Prover prover = must(squall::Prover::create());
  const squall::ProofResult result = must(prover.prove(program, input));
  const squall::Claim claim = must(squall::verify(result.proof, program.id()));

  std::uint32_t proven = 0;  // the first output register
  for (unsigned i = 0; i < 4; ++i) proven |= std::uint32_t(claim.output[i]) << 8 * i;
  std::printf("%u is composite: proven with %u bits\n", proven, claim.proven_bits);
  return proven == kNumber && claim.output == report.output ? 0 : 1;
}
