// Kernels with one fault each: run by ctest in the builds that have to notice it.
//
//   faulty_kernels race|overrun|mask|part

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "cuda/runtime/gpu.hpp"

using namespace squall::cuda;

namespace {

__global__ void race(std::uint32_t* out) {  // lacks the barrier between write and read
  SQUALL_SHARED(std::uint32_t, words);
  words[threadIdx.x] = threadIdx.x;
  out[threadIdx.x] = words[(threadIdx.x + 63) % 64];
}
__global__ void overrun(std::uint32_t* out, std::size_t count) { out[threadIdx.x + count - 1] = 1; }
__global__ void mask(std::uint32_t* out) { out[threadIdx.x] = __shfl_sync(0xffffu, threadIdx.x, 20); }
__global__ void part(std::uint32_t* out) {
  if (threadIdx.x < 40) __syncthreads();
  out[threadIdx.x] = 1;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGABRT, [](int) { std::_Exit(1); });  // ctest takes the message, not the signal
  const std::string_view fault = argc > 1 ? argv[1] : "";
  Gpu gpu(0, {1 << 20, false});
  DeviceBuffer<std::uint32_t> next = gpu.buffer<std::uint32_t>(64), out = gpu.buffer<std::uint32_t>(64);
  next = {};  // nobody's memory behind `out`
  const Launch launch{"a faulty kernel", 1, 64, 256};
  if (fault == "race") gpu.launch(launch, race, out.data());
  if (fault == "overrun") gpu.launch(launch, overrun, out.data(), out.size());
  if (fault == "mask") gpu.launch(launch, mask, out.data());
  if (fault == "part") gpu.launch(launch, part, out.data());
  std::puts("nothing was noticed");
}
