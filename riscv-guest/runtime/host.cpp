// The guest interface on the machine that builds: input from standard input, output to standard output at the end, text
// to standard error. It gives each guest a native twin to compare with.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "squall_guest.h"

namespace {

std::vector<std::uint8_t> read_all(std::FILE* file) {
  std::vector<std::uint8_t> bytes;
  std::uint8_t block[1 << 16];
  while (const std::size_t count = std::fread(block, 1, sizeof block, file))
    bytes.insert(bytes.end(), block, block + count);
  return bytes;
}

class Host {
 public:
  Host() : input(read_all(stdin)), size_(input.size()) { input.resize((size_ + 8) / 4 * 4); }
  ~Host() {
    if (!output.empty()) std::fwrite(output.data(), 1, output.size(), stdout);
    std::fflush(stdout);
  }
  std::size_t size() const { return size_; }

  std::vector<std::uint8_t> input, output;

 private:
  std::size_t size_;
};

// Lives until the process ends, whichever way it ends: returning from main and std::exit both destroy it.
Host& host() {
  static Host instance;
  return instance;
}

}  // namespace

extern "C" {

void read_input(const std::uint8_t** data, std::size_t* size) {
  *data = host().input.data();
  *size = host().size();
}

void write_output(const std::uint8_t* data, std::size_t size) {
  auto& output = host().output;
  if (size > SQUALL_OUTPUT_LIMIT - output.size()) squall_exit(SQUALL_EXIT_OUTPUT_FULL);
  output.insert(output.end(), data, data + size);
}

void squall_exit(int code) { std::exit(code); }

void squall_print(const char* text) { std::fputs(text, stderr); }
}
