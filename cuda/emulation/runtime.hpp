#pragma once

// The part of the CUDA runtime that we use, on the host: memory is memory, streams do everything at once. Included in
// front of every kernel source that is compiled for tests (g++ -include). What a real device could do wrong is under
// the tests' control: number of devices, memory, failing calls, order of threads.

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <sys/mman.h>

#include "cuda/emulation/language.hpp"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#endif

#define SQUALL_CUDA_EMULATED 1

enum cudaError_t {
  cudaSuccess = 0,
  cudaErrorInvalidValue = 1,
  cudaErrorMemoryAllocation = 2,
  cudaErrorInsufficientDriver = 35,
  cudaErrorDevicesUnavailable = 46,
  cudaErrorNoDevice = 100,
  cudaErrorInvalidDevice = 101,
  cudaErrorNoKernelImageForDevice = 209,
  cudaErrorIllegalAddress = 700,
  cudaErrorLaunchFailure = 719
};

namespace squall::emulation {

// What a test may set. Counters count down: the call that takes one to zero fails, and once a launch has failed the
// device stays broken, as a real one does.
struct Machine {
  enum Call { kQuery, kAllocate, kCopy, kLaunch, kCalls };

  int devices = 1;
  std::size_t memory = std::size_t(4) << 30;  // per device
  int major = 9, minor = 0;
  ThreadOrder order = ThreadOrder::kForward;
  std::atomic<long> until_failure[kCalls] = {};  // 0: never
  cudaError_t error[kCalls] = {cudaErrorInsufficientDriver, cudaErrorMemoryAllocation, cudaErrorLaunchFailure,
                               cudaErrorIllegalAddress};
  std::atomic<int> broken{cudaSuccess};
  std::atomic<long> launches{0}, copied_bytes{0};

  void fail(Call call, long after, cudaError_t with) {
    error[call] = with;
    until_failure[call] = after;
  }
  void mend() {
    for (auto& counter : until_failure) counter = 0;
    broken = cudaSuccess;
  }
  cudaError_t outcome(Call call) {
    if (broken != cudaSuccess) return static_cast<cudaError_t>(broken.load());
    if (until_failure[call] == 0 || --until_failure[call] != 0) return cudaSuccess;
    if (call == kLaunch) broken = error[call];
    return error[call];
  }
};
inline Machine& machine() {
  static Machine m;
  return m;
}

// Memory that must not be touched, where a sanitizer can watch it.
inline void forbid([[maybe_unused]] void* p, [[maybe_unused]] std::size_t bytes) {
#if defined(__SANITIZE_ADDRESS__)
  ASAN_POISON_MEMORY_REGION(p, bytes);
#endif
}
inline void allow([[maybe_unused]] void* p, [[maybe_unused]] std::size_t bytes) {
#if defined(__SANITIZE_ADDRESS__)
  ASAN_UNPOISON_MEMORY_REGION(p, bytes);
#endif
}

template <class... Parameters, class... Arguments>
void launch(void (*kernel)(Parameters...), dim3 grid, dim3 block, std::size_t shared, const Arguments&... arguments) {
  BlockRunner& runner = BlockRunner::current();
  runner.order = machine().order;
  gridDim = grid;
  blockDim = block;
  // A multiple of 64, so that AddressSanitizer sees the first byte after it; filled, so that unwritten words show.
  char* memory = static_cast<char*>(std::aligned_alloc(64, (shared + 63) / 64 * 64));
  runner.dynamic_shared = memory;
  const auto body = [&] { kernel(static_cast<Parameters>(arguments)...); };
  for (unsigned z = 0; z < grid.z; ++z) {
    for (unsigned y = 0; y < grid.y; ++y) {
      for (unsigned x = 0; x < grid.x; ++x) {
        blockIdx = {x, y, z};
        std::memset(memory, 0xa5, shared);
        runner.run(body);
      }
    }
  }
  std::free(memory);
}

}  // namespace squall::emulation

