#include "backend/gpu.hpp"
#include "backend/memory.hpp"

namespace squall {

namespace {

const char* const kNotBuilt = "this build of Squall has no CUDA back end; build it where nvcc is found";

}  // namespace

GpuSupport gpu_support() { return {false, {}, kNotBuilt}; }

std::vector<GpuInfo> list_gpus() { return {}; }

std::unique_ptr<Backend> make_gpu_backend(const GpuOptions&) { throw DeviceFailure(kNotBuilt); }

std::uint64_t gpu_memory_needed(const VerifyingKey& key, const Params&, const Shape& shape) {
  return host_memory(key, shape);
}

}  // namespace squall
