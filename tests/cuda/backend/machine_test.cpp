// RISC-V programs on the device: verb by verb against the CPU, then the bytes. Chips of instructions have kernels of
// their own; those of calls, which are wide, are interpreted, and their rows come from the host.

#include <set>

#include "backend/cpu/cpu_backend.hpp"
#include "backend/dual/dual.hpp"
#include "cuda/backend/cuda_backend.hpp"
#include "end_to_end/small_program.hpp"
#include "kit/airbender.hpp"
#include "kit/catch.hpp"
#include "machine/chips/all.hpp"

namespace squall::end_to_end {
namespace {

TEST_CASE("a RISC-V program, verb by verb") {
  const Parts parts;
  ThreadPool pool(2);
  CpuBackend cpu(pool);
  CudaBackend gpu({});
  DualBackend dual(cpu, gpu);
  const Bytes expected = parts.prove(cpu).proof;
  CHECK(parts.prove(dual).proof == expected);
}

TEST_CASE("a RISC-V program in a pool of exactly the estimate, twice") {
  const Parts parts;
  ThreadPool pool(2);
  CpuBackend cpu(pool);
  const ProofParts expected = parts.prove(cpu);
  Machine machine = rv32im_machine(parts.program);
  const auto columns = preprocessed_columns(machine, parts.program);
  const ProvingKey key = make_proving_key(cpu, std::move(machine), columns);
  const std::uint64_t need = gpu_memory_needed(key.verifying, parts.params, expected.shape);
  CudaBackend gpu({0, need});
  CHECK(parts.prove(gpu).proof == expected.proof);
  const std::size_t peak = gpu.gpu().pool().peak();
  CHECK(peak <= need);
  CHECK(need <= 2 * peak);  // a bound that is far off would refuse what fits
  CHECK(parts.prove(gpu).proof == expected.proof);
}

// Calls every native function that the machine has a chip for, each with operands of its own.
Bytes calls_elf() {
  std::set<Family> families;
  const auto insert = [&]<class... R>(chips::CallRows<R...>) { (families.insert(R::kFamily), ...); };
  chips::for_each_call_chip([&]<class C>() { insert(typename C::Rows{}); });
  constexpr std::uint32_t kWords = 256;  // between operands: aligned for all functions
  kit::Assembler a;
  std::vector<std::uint32_t> data;
  for (const FunctionInfo& f : functions()) {
    if (number(f.function) > 31 || !families.contains(f.family)) continue;
    const std::uint32_t at = kit::kDataBase + 4 * static_cast<std::uint32_t>(data.size());
    a.li(5, at);
    a.li(6, at + 4 * kWords);
    a.li(7, at + 8 * kWords);
    a.word(kit::custom0(number(f.function), f.uses_c ? 7 : 0, 5, f.uses_b ? 6 : 0));
    // Small numbers modulo a large one.
    for (const std::uint32_t value : {5u, 3u, ~0u}) data.insert(data.end(), kWords, value);
  }
  a.exit(0);
  return a.elf(kit::bytes_of(data));
}

TEST_CASE("a program that calls functions, verb by verb") {
  const Bytes elf = calls_elf();
  const Parts parts(elf, {});
  CHECK(parts.execution.record.calls.size() >= 7);
  ThreadPool pool(2);
  CpuBackend cpu(pool);
  const ProofParts expected = parts.prove(cpu);
  Machine machine = rv32im_machine(parts.program);
  const auto columns = preprocessed_columns(machine, parts.program);
  const ProvingKey key = make_proving_key(cpu, std::move(machine), columns);
  const std::uint64_t need = gpu_memory_needed(key.verifying, parts.params, expected.shape);
  CudaBackend gpu({0, need});
  DualBackend dual(cpu, gpu);
  CHECK(parts.prove(dual).proof == expected.proof);
  CHECK(gpu.gpu().pool().peak() <= need);
}

}  // namespace
}  // namespace squall::end_to_end
