// backend/gpu.hpp for CUDA.

#include <algorithm>
#include <iterator>
#include <sstream>
#include <string>

#include "backend/gpu.hpp"
#include "cuda/backend/cuda_backend.hpp"

#ifndef SQUALL_CUDA_ARCHITECTURES
#error "the build says for which architectures there is code, as in \"80 90\""
#endif

namespace squall {
namespace {

std::vector<int> architectures() {
  std::istringstream text(SQUALL_CUDA_ARCHITECTURES);
  return {std::istream_iterator<int>(text), std::istream_iterator<int>()};
}

// Code for compute capability X.y runs on devices of capability X.z, z >= y.
bool has_code_for(int major, int minor) {
  const std::vector<int> all = architectures();
  return std::any_of(all.begin(), all.end(), [&](int a) { return a / 10 == major && a % 10 <= minor; });
}

std::string sentence(cudaError_t error) {
  std::string text = std::string(cudaGetErrorName(error)) + " (" + cudaGetErrorString(error) + ")";
  if (const char* what = cuda::advice(error); *what) text += std::string("; ") + what;
  return text;
}

// The devices that the driver shows, or the reason why it shows none.
cudaError_t count_devices(int& count) {
  count = 0;
  const cudaError_t error = cudaGetDeviceCount(&count);
  if (error != cudaSuccess) {
    cudaGetLastError();  // what was asked in vain must not fail the next call
    count = 0;
  }
  return error == cudaSuccess && count == 0 ? cudaErrorNoDevice : error;
}

GpuInfo describe(int number) {
  GpuInfo info;
  info.number = number;
  cudaDeviceProp properties;
  cudaError_t error = cudaGetDeviceProperties(&properties, number);
  if (error == cudaSuccess) {
    info.name = properties.name;
    info.major = properties.major;
    info.minor = properties.minor;
    info.total_memory = properties.totalGlobalMem;
    if (!has_code_for(info.major, info.minor)) {
      info.problem = sentence(cudaErrorNoKernelImageForDevice);
      return info;
    }
    std::size_t free = 0, total = 0;
    error = cudaSetDevice(number);
    if (error == cudaSuccess) error = cudaMemGetInfo(&free, &total);
    info.free_memory = free;
  }
  if (error != cudaSuccess) {
    cudaGetLastError();
    info.problem = sentence(error);
  }
  return info;
}

}  // namespace

GpuSupport gpu_support() {
  GpuSupport support;
  support.built = true;
  support.architectures = architectures();
  int count = 0;
  if (const cudaError_t error = count_devices(count); error != cudaSuccess) support.problem = sentence(error);
  return support;
}

std::vector<GpuInfo> list_gpus() {
  int count = 0;
  count_devices(count);
  std::vector<GpuInfo> list;
  for (int number = 0; number < count; ++number) list.push_back(describe(number));
  return list;
}

std::unique_ptr<Backend> make_gpu_backend(const GpuOptions& options) {
  int count = 0;
  cuda::ensure(count_devices(count), "looking for devices");
  if (options.device < 0 || options.device >= count) cuda::fail(cudaErrorInvalidDevice, "choosing the device");
  const GpuInfo info = describe(options.device);
  if (!info.problem.empty()) {
    throw DeviceFailure("CUDA: device " + std::to_string(options.device) + ": " + info.problem);
  }
  return std::make_unique<CudaBackend>(options);
}

}  // namespace squall
