// prove ELF PROOF: proves that the guest doubles 21; writes the proof, and prints the program's id.

#include <cstdio>
#include <fstream>
#include <squall/prover.hpp>
#include <squall/verifier.hpp>
#include <squall/version.hpp>

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const auto fail = [](const squall::Error& error) {
    std::fprintf(stderr, "%s\n", error.message.c_str());
    return 1;
  };
  const auto program = squall::Program::load_file(argv[1]);
  if (!program.ok()) return fail(program.error());
  auto prover = squall::Prover::create();
  if (!prover.ok()) return fail(prover.error());
  squall::ProveOptions options;
  options.parameters = "test";
  const std::uint8_t input[] = {21};
  const auto result = prover->prove(*program, input, options);
  if (!result.ok()) return fail(result.error());
  const auto claim = squall::verify(result->proof, program->id(), {"test", 0});
  if (!claim.ok()) return fail(claim.error());
  if (claim->output != std::vector<std::uint8_t>{42}) return 1;
  std::ofstream(argv[2], std::ios::binary)
      .write(reinterpret_cast<const char*>(result->proof.data()), static_cast<std::streamsize>(result->proof.size()));
  std::printf("%s\n", program->id().hex().c_str());
  return 0;
}
