// Transforms on one core. time_per_stage: per word and level, counting the copied levels of zero padding as none.

#include <benchmark/benchmark.h>

#include "poly/encoder.hpp"

namespace {

using namespace squall;

std::vector<Buffer<Fp>> columns_of(std::size_t count, unsigned log_rows) {
  std::vector<Buffer<Fp>> columns;
  for (std::size_t c = 0; c < count; ++c) {
    columns.emplace_back(std::size_t(1) << log_rows);
    for (std::size_t i = 0; i < columns.back().size(); ++i) {
      columns.back()[i] = Fp::from_raw(static_cast<std::uint32_t>((i * 16 + c) * 2654435761u) % Fp::kModulus);
    }
  }
  return columns;
}

void radix4_in_cache(benchmark::State& state) {
  const Isa isa = state.range(0) ? detect_isa() : Isa::kScalar;
  constexpr std::size_t kWords = 8192;
  const Twiddles twiddles(12);
  Buffer<std::uint32_t> data(kWords);
  const auto blocks = static_cast<std::size_t>(state.range(1));
  const std::size_t part = kWords / 4 / blocks;
  for (auto _ : state) {
    ntt_kernels(isa).radix4({data.data(), data.data(), part, part, part, blocks, 0, twiddles.pairs()});
    benchmark::ClobberMemory();
  }
  state.counters["time_per_stage"] = benchmark::Counter(static_cast<double>(state.iterations()) * kWords * 2,
                                                        benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(radix4_in_cache)->ArgNames({"avx2", "blocks"})->Args({0, 1})->Args({1, 1})->Args({1, 128});

void encode_tile(benchmark::State& state) {
  const Isa isa = state.range(0) ? detect_isa() : Isa::kScalar;
  const auto log_rows = static_cast<unsigned>(state.range(1));
  ThreadPool pool(1);
  const Twiddles twiddles(log_rows + 1);
  TileEncoder encoder(log_rows, 1, 16, twiddles, isa, pool);
  const auto columns = columns_of(16, log_rows);
  std::vector<const Fp*> list;
  for (const auto& column : columns) list.push_back(column.data());
  for (auto _ : state) {
    encoder.encode(list,
                   [](std::size_t, std::size_t, const std::uint32_t* words) { benchmark::DoNotOptimize(*words); });
  }
  const double cells = static_cast<double>(state.iterations()) * 16 * static_cast<double>(std::size_t(1) << log_rows);
  state.counters["time_per_stage"] =
      benchmark::Counter(cells * 2 * log_rows, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  state.counters["time_per_cell"] =
      benchmark::Counter(cells, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(encode_tile)
    ->ArgNames({"avx2", "log_rows"})
    ->Args({0, 16})
    ->Args({1, 12})
    ->Args({1, 16})
    ->Args({1, 18})
    ->Args({1, 20});

}  // namespace
