#include "cuda/commit/commit.hpp"

#include <vector>

#include "commit.hpp"
#include "cuda/commit/grind.hpp"
#include "cuda/commit/ntt.hpp"
#include "cuda/commit/powers.hpp"

namespace squall::cuda {
namespace {

constexpr unsigned kMinLogRows = 14, kMaxLogRows = 23, kRepetitions = 5;

// The parts of a commitment by themselves, on columns of zeros: nothing depends on values.
void bench_parts(Gpu& gpu, Report& report, const DeviceTwiddles& twiddles, unsigned log_rows, std::size_t width) {
  const std::size_t rows = std::size_t(1) << log_rows, leaves = 2 * rows;
  const std::size_t need = width * (rows + leaves) * sizeof(Fp) + tree_memory(log_rows + 1) +
                           leaf_hasher_memory(leaves, width, false) + 4 * Pool::kGrain;
  if (need > gpu.pool().largest_free()) return;
  const DeviceBuffer<Fp> columns = gpu.zeros<Fp>(width * rows);
  DeviceBuffer<std::uint32_t> words = gpu.zeros<std::uint32_t>(width * leaves);
  DeviceTree tree(gpu, log_rows + 1);
  const std::initializer_list<Parameter> parameters = {{"log_rows", log_rows}, {"columns", width}};
  report.measure(gpu, "encode", parameters, kRepetitions, [&] {
    encode(gpu, twiddles, {columns.data(), rows, width, log_rows, 1, words.data()});
  });
  report.measure(gpu, "leaves", parameters, kRepetitions, [&] {
    DeviceLeafHasher(gpu, leaves, width, false).absorb(words.data(), leaves, width, tree.digests());
  });
  if (width == 16) report.measure(gpu, "nodes", parameters, kRepetitions, [&] { finish_tree(gpu, tree); });
}

// A commitment and an opening at 100 blocks of 16 leaves, with whatever memory there is.
void bench_matrix(Gpu& gpu, Report& report, const DeviceTwiddles& twiddles, unsigned log_rows, std::size_t width) {
  const std::size_t bytes = Pool::rounded((width << log_rows) * sizeof(Fp));
  if (bytes + commit_memory(log_rows, width) > gpu.pool().largest_free()) return;
  const CudaMatrix matrix(gpu, log_rows, width);
  const std::initializer_list<Parameter> parameters = {{"log_rows", log_rows}, {"columns", width}};
  report.measure(gpu, "commit", parameters, kRepetitions, [&] { commit_matrix(gpu, twiddles, matrix); });
  const auto commitment = commit_matrix(gpu, twiddles, matrix);
  std::vector<std::uint64_t> leaves;
  for (std::uint64_t q = 0; q < 100; ++q) {
    const std::uint64_t block = (q << (log_rows - 3)) / 100;
    for (std::uint64_t i = 0; i < 16; ++i) leaves.push_back(block << 4 | i);
  }
  report.measure(gpu, "open", parameters, kRepetitions,
                 [&] { open_matrix(gpu, twiddles, matrix, *commitment, leaves); });
}

// An oracle of rate 1/8 with leaves of 16 elements, and the weights of 100 queries.
void bench_oracle(Gpu& gpu, Report& report, const DeviceTwiddles& twiddles, unsigned log_size) {
  const unsigned log_domain = log_size + 3;
  const std::size_t size = std::size_t(1) << log_size;
  if (log_domain > twiddles.log_size() ||
      Table::bytes(size) + commit_oracle_memory(log_domain, 4) + add_powers_memory(log_domain, 100) >
          gpu.pool().largest_free()) {
    return;
  }
  Table f(gpu, size);
  gpu.clear(f.planes().data, Table::bytes(size));
  report.measure(gpu, "oracle", {{"log_size", log_size}}, kRepetitions,
                 [&] { commit_oracle(gpu, twiddles, std::as_const(f).planes(), log_size, log_domain, 4); });
  std::vector<std::uint64_t> positions(100);
  for (std::size_t q = 0; q < positions.size(); ++q) positions[q] = q << (log_domain - 4) >> 7;
  const std::vector<K> coefficients(positions.size(), K(1));
  report.measure(gpu, "query weights", {{"log_size", log_size}}, kRepetitions,
                 [&] { add_powers(gpu, twiddles, f.planes(), log_size, log_domain - 1, positions, coefficients); });
}

}  // namespace

void bench_commit(Gpu& gpu, Report& report) {
  for (unsigned log_rows = kMinLogRows; log_rows <= kMaxLogRows; ++log_rows) {
    if (twiddle_memory(log_rows + 1) > gpu.pool().largest_free()) return;
    const DeviceTwiddles twiddles(gpu, log_rows + 1);
    for (const std::size_t width : {16u, 64u, 256u}) bench_parts(gpu, report, twiddles, log_rows, width);
    for (const std::size_t width : {20u, 60u}) bench_matrix(gpu, report, twiddles, log_rows, width);
    bench_oracle(gpu, report, twiddles, log_rows - 4);
  }
  for (const unsigned bits : {16u, 20u, 24u}) {
    Digest state{};
    report.measure(gpu, "grind", {{"bits", bits}}, kRepetitions, [&] {
      ++state[0];
      find_nonce(gpu, state, bits);
    });
  }
}

}  // namespace squall::cuda
