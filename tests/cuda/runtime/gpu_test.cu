// Gpu: memory, transfers, launches, and what happens when the device fails.

#include <numeric>
#include <string>

#include "backend/backend.hpp"
#include "cuda/runtime/gpu.hpp"
#include "kit/catch.hpp"

using namespace squall;
using namespace squall::cuda;

namespace {

__global__ void add_one(std::uint32_t* words, std::size_t count) {
  const std::size_t i = std::size_t(blockIdx.x) * blockDim.x + threadIdx.x;
  if (i < count) ++words[i];
}

// Every thread publishes its number, then reads that of the thread `shift` further on.
__global__ void rotate(std::uint32_t* out, unsigned shift) {
  SQUALL_SHARED(std::uint32_t, words);
  words[threadIdx.x] = blockIdx.x * blockDim.x + threadIdx.x;
  __syncthreads();
  out[blockIdx.x * blockDim.x + threadIdx.x] = words[(threadIdx.x + shift) % blockDim.x];
}

__global__ void warp_words(std::uint32_t* out) {
  const unsigned lane = threadIdx.x % 32;
  out[threadIdx.x] = __shfl_xor_sync(0xffffffffu, lane, 5);
  out[32 + threadIdx.x] = __ballot_sync(0xffffffffu, lane % 3 == 0);
  out[64 + threadIdx.x] = __shfl_down_sync(0xffffffffu, lane, 4u);
  out[96 + threadIdx.x] = __shfl_up_sync(0xffffffffu, lane, 4u);
}

std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const DeviceFailure& e) {
    return e.what();
  }
  return "";
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("data of all sizes go to the device, are changed there, and come back") {
  Gpu gpu(0);
  for (const std::size_t size : {std::size_t(1), std::size_t(255), std::size_t(70001), (std::size_t(9) << 18) + 3}) {
    std::vector<std::uint32_t> values(size);
    std::iota(values.begin(), values.end(), 7u);
    DeviceBuffer<std::uint32_t> buffer = gpu.copy(values);
    if (size < 100000) {
      gpu.launch({"add one", blocks_for(size, 128), 128}, add_one, buffer.data(), size);
      for (std::uint32_t& x : values) ++x;
    }
    DeviceBuffer<std::uint32_t> second = gpu.buffer<std::uint32_t>(size);
    gpu.copy_on_device(second.data(), buffer.data(), buffer.bytes());
    CHECK(gpu.download(second.data(), size) == values);
  }
  const DeviceBuffer<std::uint32_t> zeros = gpu.zeros<std::uint32_t>(1000);
  CHECK(gpu.download(zeros.data(), 1000) == std::vector<std::uint32_t>(1000));
  CHECK(gpu.download(static_cast<const std::uint32_t*>(nullptr), 0).empty());
}

TEST_CASE("buffers give their memory back when they are moved or end") {
  Gpu gpu(0, {1 << 20, false});
  DeviceBuffer<char> a = gpu.buffer<char>(1000);
  DeviceBuffer<char> b = std::move(a);
  CHECK(a.empty());
  CHECK(gpu.pool().used() == Pool::rounded(1000));
  b = gpu.buffer<char>(5000);
  CHECK(gpu.pool().used() == Pool::rounded(5000));
  b = {};
  CHECK(gpu.pool().used() == 0);
  const std::string message = message_of([&] { gpu.buffer<char>(2 << 20); });
  CHECK(contains(message, "2048 KiB"));
  CHECK(contains(message, "cudaErrorMemoryAllocation"));
}

TEST_CASE("barriers and warp collectives in every order of threads") {
  Gpu gpu(0);
  DeviceBuffer<std::uint32_t> out = gpu.buffer<std::uint32_t>(3 * 96);
  DeviceBuffer<std::uint32_t> words = gpu.buffer<std::uint32_t>(128);
#ifdef SQUALL_CUDA_EMULATED
  using emulation::ThreadOrder;
  for (const auto order : {ThreadOrder::kForward, ThreadOrder::kBackward, ThreadOrder::kRandom}) {
    emulation::machine().order = order;
#else
  {
#endif
    gpu.launch({"rotate", 3, 96, 96 * sizeof(std::uint32_t)}, rotate, out.data(), 5u);
    const auto rotated = gpu.download(out.data(), 3 * 96);
    for (unsigned i = 0; i < 3 * 96; ++i) REQUIRE(rotated[i] == i / 96 * 96 + (i % 96 + 5) % 96);
    gpu.launch({"warp", 1, 32}, warp_words, words.data());
    const auto got = gpu.download(words.data(), 128);
    std::uint32_t votes = 0;
    for (unsigned i = 0; i < 32; i += 3) votes |= 1u << i;
    for (unsigned i = 0; i < 32; ++i) {
      REQUIRE(got[i] == (i ^ 5));
      REQUIRE(got[32 + i] == votes);
      REQUIRE(got[64 + i] == (i + 4 < 32 ? i + 4 : i));
      REQUIRE(got[96 + i] == (i >= 4 ? i - 4 : i));
    }
  }
#ifdef SQUALL_CUDA_EMULATED
  emulation::machine().order = ThreadOrder::kForward;
#endif
}

TEST_CASE("a profile counts launches, time and work by name") {
  Gpu gpu(0, {0, true});
  DeviceBuffer<std::uint32_t> buffer = gpu.zeros<std::uint32_t>(1000);
  for (int i = 0; i < 600; ++i) {
    gpu.launch({i % 3 ? "a" : "b", 8, 128, 0, {100, 10}}, add_one, buffer.data(), buffer.size());
  }
  const auto kernels = gpu.profile().kernels();
  REQUIRE(kernels.size() == 2);
  const KernelProfile& a = kernels[0].name == "a" ? kernels[0] : kernels[1];
  CHECK(a.launches == 400);
  CHECK(a.cost.bytes == 40000);
  CHECK(a.cost.slots == 4000);
  CHECK(a.seconds > 0);
  gpu.reset_profile();
  CHECK(gpu.profile().kernels().empty());
}

#ifdef SQUALL_CUDA_EMULATED

TEST_CASE("what fails is named, with CUDA's error and what can be done") {
  auto& machine = emulation::machine();
  using Call = emulation::Machine;
  {
    machine.fail(Call::kAllocate, 1, cudaErrorMemoryAllocation);
    const std::string message = message_of([] { Gpu gpu(0); });
    CHECK(contains(message, "allocating the pool of device memory: cudaErrorMemoryAllocation"));
    CHECK(contains(message, "prove a shorter program"));
  }
  machine.mend();
  CHECK(contains(message_of([] { Gpu gpu(3); }), "cudaErrorInvalidDevice"));
  {
    Gpu gpu(0);
    DeviceBuffer<std::uint32_t> buffer = gpu.zeros<std::uint32_t>(100);
    machine.fail(Call::kLaunch, 2, cudaErrorIllegalAddress);
    const auto step = [&] { gpu.launch({"add one", 1, 128}, add_one, buffer.data(), buffer.size()); };
    step();
    const std::string message = message_of(step);
    CHECK(contains(message, "add one: cudaErrorIllegalAddress"));
    CHECK(contains(message, "restarted"));
    // From here on the device refuses everything; letting go of it is still fine.
    CHECK_FALSE(message_of([&] { gpu.download(buffer.data(), 1); }).empty());
  }
  machine.mend();
  {
    Gpu gpu(0);
    machine.fail(Call::kCopy, 1, cudaErrorLaunchFailure);
    CHECK(contains(message_of([&] { gpu.copy(std::vector<int>(10)); }), "copying to the device"));
  }
  machine.mend();
}

#endif
