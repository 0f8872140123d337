#include "cuda/commit/commit.hpp"

#include "cuda/commit/ntt.hpp"
#include "kit/catch.hpp"
#include "kit/laws_ntt.hpp"
#include "merkle/commit.hpp"
#include "orders.hpp"
#include "random.hpp"

using namespace squall;
using namespace squall::cuda;

namespace {

void check_matrix(unsigned log_rows, std::size_t width, bool tight, unsigned seed) {
  INFO(width << " columns of 2^" << log_rows << (tight ? ", just enough memory" : ""));
  ThreadPool pool(1);
  std::mt19937 random(seed);
  const auto columns = laws::random_columns(width, log_rows, seed);
  const Twiddles twiddles(log_rows + 1);
  const MerkleTree tree = commit_columns(laws::pointers(columns), log_rows, 1, {twiddles, Isa::kScalar, pool});

  const std::size_t matrix_bytes = Pool::rounded((width << log_rows) * sizeof(Fp));
  const std::size_t commit_bound = commit_memory(log_rows, width);
  Gpu::Options options;
  options.memory = tight ? matrix_bytes + twiddle_memory(log_rows + 1) + commit_bound : std::size_t(64) << 20;
  Gpu gpu(0, options);
  const DeviceTwiddles on_device(gpu, log_rows + 1);
  CudaMatrix matrix(gpu, log_rows, width);
  for (std::size_t c = 0; c < width; ++c) gpu.upload(matrix.column(c), std::span<const Fp>(columns[c]));
  const auto commitment = commit_matrix(gpu, on_device, matrix);
  REQUIRE(commitment->root() == tree.root());

  // Blocks of leaves, as queries open them.
  const unsigned log_block = std::min(log_rows, seed % 4);
  std::vector<std::uint64_t> leaves;
  const auto blocks = random_positions(random, log_rows + 1 - log_block, 1 + random() % 20);
  for (const std::uint64_t b : blocks) {
    for (std::uint64_t i = 0; i < 1u << log_block; ++i) leaves.push_back(b << log_block | i);
  }
  const std::size_t open_bound = open_memory(log_rows, width, blocks.size(), std::size_t(1) << log_block);
  const std::size_t used = gpu.pool().used();
  DeviceBuffer<char> ballast;
  if (tight && gpu.pool().largest_free() > open_bound) {
    ballast = gpu.buffer<char>(gpu.pool().largest_free() - open_bound);
  }
  if (!tight || !ballast.empty()) {
    const MerkleOpening opening = open_matrix(gpu, on_device, matrix, *commitment, leaves);
    CHECK(opening.rows == open_columns(laws::pointers(columns), log_rows, 1, leaves, {twiddles, Isa::kScalar, pool}));
    CHECK(opening.siblings == tree.siblings(leaves));
  }
  ballast = {};
  CHECK(gpu.pool().used() == used);
}

}  // namespace

TEST_CASE("matrices are committed and opened as on the host") {
  unsigned seed = 1;
  for (const std::size_t width : {1u, 15u, 16u, 17u, 33u, 200u, 300u}) {
    for (const unsigned log_rows : {0u, 1u, 4u, 6u}) {
      take_thread_order(seed);
      check_matrix(log_rows, width, false, seed++);
      check_matrix(log_rows, width, true, seed++);
    }
  }
  for (const unsigned log_rows : {11u, 12u, 13u}) {
    take_thread_order(seed);
    check_matrix(log_rows, 19, false, seed++);
    check_matrix(log_rows, 35, true, seed++);
  }
}

TEST_CASE("bounds on memory are not far from what it takes") {
  for (const unsigned log_rows : {16u, 20u, 22u}) {
    const std::size_t leaves = std::size_t(2) << log_rows;
    CHECK(commit_memory(log_rows, 1) == Pool::rounded(64 * leaves - 32) + 4 * leaves);
    CHECK(commit_memory(log_rows, 60) == Pool::rounded(64 * leaves - 32) + 32 * leaves + 64 * leaves);
    // 100 queries of 16 leaves: a tile and two columns' worth of digests each, at most.
    const std::size_t tiles = std::min<std::size_t>(100, leaves >> 12);
    CHECK(open_memory(log_rows, 60, 100, 16) < tiles * 16 * 4096 * 4 * 3 / 2 + (1 << 20));
  }
}

TEST_CASE("an opening takes one round trip") {
  Gpu gpu(0);
  const DeviceTwiddles twiddles(gpu, 9);
  const CudaMatrix matrix(gpu, 8, 20);
  const auto commitment = commit_matrix(gpu, twiddles, matrix);
  gpu.reset_profile();
  const std::uint64_t leaves[] = {3, 4, 5, 511};
  open_matrix(gpu, twiddles, matrix, *commitment, leaves);
  CHECK(gpu.profile().round_trips == 1);
  gpu.reset_profile();
  commit_matrix(gpu, twiddles, matrix);
  CHECK(gpu.profile().round_trips == 1);
}

TEST_CASE("commitments refuse what makes no sense") {
  Gpu gpu(0);
  const DeviceTwiddles twiddles(gpu, 5);
  const CudaMatrix empty(gpu, 4, 0), matrix(gpu, 4, 2);
  CHECK_THROWS_AS(commit_matrix(gpu, twiddles, empty), std::logic_error);
  const auto commitment = commit_matrix(gpu, twiddles, matrix);
  const std::vector<std::uint64_t> twice{3, 3}, high{32};
  CHECK_THROWS_AS(open_matrix(gpu, twiddles, matrix, *commitment, twice), std::logic_error);
  CHECK_THROWS_AS(open_matrix(gpu, twiddles, matrix, *commitment, high), std::logic_error);
}
