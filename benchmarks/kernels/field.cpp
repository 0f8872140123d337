// Field arithmetic in the first-level cache, time per operation.

#include <benchmark/benchmark.h>
#include <vector>

#include "field_kernels.hpp"

namespace {

using namespace squall;
using namespace squall::bench;

constexpr std::size_t kElements = 512;

const FieldKernels& kernels_of(const benchmark::State& state) {
  static constexpr FieldKernels kScalar = FieldKernelsImpl<ScalarLanes>::table();
#ifdef SQUALL_HAVE_AVX2
  if (state.range(0) && detect_isa() == Isa::kAvx2) return avx2_field_kernels();
#endif
  (void)state;
  return kScalar;
}

struct Data {
  std::vector<Fp> words[10];
  Fp* x[5];
  const Fp* y[5];
  Data() {
    for (unsigned k = 0; k < 10; ++k) {
      for (std::size_t i = 0; i < kElements; ++i) words[k].push_back(Fp(i * 48271 + k * 7919 + 1));
    }
    for (unsigned k = 0; k < 5; ++k) {
      x[k] = words[k].data();
      y[k] = words[5 + k].data();
    }
  }
};

template <class Run>
void measure(benchmark::State& state, Run run) {
  Data data;
  const FieldKernels& kernels = kernels_of(state);
  for (auto _ : state) {
    run(kernels, data);
    benchmark::ClobberMemory();
  }
  state.counters["time_per_op"] = benchmark::Counter(static_cast<double>(state.iterations()) * kElements,
                                                     benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void multiply(benchmark::State& state) {
  measure(state, [](const FieldKernels& k, Data& d) { k.multiply(d.x[0], d.y[0], kElements); });
}
void shoup(benchmark::State& state) {
  measure(state, [](const FieldKernels& k, Data& d) { k.shoup(d.x[0], ShoupPair(Fp(12345)), kElements); });
}
void multiply_ext(benchmark::State& state) {
  measure(state, [](const FieldKernels& k, Data& d) { k.multiply_ext(d.x, d.y, kElements); });
}
void dot_ext(benchmark::State& state) {
  measure(state, [](const FieldKernels& k, Data& d) {
    Fp out[5];
    k.dot_ext(out, d.x[0], d.y, kElements);
    benchmark::DoNotOptimize(out);
  });
}
BENCHMARK(multiply)->ArgName("avx2")->Arg(0)->Arg(1);
BENCHMARK(shoup)->ArgName("avx2")->Arg(0)->Arg(1);
BENCHMARK(multiply_ext)->ArgName("avx2")->Arg(0)->Arg(1);
BENCHMARK(dot_ext)->ArgName("avx2")->Arg(0)->Arg(1);

}  // namespace
