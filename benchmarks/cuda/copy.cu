#include <chrono>

#include "report.hpp"

namespace squall::bench {
namespace {

constexpr unsigned kThreads = 256;

__global__ void __launch_bounds__(kThreads) copy_kernel(const uint4* from, uint4* to, std::size_t count) {
  const std::size_t i = std::size_t(blockIdx.x) * kThreads + threadIdx.x;
  if (i < count) to[i] = from[i];
}
__global__ void __launch_bounds__(kThreads) read_kernel(const uint4* from, uint4* to, std::size_t count) {
  uint4 sum = make_uint4(0, 0, 0, 0);
  for (std::size_t i = std::size_t(blockIdx.x) * kThreads + threadIdx.x; i < count;
       i += std::size_t(gridDim.x) * kThreads) {
    const uint4 x = from[i];
    sum = make_uint4(sum.x ^ x.x, sum.y ^ x.y, sum.z ^ x.z, sum.w ^ x.w);
  }
  if ((sum.x ^ sum.y ^ sum.z ^ sum.w) == 0x12345678u) to[0] = sum;  // keeps the loads
}
__global__ void nothing() {}

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

void bench_copy(Report& report) {
  cuda::Gpu& gpu = report.gpu();
  const std::size_t bytes = std::min(gpu.pool().largest_free() / 4, std::size_t(2) << 30) & ~std::size_t(4095);
  const std::size_t count = bytes / sizeof(uint4);
  auto from = gpu.zeros<uint4>(count), to = gpu.zeros<uint4>(count);
  const double size = static_cast<double>(bytes);
  const auto run = [&](const char* name, double moved, auto* kernel, unsigned blocks) {
    const double seconds = report.seconds(10, [&] {
      gpu.launch({name, blocks, kThreads, 0, {moved, 0}}, kernel, static_cast<const uint4*>(from.data()), to.data(),
                 count);
    });
    report.add(name, {{"bytes", moved}, {"seconds", seconds}, {"gigabytes_per_second", moved / seconds / 1e9}});
  };
  run("copy", 2 * size, copy_kernel, cuda::blocks_for(count, kThreads));
  run("read", size, read_kernel, 16 * gpu.multiprocessors());

  std::vector<std::uint8_t> host(std::min<std::size_t>(bytes, std::size_t(256) << 20));
  auto* target = reinterpret_cast<std::uint8_t*>(from.data());
  auto begin = std::chrono::steady_clock::now();
  gpu.upload(target, std::span<const std::uint8_t>(host));
  gpu.synchronize();
  report.add("upload", {{"gigabytes_per_second", static_cast<double>(host.size()) / seconds_since(begin) / 1e9}});
  begin = std::chrono::steady_clock::now();
  gpu.download(std::span<std::uint8_t>(host), target);
  report.add("download", {{"gigabytes_per_second", static_cast<double>(host.size()) / seconds_since(begin) / 1e9}});

  constexpr int kLaunches = 1000;
  begin = std::chrono::steady_clock::now();
  for (int i = 0; i < kLaunches; ++i) gpu.launch({"nothing", 1, 32}, nothing);
  gpu.synchronize();
  report.add("launch", {{"microseconds", seconds_since(begin) / kLaunches * 1e6}});
  begin = std::chrono::steady_clock::now();
  for (int i = 0; i < 200; ++i) {
    gpu.launch({"nothing", 1, 32}, nothing);
    gpu.download(target, 64);
  }
  report.add("round trip", {{"microseconds", seconds_since(begin) / 200 * 1e6}});
}

}  // namespace squall::bench
