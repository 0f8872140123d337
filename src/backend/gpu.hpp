#pragma once

// The port to GPUs: what a build has, what the machine has, and a back end on one device. Implemented by the CUDA
// library, or by squall_gpu_absent in builds without it; an executable links one of the two. No state is shared between
// calls, and back ends on different devices know nothing of each other.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "backend/backend.hpp"

namespace squall {

struct GpuSupport {
  bool built = false;              // this build has a GPU back end
  std::vector<int> architectures;  // that it has code for: 90 is compute capability 9.0
  std::string problem;             // why no GPU can be used whatever there is (driver missing, too old), and what to do
};
// Never throws.
GpuSupport gpu_support();

struct GpuInfo {
  int number = 0;  // as the driver counts, from 0
  std::string name;
  int major = 0, minor = 0;  // compute capability
  std::uint64_t total_memory = 0, free_memory = 0;
  std::string problem;  // empty if it can be used, otherwise what is wrong and what to do
};
// All that the driver shows, usable or not. Never throws.
std::vector<GpuInfo> list_gpus();

// Of a device, what its back end takes if it is not told otherwise: nearly all that is free. The rest is for kernels'
// local memory and for other programs.
constexpr std::uint64_t usable_gpu_memory(std::uint64_t total, std::uint64_t free) {
  const std::uint64_t least = std::uint64_t(256) << 20, share = total / 32, reserve = share < least ? least : share;
  return free > reserve ? free - reserve : 0;
}

struct GpuOptions {
  int device = 0;
  std::uint64_t memory = 0;  // bytes of device memory to take; 0: nearly all that is free
  bool profile = false;      // time every kernel, for Backend::kernel_times
  unsigned threads = 0;      // of the host, where they help; 0: one per processor
};
// Throws DeviceFailure.
std::unique_ptr<Backend> make_gpu_backend(const GpuOptions& options);

// Bytes of device memory that a proof of this shape takes, the key's preprocessed matrix and tree included: an upper
// bound. Needs no device.
std::uint64_t gpu_memory_needed(const VerifyingKey& key, const Params& params, const Shape& shape);

}  // namespace squall
