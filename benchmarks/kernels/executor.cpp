// Instructions per second of the executor, plain and recording, on synthetic loops or on a given ELF file.
//
//   bench_executor [FILE.elf [INPUT]]

#include "vm/executor.hpp"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "kit/assembler.hpp"
#include "vm/elf_loader.hpp"

namespace {

using namespace squall;

constexpr unsigned kS0 = 8, kS1 = 9, kT0 = 5, kT1 = 6, kT2 = 7, kA0 = 10, kA1 = 11, kRa = 1, kSp = 2;

// A loop in about the mix of a block of transactions: a third adds, a quarter loads and stores, branches, logic, calls.
Bytes mixed_loop(std::uint32_t rounds) {
  kit::Assembler a;
  auto start = a.new_label(), leaf = a.new_label();
  a.jal(0, start);
  a.bind(leaf);
  a.i(Opcode::kAddi, kSp, kSp, -16);
  a.store(Opcode::kSw, kS1, 12, kSp);
  a.i(Opcode::kXori, kA0, kA0, 0x155);
  a.i(Opcode::kLw, kS1, kSp, 12);
  a.i(Opcode::kAddi, kSp, kSp, 16);
  a.i(Opcode::kJalr, 0, kRa, 0);
  a.bind(start);
  a.li(kSp, kit::kStackTop);
  a.li(kS0, rounds);
  a.li(kS1, kit::kDataBase);
  a.li(kT2, 0x7fc);
  auto loop = a.bound_label(), skip = a.new_label();
  a.i(Opcode::kAndi, kT0, kS0, 0x7fc);
  a.r(Opcode::kAdd, kT0, kT0, kS1);
  a.i(Opcode::kLw, kA0, kT0, 0);
  a.r(Opcode::kAdd, kA0, kA0, kS0);
  a.i(Opcode::kSlli, kA1, kA0, 3);
  a.r(Opcode::kXor, kA1, kA1, kA0);
  a.i(Opcode::kSrli, kT1, kA1, 7);
  a.r(Opcode::kSltu, kT1, kT1, kA0);
  a.branch(Opcode::kBeq, kT1, 0, skip);
  a.i(Opcode::kAddi, kA0, kA0, 17);
  a.bind(skip);
  a.jal(kRa, leaf);
  a.store(Opcode::kSw, kA0, 0, kT0);
  a.i(Opcode::kLbu, kT1, kT0, 1);
  a.r(Opcode::kAdd, kA1, kA1, kT1);
  a.i(Opcode::kLw, kT1, kS1, 16);
  a.r(Opcode::kOr, kA1, kA1, kT1);
  a.store(Opcode::kSw, kA1, 2044, kS1);
  a.i(Opcode::kAddi, kS0, kS0, -1);
  a.branch(Opcode::kBne, kS0, 0, loop);
  a.exit(0);
  return a.elf();
}

double seconds_of(const Image& image, ExecuteOptions options, std::uint64_t& instructions) {
  const auto start = std::chrono::steady_clock::now();
  auto execution = execute(image, options);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (!execution) {
    fmt::print("{}\n", execution.error().message);
    std::exit(1);
  }
  instructions = execution->record.instructions;
  return seconds;
}

void measure(const std::string& name, const Image& image, ByteView input) {
  for (const bool trace : {false, true}) {
    double best = 1e9;
    std::uint64_t instructions = 0;
    ExecuteOptions options;
    options.input = input;
    options.trace = trace;
    for (int i = 0; i < 3; ++i) best = std::min(best, seconds_of(image, options, instructions));
    fmt::print("{:<16} {:<8} {:>12} instructions  {:8.1f} M/s\n", name, trace ? "traced" : "plain", instructions,
               static_cast<double>(instructions) / best / 1e6);
  }
}

Bytes read_file(const char* path) {
  std::ifstream in(path, std::ios::binary);
  return Bytes(std::istreambuf_iterator<char>(in), {});
}

}  // namespace

int main(int argc, char** argv) {
  const Bytes elf = argc > 1 ? read_file(argv[1]) : mixed_loop(1'000'000);
  const Bytes input = argc > 2 ? read_file(argv[2]) : Bytes();
  auto image = load_elf(elf);
  if (!image) {
    fmt::print("{}\n", image.error().message);
    return 1;
  }
  measure(argc > 1 ? argv[1] : "mixed loop", *image, input);
}
