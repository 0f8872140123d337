#include <vector>

#include "cuda/commit/commit.hpp"
#include "cuda/commit/grind.hpp"
#include "cuda/commit/ntt.hpp"
#include "cuda/commit/powers.hpp"
#include "report.hpp"

namespace squall::bench {
namespace {

using namespace cuda;

constexpr unsigned kMinLogRows = 14, kMaxLogRows = 23, kRepetitions = 5;

// The parts of a commitment by themselves, on columns of zeros: nothing depends on values.
void bench_parts(Report& report, const DeviceTwiddles& twiddles, unsigned log_rows, std::size_t width) {
  Gpu& gpu = report.gpu();
  const std::size_t rows = std::size_t(1) << log_rows, leaves = 2 * rows;
  const std::size_t need = width * (rows + leaves) * sizeof(Fp) + tree_memory(log_rows + 1) +
                           leaf_hasher_memory(leaves, width, false) + 4 * Pool::kGrain;
  if (need > gpu.pool().largest_free()) return;
  const DeviceBuffer<Fp> columns = gpu.zeros<Fp>(width * rows);
  DeviceBuffer<std::uint32_t> words = gpu.zeros<std::uint32_t>(width * leaves);
  DeviceTree tree(gpu, log_rows + 1);
  const Fields parameters = {{"log_rows", double(log_rows)}, {"columns", static_cast<double>(width)}};
  report.measure("encode", parameters, kRepetitions, [&] {
    encode(gpu, twiddles, {columns.data(), rows, width, log_rows, 1, words.data()});
  });
  report.measure("leaves", parameters, kRepetitions, [&] {
    DeviceLeafHasher(gpu, leaves, width, false).absorb(words.data(), leaves, width, tree.digests());
  });
  if (width == 16) report.measure("nodes", parameters, kRepetitions, [&] { finish_tree(gpu, tree); });
}

// A commitment and an opening at 100 blocks of 16 leaves, with whatever memory there is.
void bench_matrix(Report& report, const DeviceTwiddles& twiddles, unsigned log_rows, std::size_t width) {
  Gpu& gpu = report.gpu();
  const std::size_t bytes = Pool::rounded((width << log_rows) * sizeof(Fp));
  if (bytes + commit_memory(log_rows, width) > gpu.pool().largest_free()) return;
  const CudaMatrix matrix(gpu, log_rows, width);
  const Fields parameters = {{"log_rows", double(log_rows)}, {"columns", static_cast<double>(width)}};
  report.measure("commit", parameters, kRepetitions, [&] { commit_matrix(gpu, twiddles, matrix); });
  const auto commitment = commit_matrix(gpu, twiddles, matrix);
  std::vector<std::uint64_t> leaves;
  for (std::uint64_t q = 0; q < 100; ++q) {
    const std::uint64_t block = (q << (log_rows - 3)) / 100;
    for (std::uint64_t i = 0; i < 16; ++i) leaves.push_back(block << 4 | i);
  }
  report.measure("open", parameters, kRepetitions, [&] { open_matrix(gpu, twiddles, matrix, *commitment, leaves); });
}

// An oracle of rate 1/8 with leaves of 16 elements, and the weights of 100 queries.
void bench_oracle(Report& report, const DeviceTwiddles& twiddles, unsigned log_size) {
  Gpu& gpu = report.gpu();
  const unsigned log_domain = log_size + 3;
  const std::size_t size = std::size_t(1) << log_size;
  if (log_domain > twiddles.log_size() ||
      Table::bytes(size) + commit_oracle_memory(log_domain, 4) + add_powers_memory(log_domain, 100) >
          gpu.pool().largest_free()) {
    return;
  }
  Table f(gpu, size);
  gpu.clear(f.planes().data, Table::bytes(size));
  report.measure("oracle", {{"log_size", double(log_size)}}, kRepetitions,
                 [&] { commit_oracle(gpu, twiddles, std::as_const(f).planes(), log_size, log_domain, 4); });
  std::vector<std::uint64_t> positions(100);
  for (std::size_t q = 0; q < positions.size(); ++q) positions[q] = q << (log_domain - 4) >> 7;
  const std::vector<K> coefficients(positions.size(), K(1));
  report.measure("query weights", {{"log_size", double(log_size)}}, kRepetitions,
                 [&] { add_powers(gpu, twiddles, f.planes(), log_size, log_domain - 1, positions, coefficients); });
}

}  // namespace

void bench_commit(Report& report) {
  Gpu& gpu = report.gpu();
  for (unsigned log_rows = kMinLogRows; log_rows <= kMaxLogRows; ++log_rows) {
    if (twiddle_memory(log_rows + 1) > gpu.pool().largest_free()) return;
    const DeviceTwiddles twiddles(gpu, log_rows + 1);
    for (const std::size_t width : {16u, 64u, 256u}) bench_parts(report, twiddles, log_rows, width);
    for (const std::size_t width : {20u, 60u}) bench_matrix(report, twiddles, log_rows, width);
    bench_oracle(report, twiddles, log_rows - 4);
  }
  for (const unsigned bits : {16u, 20u, 24u}) {
    Digest state{};
    report.measure("grind", {{"bits", double(bits)}}, kRepetitions, [&] {
      ++state[0];
      find_nonce(gpu, state, bits);
    });
  }
}

}  // namespace squall::bench
