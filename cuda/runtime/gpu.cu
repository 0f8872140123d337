#include <algorithm>
#include <cstring>

#include "backend/gpu.hpp"
#include "cuda/runtime/gpu.hpp"

namespace squall::cuda {
namespace {

cudaEvent_t make_event(unsigned flags) {
  cudaEvent_t event;
  ensure(cudaEventCreateWithFlags(&event, flags), "making an event");
  return event;
}

std::size_t default_memory() {
  std::size_t free = 0, total = 0;
  ensure(cudaMemGetInfo(&free, &total), "asking for free memory");
  return usable_gpu_memory(total, free);
}

DeviceRates rates_of(int device, unsigned multiprocessors) {
  int clock_khz = 0, memory_khz = 0, bus_bits = 0;
  cudaDeviceGetAttribute(&clock_khz, cudaDevAttrClockRate, device);
  cudaDeviceGetAttribute(&memory_khz, cudaDevAttrMemoryClockRate, device);
  cudaDeviceGetAttribute(&bus_bits, cudaDevAttrGlobalMemoryBusWidth, device);
  return {2.0 * memory_khz * 1e3 * bus_bits / 8, 64.0 * multiprocessors * clock_khz * 1e3};
}

}  // namespace

Gpu::Gpu(int device, const Options& options) : device_(device), pool_(0), profiling_(options.profile) {
  ensure(cudaSetDevice(device), "choosing the device");
  cudaDeviceProp properties;
  ensure(cudaGetDeviceProperties(&properties, device), "asking what the device is");
  device_name_ = properties.name;
  multiprocessors_ = static_cast<unsigned>(properties.multiProcessorCount);
  rates_ = rates_of(device, multiprocessors_);
  pool_ = Pool(options.memory ? options.memory : default_memory());
  try {
    void* p = nullptr;
    ensure(cudaMalloc(&p, std::max(pool_.size(), Pool::kGrain)), "allocating the pool of device memory");
    memory_ = static_cast<char*>(p);
#ifdef SQUALL_CUDA_EMULATED
    emulation::forbid(memory_, pool_.size());
#endif
    ensure(cudaHostAlloc(&p, kSlice * kSlices, cudaHostAllocDefault), "allocating pinned memory");
    pinned_ = static_cast<char*>(p);
    ensure(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking), "making a stream");
    ensure(cudaStreamCreateWithFlags(&transfer_stream_, cudaStreamNonBlocking), "making a stream");
    for (std::size_t i = 0; i < kSlices; ++i) slices_[i] = {pinned_ + i * kSlice, make_event(cudaEventDisableTiming)};
  } catch (...) {
    close();
    throw;
  }
}

Gpu::~Gpu() { close(); }

void Gpu::close() noexcept {
  // Errors were reported by whoever caused them; here there is nothing left to do about them.
  cudaSetDevice(device_);
  if (stream_) cudaStreamSynchronize(stream_);
  for (Timing& t : timings_) {
    cudaEventDestroy(t.begin);
    cudaEventDestroy(t.end);
  }
  timings_.clear();
  for (cudaEvent_t event : spare_events_) cudaEventDestroy(event);
  spare_events_.clear();
  for (Slice& slice : slices_) {
    if (slice.sent) cudaEventDestroy(slice.sent);
    slice = {};
  }
  if (stream_) cudaStreamDestroy(stream_);
  if (transfer_stream_) cudaStreamDestroy(transfer_stream_);
  if (pinned_) cudaFreeHost(pinned_);
  if (memory_) cudaFree(memory_);
  stream_ = transfer_stream_ = nullptr;
  pinned_ = memory_ = nullptr;
}

void* Gpu::allocate(std::size_t bytes, Pool::Lifetime lifetime) {
  const auto offset = pool_.allocate(bytes, lifetime);
  if (!offset) {
    const auto mib = [](std::size_t size) { return std::to_string(size >> 20) + " MiB"; };
    const std::string doing = "taking " + std::to_string(bytes >> 10) + " KiB of the pool of " + mib(pool_.size()) +
                              ", of which " + mib(pool_.used()) + " are in use and " + mib(pool_.largest_free()) +
                              " free in one piece";
    fail(cudaErrorMemoryAllocation, doing.c_str());
  }
  char* p = memory_ + *offset;
#ifdef SQUALL_CUDA_EMULATED
  emulation::allow(p, bytes);
  if (bytes) std::memset(p, 0xcd, bytes);  // arbitrary contents: nobody may count on zeros
#endif
  return p;
}

