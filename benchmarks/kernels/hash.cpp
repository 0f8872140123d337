// Hashing kernels. Bytes per second are those of the hashed input.

#include <benchmark/benchmark.h>

#include "hash/grinding.hpp"
#include "hash/many.hpp"

namespace {

using namespace squall;

Isa isa_of(const benchmark::State& state) { return state.range(0) ? detect_isa() : Isa::kScalar; }

void leaf_blocks(benchmark::State& state) {
  constexpr std::size_t kLeaves = 4096, kBlocks = 4;
  std::vector<std::uint32_t> rows(kLeaves * 16);
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<std::uint32_t>(i * 2654435761u >> 1);
  std::vector<Digest> digests(kLeaves);
  Arena memory;
  LeafHasher hasher(kMerkleLeaf, kLeaves, 16 * kBlocks, isa_of(state), memory);
  for (auto _ : state) {
    for (std::size_t b = 0; b < kBlocks; ++b) hasher.absorb(b, 0, kLeaves, rows.data(), digests.data());
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * kLeaves * kBlocks * 64));
}
BENCHMARK(leaf_blocks)->ArgName("avx2")->Arg(0)->Arg(1);

void pairs(benchmark::State& state) {
  std::vector<Digest> in(8192), out(4096);
  for (auto _ : state) {
    hash_pairs(kMerkleNode, in.data(), out.size(), out.data(), isa_of(state));
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * in.size() * 32));
}
BENCHMARK(pairs)->ArgName("avx2")->Arg(0)->Arg(1);

void one_input(benchmark::State& state) {
  Bytes bytes(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(kTranscript.hash(bytes));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * bytes.size()));
}
BENCHMARK(one_input)->Arg(64)->Arg(1024)->Arg(65536);

void grinding(benchmark::State& state) {
  ThreadPool pool(1);
  Digest seed{};
  std::uint64_t tried = 0;
  for (auto _ : state) {
    tried += find_nonce(seed, 16, isa_of(state), pool) + 1;
    ++seed[0];
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(tried));
}
BENCHMARK(grinding)->ArgName("avx2")->Arg(0)->Arg(1);

}  // namespace
