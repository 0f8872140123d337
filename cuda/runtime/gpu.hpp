#pragma once

// One device: memory from a pool, one stream on which everything happens in order, and pinned memory through which
// data come and go. Not thread-safe: one Gpu per thread that proves; several devices, several Gpus.
//
// Pointers that come from here are device pointers: the host passes them around and never follows them.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "cuda/runtime/cost_model.hpp"
#include "cuda/runtime/error.hpp"
#include "cuda/runtime/language.hpp"
#include "cuda/runtime/pool.hpp"
#include "cuda/runtime/profile.hpp"

namespace squall::cuda {

class Gpu;

// `size` values of T in device memory. Move-only; returns its memory to the pool.
template <class T>
class DeviceBuffer {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  DeviceBuffer() = default;
  DeviceBuffer(DeviceBuffer&& other) noexcept { swap(other); }
  DeviceBuffer& operator=(DeviceBuffer&& other) noexcept {
    DeviceBuffer(std::move(other)).swap(*this);
    return *this;
  }
  ~DeviceBuffer();

  T* data() { return data_; }
  const T* data() const { return data_; }
  std::size_t size() const { return size_; }
  std::size_t bytes() const { return size_ * sizeof(T); }
  bool empty() const { return size_ == 0; }

 private:
  friend class Gpu;
  DeviceBuffer(Gpu& gpu, T* data, std::size_t size) : gpu_(&gpu), data_(data), size_(size) {}
  void swap(DeviceBuffer& other) noexcept {
    std::swap(gpu_, other.gpu_);
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
  }
  Gpu* gpu_ = nullptr;
  T* data_ = nullptr;
  std::size_t size_ = 0;
};

// How to launch. Grids and blocks are one-dimensional unless y or z are given.
struct Launch {
  const char* name;  // in profiles and in errors: what it computes
  dim3 grid, block;
  std::size_t shared = 0;  // bytes of dynamic shared memory
  Cost cost = {};
};

class Gpu {
 public:
  struct Options {
    std::size_t memory = 0;  // of the pool, in bytes; 0: nearly all that is free
    bool profile = false;    // times every launch, which costs a little
  };
  // Throws DeviceFailure.
  explicit Gpu(int device) : Gpu(device, Options()) {}
  Gpu(int device, const Options& options);
  ~Gpu();
  Gpu(const Gpu&) = delete;
  Gpu& operator=(const Gpu&) = delete;

  const std::string& device_name() const { return device_name_; }
  Pool& pool() { return pool_; }
  const Pool& pool() const { return pool_; }
  const DeviceRates& rates() const { return rates_; }
  unsigned multiprocessors() const { return multiprocessors_; }

  // Contents are arbitrary. Throws DeviceFailure if the pool is exhausted, which planning should have prevented.
  template <class T>
  DeviceBuffer<T> buffer(std::size_t size) {
    return {*this, static_cast<T*>(allocate(size * sizeof(T))), size};
  }
  // The same for what stays longer than a verb: matrices, trees, tables of constants.
  template <class T>
  DeviceBuffer<T> lasting(std::size_t size) {
    return {*this, static_cast<T*>(allocate(size * sizeof(T), Pool::Lifetime::kLasting)), size};
  }
  template <class T>
  DeviceBuffer<T> zeros(std::size_t size) {
    DeviceBuffer<T> b = buffer<T>(size);
    clear(b.data(), b.bytes());
    return b;
  }
  template <class T>
  DeviceBuffer<T> copy(std::span<const T> values) {
    DeviceBuffer<T> b = buffer<T>(values.size());
    upload(b.data(), values);
    return b;
  }
  template <class T>
  DeviceBuffer<T> copy(const std::vector<T>& values) {
    return copy(std::span<const T>(values));
  }

  // The source may be changed as soon as this returns; the copy is in the order of the stream.
  template <class T>
  void upload(T* to, std::span<const T> from) {
    upload_bytes(to, from.data(), from.size_bytes());
  }
  // Waits for everything before it: a round trip.
  template <class T>
  void download(std::span<T> to, const T* from) {
    download_bytes(to.data(), from, to.size_bytes());
  }
  template <class T>
  std::vector<T> download(const T* from, std::size_t size) {
    std::vector<T> values(size);
    download(std::span<T>(values), from);
    return values;
  }
  void clear(void* to, std::size_t bytes);
  void copy_on_device(void* to, const void* from, std::size_t bytes);