void Gpu::release(void* p, std::size_t bytes) noexcept {
#ifdef SQUALL_CUDA_EMULATED
  emulation::forbid(p, Pool::rounded(bytes));
#endif
  pool_.release(static_cast<std::size_t>(static_cast<char*>(p) - memory_), bytes);
}

void Gpu::upload_bytes(void* to, const void* from, std::size_t bytes) {
  profile_.uploaded += static_cast<double>(bytes);
  for (std::size_t done = 0; done < bytes;) {
    Slice& slice = slices_[next_slice_];
    next_slice_ = (next_slice_ + 1) % kSlices;
    if (slice.in_flight) ensure(cudaEventSynchronize(slice.sent), last_launch_);
    const std::size_t part = std::min(kSlice, bytes - done);
    std::memcpy(slice.memory, static_cast<const char*>(from) + done, part);
    ensure(cudaMemcpyAsync(static_cast<char*>(to) + done, slice.memory, part, cudaMemcpyHostToDevice, stream_),
           "copying to the device");
    ensure(cudaEventRecord(slice.sent, stream_), "copying to the device");
    slice.in_flight = true;
    done += part;
  }
}

void Gpu::download_bytes(void* to, const void* from, std::size_t bytes) {
  profile_.downloaded += static_cast<double>(bytes);
  ++profile_.round_trips;
  Slice& slice = slices_[next_slice_];
  for (std::size_t done = 0; done < bytes;) {
    const std::size_t part = std::min(kSlice, bytes - done);
    ensure(cudaMemcpyAsync(slice.memory, static_cast<const char*>(from) + done, part, cudaMemcpyDeviceToHost, stream_),
           "copying from the device");
    ensure(cudaStreamSynchronize(stream_), last_launch_);
    std::memcpy(static_cast<char*>(to) + done, slice.memory, part);
    done += part;
  }
}

void Gpu::clear(void* to, std::size_t bytes) {
  if (bytes) ensure(cudaMemsetAsync(to, 0, bytes, stream_), "clearing device memory");
}

void Gpu::copy_on_device(void* to, const void* from, std::size_t bytes) {
  if (bytes) ensure(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToDevice, stream_), "copying on the device");
}

void Gpu::begin_launch(const Launch& launch) {
  last_launch_ = launch.name;
  if (!profiling_) return;
  if (timings_.size() == kTimings) collect_times();
  const auto event = [&] {
    if (spare_events_.empty()) return make_event(cudaEventDefault);
    const cudaEvent_t spare = spare_events_.back();
    spare_events_.pop_back();
    return spare;
  };
  const cudaEvent_t begin = event(), end = event();
  timings_.push_back({launch.name, launch.cost, begin, end});
  ensure(cudaEventRecord(begin, stream_), launch.name);
}

void Gpu::end_launch(const Launch& launch, cudaError_t error) {
  ensure(error, launch.name);
  if (profiling_) ensure(cudaEventRecord(timings_.back().end, stream_), launch.name);
}

void Gpu::collect_times() {
  synchronize();
  for (const Timing& t : timings_) {
    float milliseconds = 0;
    ensure(cudaEventElapsedTime(&milliseconds, t.begin, t.end), t.name.c_str());
    profile_.add(t.name, milliseconds * 1e-3, t.cost);
    spare_events_.push_back(t.begin);
    spare_events_.push_back(t.end);
  }
  timings_.clear();
}

void Gpu::synchronize() { ensure(cudaStreamSynchronize(stream_), last_launch_); }

const Profile& Gpu::profile() {
  collect_times();
  return profile_;
}

void Gpu::reset_profile() {
  collect_times();
  profile_ = {};
}

}  // namespace squall::cuda
