// A whole commitment on one core: encoding, leaves, tree. time_per_cell: per committed (not encoded) word.

#include "merkle/commit.hpp"

#include <benchmark/benchmark.h>

namespace {

using namespace squall;

void commit(benchmark::State& state) {
  const auto log_rows = static_cast<unsigned>(state.range(0));
  const auto count = static_cast<std::size_t>(state.range(1));
  ThreadPool pool(static_cast<unsigned>(state.range(2)));
  const Twiddles twiddles(log_rows + 1);
  std::vector<Buffer<Fp>> columns;
  std::vector<const Fp*> list;
  for (std::size_t c = 0; c < count; ++c) {
    columns.emplace_back(std::size_t(1) << log_rows);
    for (std::size_t i = 0; i < columns.back().size(); ++i) {
      columns.back()[i] = Fp::from_raw(static_cast<std::uint32_t>((i * 16 + c) * 2654435761u) % Fp::kModulus);
    }
    list.push_back(columns.back().data());
  }
  const CommitContext context{twiddles, detect_isa(), pool};
  for (auto _ : state) benchmark::DoNotOptimize(commit_columns(list, log_rows, 1, context).root());
  state.counters["time_per_cell"] =
      benchmark::Counter(static_cast<double>(state.iterations()) * static_cast<double>(count << log_rows),
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(commit)
    ->ArgNames({"log_rows", "columns", "threads"})
    ->Args({16, 64, 1})
    ->Args({18, 64, 1})
    ->Args({20, 32, 1})
    ->Unit(benchmark::kMillisecond);

}  // namespace
