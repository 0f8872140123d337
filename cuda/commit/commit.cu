#include <algorithm>

#include "base/check.hpp"
#include "cuda/commit/commit.hpp"
#include "cuda/commit/ntt.hpp"
#include "merkle/opening.hpp"
#include "merkle/tree.hpp"

namespace squall::cuda {
namespace {

constexpr unsigned kLogBlowup = 1, kThreads = 256;
constexpr std::size_t kBlockWords = blake3::kBlockWords;

// As many columns of `column_bytes` as fit what is free, a multiple of 16 unless that is all.
std::size_t columns_at_a_time(Gpu& gpu, std::size_t column_bytes, std::size_t width) {
  const std::size_t fit = gpu.pool().largest_free() / column_bytes;
  return fit >= width ? width : std::max(fit / kBlockWords * kBlockWords, std::min(kBlockWords, width));
}

Encoding encoding_of(const CudaMatrix& matrix, std::size_t first, std::size_t columns, std::uint32_t* target) {
  const std::size_t rows = std::size_t(1) << matrix.log_rows();
  return {matrix.column(first), rows, columns, matrix.log_rows(), kLogBlowup, target};
}

// An opening in device memory: digests, then rows.
class OpeningBuffer {
 public:
  OpeningBuffer(Gpu& gpu, const DeviceTree& tree, std::span<const std::uint64_t> leaves, std::size_t width)
      : gpu_(gpu), row_words_(leaves.size() * width) {
    std::vector<std::uint64_t> nodes;
    for_each_sibling(tree.log_size(), leaves, [&](unsigned level, std::uint64_t index) {
      nodes.push_back(tree_level_start(tree.log_size(), level) + index);
    });
    siblings_ = nodes.size();
    words_ = gpu.buffer<std::uint32_t>(8 * siblings_ + row_words_);
    gather_digests(gpu, tree, nodes, reinterpret_cast<DigestWords*>(words_.data()));
  }
  std::uint32_t* rows() { return words_.data() + 8 * siblings_; }

  // A round trip.
  MerkleOpening download() const {
    const std::vector<std::uint32_t> words = gpu_.download(words_.data(), words_.size());
    MerkleOpening opening;
    opening.siblings.resize(siblings_);
    for (std::size_t i = 0; i < siblings_; ++i) {
      for (std::size_t k = 0; k < 8; ++k) store_le32(opening.siblings[i].data() + 4 * k, words[8 * i + k]);
    }
    opening.rows.assign(words.end() - static_cast<std::ptrdiff_t>(row_words_), words.end());
    return opening;
  }

