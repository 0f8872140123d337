// A device that fails, at any moment: no proof, one clear error, and the CPU goes on in the same process.

#include "device_proof.hpp"
#include "kit/catch.hpp"

#ifdef SQUALL_CUDA_EMULATED

namespace squall {
namespace {

using namespace toy;
using Call = emulation::Machine;

TEST_CASE("whatever call fails, the proof ends with the device's error") {
  auto& machine = emulation::machine();
  Setup setup(toy::params("test"));
  const Shape shape = setup.shape(setup.toy.cut_heights());
  const Bytes expected = setup.prove(shape).proof;

  long launches = 0;
  {
    CudaBackend gpu({});
    const ProvingKey key = make_proving_key(gpu, setup.toy.machine, setup.toy.preprocessed, setup.p.skip);
    const long before = machine.launches;
    CHECK(setup.prove(gpu, key, shape).proof == expected);
    launches = machine.launches - before;
  }
  REQUIRE(launches > 50);
  const struct {
    Call::Call call;
    cudaError_t error;
    const char* name;
  } kinds[] = {{Call::kLaunch, cudaErrorIllegalAddress, "cudaErrorIllegalAddress"},
               {Call::kCopy, cudaErrorLaunchFailure, "cudaErrorLaunchFailure"}};
  for (const auto& kind : kinds) {
    for (const long after : {1L, launches / 5, launches / 2, launches * 4 / 5}) {
      CudaBackend gpu({});
      const ProvingKey key = make_proving_key(gpu, setup.toy.machine, setup.toy.preprocessed, setup.p.skip);
      machine.fail(kind.call, after, kind.error);
      const auto error = error_of(gpu, key, setup, shape);
      REQUIRE(error);
      CHECK(error->code == ErrorCode::kDeviceFailure);
      CHECK(error->message.find(kind.name) != std::string::npos);
      machine.mend();
      ThreadPool pool(1);
      CpuBackend cpu(pool);
      CHECK(proof_by(cpu, setup, shape) == expected);
    }
  }
}

TEST_CASE("a pool that is too small is an error, not a crash, and the device stays usable") {
  Setup setup(toy::params("test"));
  const Shape shape = setup.shape(setup.toy.cut_heights());
  CudaBackend small({0, 3 << 20});
  try {
    const ProvingKey key = make_proving_key(small, setup.toy.machine, setup.toy.preprocessed, setup.p.skip);
    const auto error = error_of(small, key, setup, shape);
    REQUIRE(error);
    CHECK(error->code == ErrorCode::kDeviceFailure);
  } catch (const DeviceFailure& e) {
    CHECK(std::string(e.what()).find("pool") != std::string::npos);
  }
  CudaBackend gpu({});
  CHECK(proof_by(gpu, setup, shape) == setup.prove(shape).proof);
}

}  // namespace
}  // namespace squall

#endif
