// libFuzzer entry: bytes are oracle words and an image of the platform airbender (rom_target.hpp).

#include <cstdio>
#include <cstdlib>

#include "rom_target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string wrong = squall::fuzz::load_rom_and_run({data, size});
  if (wrong.empty()) return 0;
  std::fprintf(stderr, "%s\n", wrong.c_str());
  std::abort();
}
