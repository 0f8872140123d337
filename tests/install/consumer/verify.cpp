// verify PROOF ID: links the verifying half only.

#include <cstdio>
#include <fstream>
#include <iterator>
#include <squall/verifier.hpp>

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  std::ifstream file(argv[1], std::ios::binary);
  const std::vector<std::uint8_t> proof{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  const auto id = squall::ProgramId::from_hex(argv[2]);
  if (!id.ok()) return 2;
  const auto claim = squall::verify(proof, *id, {"test", 0});
  if (!claim.ok()) {
    std::fprintf(stderr, "%s\n", claim.error().message.c_str());
    return 1;
  }
  std::printf("%zu %u\n", claim->output.size(), claim->output.empty() ? 0u : claim->output[0]);
  return 0;
}
