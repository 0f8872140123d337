// libFuzzer entry: bytes are a proof file, or edits of an honest one.

#include <cstdio>
#include <cstdlib>

#include "proof_target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const squall::fuzz::ProofTarget target;
  const squall::ByteView bytes(data, size);
  const bool whole = size >= 8 && std::equal(data, data + 8, squall::kProofMagic.begin());
  const std::string broken = target.check_file(whole ? squall::Bytes(data, data + size) : target.edited(bytes));
  if (!broken.empty()) {
    std::fprintf(stderr, "%s\n", broken.c_str());
    std::abort();
  }
  return 0;
}