using cudaStream_t = void*;
struct SquallEmulatedEvent {
  std::chrono::steady_clock::time_point time;
};
using cudaEvent_t = SquallEmulatedEvent*;
enum cudaMemcpyKind { cudaMemcpyHostToDevice, cudaMemcpyDeviceToHost, cudaMemcpyDeviceToDevice, cudaMemcpyDefault };
enum cudaFuncAttribute { cudaFuncAttributeMaxDynamicSharedMemorySize };
enum cudaDeviceAttr {
  cudaDevAttrComputeCapabilityMajor,
  cudaDevAttrComputeCapabilityMinor,
  cudaDevAttrMultiProcessorCount,
  cudaDevAttrClockRate,
  cudaDevAttrMemoryClockRate,
  cudaDevAttrGlobalMemoryBusWidth
};
inline constexpr unsigned cudaStreamNonBlocking = 1, cudaEventDefault = 0, cudaEventDisableTiming = 2,
                          cudaHostAllocDefault = 0;

struct cudaDeviceProp {
  char name[256] = "emulated device";
  std::size_t totalGlobalMem = 0;
  int major = 0, minor = 0, multiProcessorCount = 4;
  std::size_t sharedMemPerBlockOptin = 227 << 10;
};

inline cudaError_t cudaGetDeviceCount(int* count) {
  auto& m = squall::emulation::machine();
  *count = m.devices;
  const cudaError_t error = m.outcome(squall::emulation::Machine::kQuery);
  return error != cudaSuccess ? error : m.devices == 0 ? cudaErrorNoDevice : cudaSuccess;
}
inline cudaError_t cudaSetDevice(int device) {
  return device < squall::emulation::machine().devices ? cudaSuccess : cudaErrorInvalidDevice;
}
inline cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int) {
  const auto& m = squall::emulation::machine();
  *properties = {};
  properties->totalGlobalMem = m.memory;
  properties->major = m.major;
  properties->minor = m.minor;
  return cudaSuccess;
}
inline cudaError_t cudaDeviceGetAttribute(int* value, cudaDeviceAttr attribute, int) {
  *value = attribute == cudaDevAttrMultiProcessorCount    ? 4
           : attribute == cudaDevAttrGlobalMemoryBusWidth ? 64
                                                          : 1000000;
  return cudaSuccess;
}
inline cudaError_t cudaDriverGetVersion(int* version) {
  *version = 13000;
  return cudaSuccess;
}
inline cudaError_t cudaRuntimeGetVersion(int* version) {
  *version = 13000;
  return cudaSuccess;
}
inline cudaError_t cudaMemGetInfo(std::size_t* free, std::size_t* total) {
  *free = *total = squall::emulation::machine().memory;
  return cudaSuccess;
}
inline cudaError_t cudaMalloc(void** pointer, std::size_t bytes) {
  auto& m = squall::emulation::machine();
  if (const cudaError_t error = m.outcome(squall::emulation::Machine::kAllocate)) return error;
  if (bytes > m.memory) return cudaErrorMemoryAllocation;
  const std::size_t header = 4096;
  void* p = mmap(nullptr, bytes + header, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (p == MAP_FAILED) return cudaErrorMemoryAllocation;
  *static_cast<std::size_t*>(p) = bytes + header;
  *pointer = static_cast<char*>(p) + header;
  return cudaSuccess;
}
inline cudaError_t cudaFree(void* pointer) {
  if (!pointer) return cudaSuccess;
  char* p = static_cast<char*>(pointer) - 4096;
  const std::size_t bytes = *reinterpret_cast<std::size_t*>(p);
  squall::emulation::allow(p, bytes);
  munmap(p, bytes);
  return cudaSuccess;
}
inline cudaError_t cudaHostAlloc(void** pointer, std::size_t bytes, unsigned) {
  if (const cudaError_t error = squall::emulation::machine().outcome(squall::emulation::Machine::kAllocate))
    return error;
  *pointer = std::aligned_alloc(64, (bytes + 63) / 64 * 64);
  return *pointer ? cudaSuccess : cudaErrorMemoryAllocation;
}
inline cudaError_t cudaFreeHost(void* pointer) {
  std::free(pointer);
  return cudaSuccess;
}
inline cudaError_t cudaMemcpyAsync(void* to, const void* from, std::size_t bytes, cudaMemcpyKind, cudaStream_t) {
  auto& m = squall::emulation::machine();
  if (const cudaError_t error = m.outcome(squall::emulation::Machine::kCopy)) return error;
  m.copied_bytes += static_cast<long>(bytes);
  if (bytes) std::memcpy(to, from, bytes);
  return cudaSuccess;
}
inline cudaError_t cudaMemsetAsync(void* to, int value, std::size_t bytes, cudaStream_t) {
  auto& m = squall::emulation::machine();
  if (m.broken != cudaSuccess) return static_cast<cudaError_t>(m.broken.load());
  if (bytes) std::memset(to, value, bytes);
  return cudaSuccess;
}
inline cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned) {
  *stream = new char;
  return cudaSuccess;
}
inline cudaError_t cudaStreamDestroy(cudaStream_t stream) {
  delete static_cast<char*>(stream);
  return cudaSuccess;
}
inline cudaError_t cudaStreamSynchronize(cudaStream_t) {
  return static_cast<cudaError_t>(squall::emulation::machine().broken.load());
}
inline cudaError_t cudaStreamWaitEvent(cudaStream_t, cudaEvent_t, unsigned = 0) { return cudaSuccess; }
inline cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned) {
  *event = new SquallEmulatedEvent;
  return cudaSuccess;
}
inline cudaError_t cudaEventDestroy(cudaEvent_t event) {
  delete event;
  return cudaSuccess;
}
inline cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t) {
  event->time = std::chrono::steady_clock::now();
  return cudaSuccess;
}
inline cudaError_t cudaEventSynchronize(cudaEvent_t) {
  return static_cast<cudaError_t>(squall::emulation::machine().broken.load());
}
inline cudaError_t cudaEventElapsedTime(float* milliseconds, cudaEvent_t begin, cudaEvent_t end) {
  *milliseconds = std::chrono::duration<float, std::milli>(end->time - begin->time).count();
  return cudaSuccess;
}
template <class F>
cudaError_t cudaFuncSetAttribute(F*, cudaFuncAttribute, int) {
  return cudaSuccess;
}
inline cudaError_t cudaGetLastError() { return static_cast<cudaError_t>(squall::emulation::machine().broken.load()); }
inline cudaError_t cudaDeviceReset() { return cudaSuccess; }
inline const char* cudaGetErrorName(cudaError_t error) {
  switch (error) {
    case cudaSuccess:
      return "cudaSuccess";
    case cudaErrorInvalidValue:
      return "cudaErrorInvalidValue";
    case cudaErrorMemoryAllocation:
      return "cudaErrorMemoryAllocation";
    case cudaErrorInsufficientDriver:
      return "cudaErrorInsufficientDriver";
    case cudaErrorDevicesUnavailable:
      return "cudaErrorDevicesUnavailable";
    case cudaErrorNoDevice:
      return "cudaErrorNoDevice";
    case cudaErrorInvalidDevice:
      return "cudaErrorInvalidDevice";
    case cudaErrorNoKernelImageForDevice:
      return "cudaErrorNoKernelImageForDevice";
    case cudaErrorIllegalAddress:
      return "cudaErrorIllegalAddress";
    case cudaErrorLaunchFailure:
      return "cudaErrorLaunchFailure";
  }
  return "unknown";
}
inline const char* cudaGetErrorString(cudaError_t error) {
  return error == cudaSuccess ? "no error" : "an emulated error";
}
