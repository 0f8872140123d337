// A RISC-V program on the device, whose chips have kernels of their own: verb by verb against the CPU, then the bytes.

#include "backend/cpu/cpu_backend.hpp"
#include "backend/dual/dual.hpp"
#include "cuda/backend/cuda_backend.hpp"
#include "end_to_end/small_program.hpp"
#include "kit/catch.hpp"

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

}  // namespace
}  // namespace squall::end_to_end
