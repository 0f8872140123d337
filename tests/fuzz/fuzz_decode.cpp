// libFuzzer entry: bytes are instruction words.

#include <cstdlib>

#include "targets.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (!squall::fuzz::decode_words({data, size}).empty()) std::abort();
  return 0;
}
