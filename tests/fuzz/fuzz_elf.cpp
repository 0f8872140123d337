// libFuzzer entry: bytes are an ELF file.

#include <cstdlib>

#include "targets.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (!squall::fuzz::load_and_run({data, size}).empty()) std::abort();
  return 0;
}