 private:
  Gpu& gpu_;
  std::size_t row_words_, siblings_ = 0;
  DeviceBuffer<std::uint32_t> words_;
};

// Bound on the memory of the above. A tree has one digest per leaf and level where their paths are apart: below the
// levels of 2^k nodes that are all needed.
std::size_t opening_memory(unsigned log_size, std::size_t queries, std::size_t leaves_per_query, std::size_t width) {
  std::size_t siblings = 0;
  for (unsigned level = 0; level < log_size; ++level) {
    siblings += std::min(queries, (std::size_t(1) << (log_size - level)) / 2);
  }
  const std::size_t words = 8 * siblings + queries * leaves_per_query * width;
  return Pool::rounded(words * sizeof(std::uint32_t)) + Pool::rounded(siblings * sizeof(std::uint64_t));
}

// rows[i * width + first + c] = word number offsets[i] of column c.
__global__ void __launch_bounds__(kThreads)
    gather_rows_kernel(const std::uint32_t* words, std::size_t stride, const std::uint32_t* offsets, std::size_t count,
                       std::size_t first, std::uint32_t columns, std::size_t width, std::uint32_t* rows) {
  const std::size_t i = std::size_t(blockIdx.x) * blockDim.x + threadIdx.x;
  if (i >= count * columns) return;
  const std::size_t row = i / columns, c = i % columns;
  rows[row * width + first + c] = words[c * stride + offsets[row]];
}

__global__ void __launch_bounds__(kThreads)
    gather_elements_kernel(const std::uint32_t* words, std::size_t stride, unsigned log_leaf,
                           const std::uint64_t* leaves, std::size_t count, std::uint32_t* rows) {
  const std::size_t i = std::size_t(blockIdx.x) * blockDim.x + threadIdx.x, width = std::size_t(5) << log_leaf;
  if (i >= count * width) return;
  const std::size_t element = (leaves[i / width] << log_leaf) + i % width / 5;
  rows[i] = words[i % width % 5 * stride + element];
}

void check_ascending(std::span<const std::uint64_t> leaves, unsigned log_size) {
  check(std::adjacent_find(leaves.begin(), leaves.end(), std::greater_equal<>()) == leaves.end() &&
            (leaves.empty() || leaves.back() >> log_size == 0),
        "positions ascend");
}

}  // namespace

std::unique_ptr<CudaCommitment> commit_matrix(Gpu& gpu, const DeviceTwiddles& twiddles, const CudaMatrix& matrix) {
  const std::size_t width = matrix.width();
  check(width > 0, "an empty matrix is not committed");
  const unsigned log_leaves = matrix.log_rows() + kLogBlowup;
  const std::size_t leaves = std::size_t(1) << log_leaves, column_bytes = leaves * sizeof(std::uint32_t);
  DeviceTree tree(gpu, log_leaves);
  {
    const bool pieces = width * column_bytes + leaf_hasher_memory(leaves, width, false) > gpu.pool().largest_free();
    DeviceLeafHasher hasher(gpu, leaves, width, pieces);
    const std::size_t columns = columns_at_a_time(gpu, column_bytes, width);
    DeviceBuffer<std::uint32_t> words = gpu.buffer<std::uint32_t>(columns * leaves);
    for (std::size_t first = 0; first < width; first += columns) {
      const std::size_t count = std::min(columns, width - first);
      encode(gpu, twiddles, encoding_of(matrix, first, count, words.data()));
      hasher.absorb(words.data(), leaves, count, tree.digests());
    }
  }
  const Digest root = finish_tree(gpu, tree);
  return std::make_unique<CudaCommitment>(std::move(tree), root);
}

std::size_t commit_memory(unsigned log_rows, std::size_t width) {
  const std::size_t leaves = std::size_t(1) << (log_rows + kLogBlowup);
  return tree_memory(log_rows + kLogBlowup) + leaf_hasher_memory(leaves, width, width > kBlockWords) +
         Pool::rounded(std::min(width, kBlockWords) * leaves * sizeof(std::uint32_t));
}

MerkleOpening open_matrix(Gpu& gpu, const DeviceTwiddles& twiddles, const CudaMatrix& matrix,
                          const CudaCommitment& commitment, std::span<const std::uint64_t> leaves) {
  const std::size_t width = matrix.width();
  const NttPlan plan = ntt_plan(matrix.log_rows());
  check(width > 0, "an empty matrix is not opened");
  check_ascending(leaves, matrix.log_rows() + kLogBlowup);
  if (leaves.empty()) return {};
  // The tiles in which these positions lie, and where in the array of tiles.
  std::vector<std::uint32_t> tiles, offsets;
  for (const std::uint64_t leaf : leaves) {
    const auto tile = static_cast<std::uint32_t>(leaf >> plan.local);
    if (tiles.empty() || tiles.back() != tile) tiles.push_back(tile);
    offsets.push_back(
        static_cast<std::uint32_t>((tiles.size() - 1) << plan.local | (leaf & ((std::uint64_t(1) << plan.local) - 1))));
  }
  OpeningBuffer opening(gpu, commitment.tree(), leaves, width);
  const DeviceBuffer<std::uint32_t> offsets_on_device = gpu.copy(offsets);
  const std::size_t stride = tiles.size() << plan.local;
  const std::size_t besides = encode_tiles_memory(plan, kLogBlowup, tiles.size());
  const std::size_t free = gpu.pool().largest_free();
  const std::size_t fit = free > besides ? (free - besides) / (stride * sizeof(std::uint32_t)) : 0;
  const std::size_t columns = std::min(width, std::max(fit / kBlockWords * kBlockWords, kBlockWords));
  DeviceBuffer<std::uint32_t> words = gpu.buffer<std::uint32_t>(columns * stride);
  for (std::size_t first = 0; first < width; first += columns) {
    const std::size_t count = std::min(columns, width - first);
    encode_tiles(gpu, twiddles, encoding_of(matrix, first, count, words.data()), plan, tiles);
    gpu.launch({"open rows",
                blocks_for(leaves.size() * count, kThreads),
                kThreads,
                0,
                {8.0 * static_cast<double>(leaves.size() * count), 0}},
               gather_rows_kernel, words.data(), stride, offsets_on_device.data(), leaves.size(), first,
               static_cast<std::uint32_t>(count), width, opening.rows());
  }
  return opening.download();
}

std::size_t open_memory(unsigned log_rows, std::size_t width, std::size_t queries, std::size_t leaves_per_query) {
  const NttPlan plan = ntt_plan(log_rows);
  const unsigned log_leaves = log_rows + kLogBlowup;
  const std::size_t tiles_per_query = (leaves_per_query + (std::size_t(1) << plan.local) - 1) >> plan.local;
  const std::size_t tiles = std::min(queries * tiles_per_query, std::size_t(1) << (log_leaves - plan.local));
  return opening_memory(log_leaves, queries, leaves_per_query, width) +
         Pool::rounded(queries * leaves_per_query * sizeof(std::uint32_t)) +
         encode_tiles_memory(plan, kLogBlowup, tiles) +
         Pool::rounded((std::min(width, kBlockWords) * tiles << plan.local) * sizeof(std::uint32_t));
}

CudaOracle commit_oracle(Gpu& gpu, const DeviceTwiddles& twiddles, const ConstPlanes& f, unsigned log_size,
                         unsigned log_domain, unsigned log_leaf) {
  check(log_size <= log_domain && log_leaf <= log_domain, "coefficients to encode");
  const std::size_t size = std::size_t(1) << log_domain;
  DeviceBuffer<std::uint32_t> words = gpu.lasting<std::uint32_t>(5 * size);
  DeviceTree tree(gpu, log_domain - log_leaf);
  encode(gpu, twiddles, {f.data, f.stride, 5, log_size, log_domain - log_size, words.data()});
  hash_extension_leaves(gpu, words.data(), size, log_leaf, size >> log_leaf, tree.digests());
  const Digest root = finish_tree(gpu, tree);
  return {std::move(words), log_domain, log_leaf, std::move(tree), root};
}

MerkleOpening open_oracle(Gpu& gpu, const CudaOracle& oracle, std::span<const std::uint64_t> leaves) {
  check_ascending(leaves, oracle.log_domain() - oracle.log_leaf());
  if (leaves.empty()) return {};
  OpeningBuffer opening(gpu, oracle.tree(), leaves, oracle.width());
  const DeviceBuffer<std::uint64_t> leaves_on_device = gpu.copy(leaves);
  const std::size_t count = leaves.size() * oracle.width();
  gpu.launch({"open rows", blocks_for(count, kThreads), kThreads, 0, {8.0 * static_cast<double>(count), 0}},
             gather_elements_kernel, oracle.words(), std::size_t(1) << oracle.log_domain(), oracle.log_leaf(),
             leaves_on_device.data(), leaves.size(), opening.rows());
  return opening.download();
}

std::size_t oracle_memory(unsigned log_domain, unsigned log_leaf) {
  return Pool::rounded((std::size_t(5) << log_domain) * sizeof(std::uint32_t)) + tree_memory(log_domain - log_leaf);
}

std::size_t commit_oracle_memory(unsigned log_domain, unsigned log_leaf) {
  return oracle_memory(log_domain, log_leaf) +
         leaf_hasher_memory(std::size_t(1) << (log_domain - log_leaf), std::size_t(5) << log_leaf, false);
}

std::size_t open_oracle_memory(unsigned log_domain, unsigned log_leaf, std::size_t leaves) {
  return opening_memory(log_domain - log_leaf, leaves, 1, std::size_t(5) << log_leaf) +
         Pool::rounded(leaves * sizeof(std::uint64_t));
}

}  // namespace squall::cuda
