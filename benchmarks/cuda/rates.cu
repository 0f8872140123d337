// Rates of the operations that the cost model counts: chains of independent operations, enough threads to hide latency.

#include "cuda/field/planes.hpp"
#include "report.hpp"

namespace squall::bench {
namespace {

using cuda::Lane;
using cuda::Wide;

constexpr unsigned kThreads = 256, kSteps = 512, kChains = 4;

struct AddWords {
  static constexpr const char* kName = "32-bit add";
  using Value = std::uint32_t;
  static __device__ Value step(Value x, Value y) { return (x + y) ^ (x >> 1); }
  static __device__ Value make(std::uint32_t seed) { return seed; }
  static __device__ std::uint32_t word(Value x) { return x; }
};
struct MultiplyLow {
  static constexpr const char* kName = "32-bit multiply-add";
  using Value = std::uint32_t;
  static __device__ Value step(Value x, Value y) { return x * y + y; }
  static __device__ Value make(std::uint32_t seed) { return seed; }
  static __device__ std::uint32_t word(Value x) { return x; }
};
struct MultiplyHigh {
  static constexpr const char* kName = "32-bit high product";
  using Value = std::uint32_t;
  static __device__ Value step(Value x, Value y) { return __umulhi(x, y) + y; }
  static __device__ Value make(std::uint32_t seed) { return seed; }
  static __device__ std::uint32_t word(Value x) { return x; }
};
struct MultiplyField {
  static constexpr const char* kName = "field product";
  using Value = Lane;
  static __device__ Value step(Value x, Value y) { return x * y; }
  static __device__ Value make(std::uint32_t seed) { return Lane::from_raw(seed % Fp::kModulus); }
  static __device__ std::uint32_t word(Value x) { return x.raw(); }
};
struct MultiplyExtension {
  static constexpr const char* kName = "extension product";
  using Value = Wide;
  static __device__ Value step(const Value& x, const Value& y) { return mul_ext(x, y); }
  static __device__ Value make(std::uint32_t seed) {
    Wide x;
    for (int k = 0; k < 5; ++k) x.c[k] = Lane::from_raw((seed * (k + 3)) % Fp::kModulus);
    return x;
  }
  static __device__ std::uint32_t word(const Value& x) { return x.c[0].raw() ^ x.c[4].raw(); }
};

template <class Operation>
__global__ void __launch_bounds__(kThreads) chain_kernel(std::uint32_t* out) {
  typename Operation::Value x[kChains];
  const auto y = Operation::make(blockIdx.x * 977 + threadIdx.x * 7919 + 12345);
  for (unsigned i = 0; i < kChains; ++i) x[i] = Operation::make(threadIdx.x + 31 * i + 1);
  for (unsigned step = 0; step < kSteps; ++step) {
    SQUALL_UNROLL
    for (unsigned i = 0; i < kChains; ++i) x[i] = Operation::step(x[i], y);
  }
  std::uint32_t sum = 0;
  for (unsigned i = 0; i < kChains; ++i) sum ^= Operation::word(x[i]);
  if (sum == 0x9e3779b9u) out[0] = sum;  // keeps the chains
}

template <class Operation>
void run(Report& report, std::uint32_t* out) {
  cuda::Gpu& gpu = report.gpu();
  const unsigned blocks = 32 * gpu.multiprocessors();
  const double seconds = report.seconds(5, [&] {
    gpu.launch({Operation::kName, blocks, kThreads}, chain_kernel<Operation>, out);
  });
  const double operations = double(blocks) * kThreads * kSteps * kChains;
  report.add(Operation::kName, {{"per_second", operations / seconds},
                                {"per_second_and_multiprocessor", operations / seconds / gpu.multiprocessors()}});
}

}  // namespace

void bench_rates(Report& report) {
  auto out = report.gpu().zeros<std::uint32_t>(1);
  run<AddWords>(report, out.data());
  run<MultiplyLow>(report, out.data());
  run<MultiplyHigh>(report, out.data());
  run<MultiplyField>(report, out.data());
  run<MultiplyExtension>(report, out.data());
}

}  // namespace squall::bench
