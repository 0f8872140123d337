// The port: what it says about devices, good and bad.

#include <thread>

#include "device_proof.hpp"
#include "kit/catch.hpp"

namespace squall {
namespace {

using namespace toy;

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST_CASE("devices are listed with their memory") {
  CHECK(gpu_support().built);
  CHECK_FALSE(gpu_support().architectures.empty());
  const auto gpus = list_gpus();
  REQUIRE_FALSE(gpus.empty());
  CHECK(gpus[0].total_memory > 0);
  CHECK(gpus[0].problem == "");
}

#ifdef SQUALL_CUDA_EMULATED

std::string failure_of(const GpuOptions& options) {
  try {
    make_gpu_backend(options);
  } catch (const DeviceFailure& e) {
    return e.what();
  }
  return "";
}

TEST_CASE("no driver, no device, a wrong number, too old a device: said, with what to do") {
  auto& machine = emulation::machine();
  machine.fail(emulation::Machine::kQuery, 1, cudaErrorInsufficientDriver);
  CHECK(contains(gpu_support().problem, "cudaErrorInsufficientDriver"));
  machine.fail(emulation::Machine::kQuery, 1, cudaErrorInsufficientDriver);
  CHECK(list_gpus().empty());
  machine.fail(emulation::Machine::kQuery, 1, cudaErrorInsufficientDriver);
  CHECK(contains(failure_of({}), "update it, or use --backend cpu"));
  machine.mend();

  machine.devices = 0;
  CHECK(contains(gpu_support().problem, "CUDA_VISIBLE_DEVICES"));
  CHECK(contains(failure_of({}), "cudaErrorNoDevice"));
  machine.devices = 2;
  CHECK(list_gpus().size() == 2);
  CHECK(contains(failure_of({.device = 2}), "cudaErrorInvalidDevice"));
  CHECK(contains(failure_of({.device = -1}), "cudaErrorInvalidDevice"));
  machine.devices = 1;

  machine.major = 7;
  CHECK(contains(list_gpus().at(0).problem, "no kernels for the device's architecture"));
  CHECK(contains(failure_of({}), "no kernels for the device's architecture"));
  machine.major = 9;
  CHECK(failure_of({}) == "");
}

TEST_CASE("two devices prove at the same time") {
  emulation::machine().devices = 2;
  Setup setup(toy::params("test"));
  const Shape shape = setup.shape(setup.toy.cut_heights());
  const Bytes expected = setup.prove(shape).proof;
  Bytes proofs[2];
  std::thread threads[2];
  for (int i = 0; i < 2; ++i) {
    threads[i] = std::thread([&, i] {
      CudaBackend gpu({.device = i});
      proofs[i] = proof_by(gpu, setup, shape);
    });
  }
  for (std::thread& thread : threads) thread.join();
  emulation::machine().devices = 1;
  CHECK(proofs[0] == expected);
  CHECK(proofs[1] == expected);
}

#endif

}  // namespace
}  // namespace squall
