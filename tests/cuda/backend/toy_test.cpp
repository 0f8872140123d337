// The toy machine, whose chips are not known to the CUDA library: its kernels interpret them. Verb by verb against the
// CPU, then the same bytes.

#include "backend/dual/dual.hpp"
#include "device_proof.hpp"
#include "kit/catch.hpp"

namespace squall {
namespace {

using namespace toy;

void check_agreement(const Setup& setup, const Shape& shape) {
  ThreadPool pool(1);
  CpuBackend cpu(pool);
  CudaBackend gpu({});
  DualBackend dual(cpu, gpu);
  const Bytes expected = proof_by(cpu, setup, shape);
  CHECK(proof_by(dual, setup, shape) == expected);
  CHECK(proof_by(gpu, setup, shape) == expected);
  CHECK(setup.reason(expected) == "");
  CHECK(gpu.gpu().pool().used() <= gpu_memory_needed(setup.verifying(), setup.p, shape));
}

TEST_CASE("the device makes the CPU's proofs, degrees 3 and 4") {
  for (const auto& [degree, group] : {std::pair{3u, 2u}, std::pair{4u, 3u}}) {
    Setup setup(toy::params("test"), {.max_degree = degree, .group_size = group});
    check_agreement(setup, setup.shape(setup.toy.cut_heights(), 9));
  }
}

TEST_CASE("the device makes the CPU's proofs of instances of many heights") {
  Setup setup(toy::params("test"), {.max_degree = 4, .group_size = 3, .image_log = 8});
  auto heights = setup.toy.heights();
  heights[toy::kAddChip] = {6, 8};
  heights[toy::kStoreChip] = {7, 6};
  check_agreement(setup, setup.shape(heights, 10));
}

TEST_CASE("the order of threads does not change a proof") {
  Setup setup(toy::params("test"));
  const Shape shape = setup.shape(setup.toy.cut_heights());
  const Bytes expected = setup.prove(shape).proof;
#ifdef SQUALL_CUDA_EMULATED
  using emulation::ThreadOrder;
  for (const ThreadOrder order : {ThreadOrder::kBackward, ThreadOrder::kRandom}) {
    emulation::machine().order = order;
    CudaBackend gpu({});
    CHECK(proof_by(gpu, setup, shape) == expected);
  }
  emulation::machine().order = ThreadOrder::kForward;
#endif
}

TEST_CASE("a pool of exactly the estimate suffices, again and again") {
  for (const unsigned log_rows : {0u, 10u}) {
    Setup setup(toy::params("test"), {.max_degree = 4, .group_size = 3});
    const Shape shape = setup.shape(setup.toy.cut_heights(), log_rows);
    const std::uint64_t need = gpu_memory_needed(setup.verifying(), setup.p, shape);
    CudaBackend gpu({0, need});
    CHECK(gpu.memory_limit() <= need);
    const ProvingKey key = make_proving_key(gpu, setup.toy.machine, setup.toy.preprocessed, setup.p.skip);
    const Bytes expected = setup.prove(shape).proof;
    for (int i = 0; i < 3; ++i) {
      gpu.gpu().pool().reset_peak();
      CHECK(setup.prove(gpu, key, shape).proof == expected);
      CHECK(gpu.gpu().pool().peak() <= need);
    }
  }
}

}  // namespace
}  // namespace squall
