// Verifies a proof with nothing but the program's id. Links no prover, no executor, no thread.
//
//   example_verify_only out.proof out.proof.id

#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "squall/verifier.hpp"

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: %s PROOF ID-FILE\n", argv[0]);
    return 2;
  }
  std::ifstream proof_file(argv[1], std::ios::binary), id_file(argv[2]);
  std::vector<std::uint8_t> proof{std::istreambuf_iterator<char>(proof_file), std::istreambuf_iterator<char>()};
  std::string digits;
  id_file >> digits;
  const auto id = squall::ProgramId::from_hex(digits);
  if (!id.ok()) {
    std::fprintf(stderr, "%s\n", id.error().message.c_str());
    return 2;
  }

  const auto claim = squall::verify(proof, *id);
  if (!claim.ok()) {
    std::fprintf(stderr, "%s\n", claim.error().message.c_str());
    return 1;
  }
  std::printf("verified: exit code %u, %zu bytes of output, %u bits proven\n", claim->exit_code, claim->output.size(),
              claim->proven_bits);

  // A single changed byte is noticed.
  proof[proof.size() / 2] ^= 1;
  if (squall::verify(proof, *id).ok()) return 1;
  std::printf("and with one bit flipped: rejected\n");
  return 0;
}
