// Proves that the SHA-256 guest, on an input that the proof does not show, gives this digest.
//
//   example_prove sha256.elf out.proof      writes out.proof, and the program's id to out.proof.id

#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "squall/prover.hpp"

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: %s GUEST.elf OUTPUT\n", argv[0]);
    return 2;
  }
  const auto program = squall::Program::load_file(argv[1]);
  if (!program.ok()) {
    std::fprintf(stderr, "%s\n", program.error().message.c_str());
    return 1;
  }
  auto prover = squall::Prover::create();
  if (!prover.ok()) {
    std::fprintf(stderr, "%s\n", prover.error().message.c_str());
    return 1;
  }

  const std::string secret = "what the guest reads stays with the prover";
  squall::ProveOptions options;
  options.on_progress = [](double fraction, std::string_view phase) {
    std::printf("%3.0f %%  %.*s\n", 100 * fraction, static_cast<int>(phase.size()), phase.data());
  };
  const auto result =
      prover->prove(*program, {reinterpret_cast<const std::uint8_t*>(secret.data()), secret.size()}, options);
  if (!result.ok()) {
    std::fprintf(stderr, "%s\n", result.error().message.c_str());
    return 1;
  }

  std::printf("proved %llu instructions in %.2f s, %zu bytes, %u bits proven\n",
              static_cast<unsigned long long>(result->instructions), result->prove_seconds, result->proof.size(),
              result->claim.proven_bits);
  std::ofstream(argv[2], std::ios::binary)
      .write(reinterpret_cast<const char*>(result->proof.data()), static_cast<std::streamsize>(result->proof.size()));
  std::ofstream(std::string(argv[2]) + ".id") << program->id().hex();
  return 0;
}
