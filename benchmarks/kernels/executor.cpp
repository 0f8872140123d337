// Instructions per second (of processor time) of the executor, plain and recording, on a synthetic loop and on given
// ELF files that need no input.
//
//   bench_executor [Google Benchmark's options] [FILE.elf]...

#include "vm/executor.hpp"

#include <benchmark/benchmark.h>
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

void run(benchmark::State& state, const Bytes& elf, bool trace) {
  const auto image = load_elf(elf);
  if (!image) return state.SkipWithError(image.error().message.c_str());
  std::uint64_t instructions = 0;
  ExecuteOptions options;
  options.trace = trace;
  for (auto _ : state) {
    const auto execution = execute(*image, options);
    if (!execution) return state.SkipWithError(execution.error().message.c_str());
    instructions += execution->record.instructions;
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(instructions));
}

void add(const std::string& name, const Bytes& elf) {
  for (const bool trace : {false, true})
    benchmark::RegisterBenchmark((name + (trace ? "/recording" : "/plain")).c_str(), [elf,
                                                                                      trace](benchmark::State& state) {
      run(state, elf, trace);
    })->Unit(benchmark::kMillisecond);
}

Bytes read_file(const char* path) {
  std::ifstream in(path, std::ios::binary);
  return Bytes(std::istreambuf_iterator<char>(in), {});
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  add("mixed_loop", mixed_loop(1'000'000));
  for (int i = 1; i < argc; ++i) add(argv[i], read_file(argv[i]));
  benchmark::RunSpecifiedBenchmarks();
}