  // Runs a kernel in the order of the stream. Errors that show later name the last launches.
  template <class... Parameters, class... Arguments>
  void launch(const Launch& launch, void (*kernel)(Parameters...), const Arguments&... arguments) {
    static_assert((std::is_trivially_copyable_v<Parameters> && ...));
    static_assert(sizeof...(Parameters) == sizeof...(Arguments));
    if (launch.grid.x == 0) return;
    begin_launch(launch);
#ifdef SQUALL_CUDA_EMULATED
    const cudaError_t error = emulation::machine().outcome(emulation::Machine::kLaunch);
    if (error == cudaSuccess) {
      ++emulation::machine().launches;
      emulation::launch(kernel, launch.grid, launch.block, launch.shared, arguments...);
    }
#else
    constexpr std::size_t kSharedWithoutAsking = 48 << 10;
    if (launch.shared > kSharedWithoutAsking) {
      ensure(cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, static_cast<int>(launch.shared)),
             launch.name);
    }
    const cudaError_t error = launch_on_device(launch, kernel, static_cast<Parameters>(arguments)...);
#endif
    end_launch(launch, error);
  }

  // Waits for the device.
  void synchronize();

  cudaStream_t stream() const { return stream_; }
  // A second stream, for transfers that overlap with kernels; its users order it by events.
  cudaStream_t transfer_stream() const { return transfer_stream_; }

  // Times of launches so far, if asked for. Waits for the device.
  const Profile& profile();
  void reset_profile();

 private:
  template <class T>
  friend class DeviceBuffer;

  void close() noexcept;
  void* allocate(std::size_t bytes, Pool::Lifetime lifetime = Pool::Lifetime::kShort);
  void release(void* p, std::size_t bytes) noexcept;
  void upload_bytes(void* to, const void* from, std::size_t bytes);
  void download_bytes(void* to, const void* from, std::size_t bytes);
  void begin_launch(const Launch& launch);
  void end_launch(const Launch& launch, cudaError_t error);
  void collect_times();
#ifndef SQUALL_CUDA_EMULATED
  template <class... Parameters>
  cudaError_t launch_on_device(const Launch& launch, void (*kernel)(Parameters...), Parameters... arguments) {
    void* pointers[] = {static_cast<void*>(&arguments)..., nullptr};
    return cudaLaunchKernel(reinterpret_cast<const void*>(kernel), launch.grid, launch.block, pointers, launch.shared,
                            stream_);
  }
#endif

  struct Timing {
    std::string name;
    Cost cost;
    cudaEvent_t begin, end;
  };
  // A slice of pinned memory through which uploads go; `sent` has happened once it may be written again.
  struct Slice {
    char* memory = nullptr;
    cudaEvent_t sent = nullptr;
    bool in_flight = false;
  };
  static constexpr std::size_t kSlice = 1 << 20, kSlices = 4, kTimings = 512;

  int device_;
  std::string device_name_;
  unsigned multiprocessors_ = 1;
  DeviceRates rates_;
  Pool pool_;
  char* memory_ = nullptr;
  char* pinned_ = nullptr;
  cudaStream_t stream_ = nullptr, transfer_stream_ = nullptr;
  Slice slices_[kSlices];
  std::size_t next_slice_ = 0;
  bool profiling_;
  Profile profile_;
  std::vector<Timing> timings_;
  std::vector<cudaEvent_t> spare_events_;
  const char* last_launch_ = "no kernel yet";
};

template <class T>
DeviceBuffer<T>::~DeviceBuffer() {
  if (gpu_) gpu_->release(data_, bytes());
}

// Blocks of `threads` that cover `count`.
inline unsigned blocks_for(std::size_t count, unsigned threads) {
  return static_cast<unsigned>((count + threads - 1) / threads);
}

}  // namespace squall::cuda
