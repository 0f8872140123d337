#include <bit>

#include "base/check.hpp"
#include "cuda/commit/tree.hpp"
#include "merkle/tree.hpp"

namespace squall::cuda {
namespace {

constexpr unsigned kThreads = 128, kTopThreads = 512;
constexpr unsigned kLogTop = 10;  // levels of 2^kLogTop digests and less are hashed by one block
constexpr std::uint32_t kWholeInput = blake3::kChunkStart | blake3::kChunkEnd | blake3::kRoot;

// Where the words of a row are. Columns: word w of row l lies l words into column w; `first` is the first one present.
struct ColumnRows {
  const std::uint32_t* words;
  std::size_t stride;
  std::uint32_t first;
  __device__ __forceinline__ const std::uint32_t* word(std::size_t row, std::uint32_t w) const {
    return words + (w - first) * stride + row;
  }
};
// Elements of K in five planes: a row consists of 2^log_row elements.
struct ElementRows {
  const std::uint32_t* words;
  std::size_t stride;
  unsigned log_row;
  __device__ __forceinline__ const std::uint32_t* word(std::size_t row, std::uint32_t w) const {
    return words + w % 5 * stride + (row << log_row) + w / 5;
  }
};

// A part of the hashes of rows of `width` words: blocks first, ..., end - 1. Chaining values lie word by word, those of
// all rows side by side.
struct LeafPass {
  HashMode mode;
  std::size_t rows;
  std::uint32_t width, first, end;
  std::uint32_t* running;  // of the present chunk, between passes
  std::uint32_t* stack;    // of complete subtrees of chunks, largest first
  DigestWords* digests;
};

__device__ __forceinline__ void load_words(std::uint32_t* h, const std::uint32_t* from, std::size_t rows) {
  SQUALL_UNROLL
  for (int i = 0; i < 8; ++i) h[i] = from[i * rows];
}
__device__ __forceinline__ void store_words(std::uint32_t* to, const std::uint32_t (&h)[8], std::size_t rows) {
  SQUALL_UNROLL
  for (int i = 0; i < 8; ++i) to[i * rows] = h[i];
}

template <class Rows>
__device__ __forceinline__ void load_block(std::uint32_t (&m)[16], const Rows& rows, std::size_t row,
                                           std::uint32_t first, std::uint32_t width) {
  if (first + 16 <= width) {
    SQUALL_UNROLL
    for (std::uint32_t i = 0; i < 16; ++i) m[i] = *rows.word(row, first + i);
  } else {
    SQUALL_UNROLL
    for (std::uint32_t i = 0; i < 16; ++i) m[i] = first + i < width ? *rows.word(row, first + i) : 0;
  }
}

// The chunk that ends is a new subtree; it is joined with complete ones of equal size, or at the end with all of them.
__device__ __forceinline__ void join_subtrees(std::uint32_t (&h)[8], const LeafPass& pass, std::size_t row,
                                              std::uint32_t chunk, bool last) {
  std::uint32_t depth = static_cast<std::uint32_t>(__popc(chunk));
  const std::uint32_t joins = last ? depth : static_cast<std::uint32_t>(__ffs(static_cast<int>(chunk + 1))) - 1;
  for (std::uint32_t i = 0; i < joins; ++i) {
    std::uint32_t m[16];
    load_words(m, pass.stack + --depth * 8 * pass.rows + row, pass.rows);
    SQUALL_UNROLL
    for (int k = 0; k < 8; ++k) m[8 + k] = h[k];
    const bool root = last && depth == 0;
    start(h, pass.mode);
    compress(h, m, 0, blake3::kBlockBytes,
             blake3::kDeriveKeyMaterial | blake3::kParent | (root ? std::uint32_t(blake3::kRoot) : 0), pass.mode.one);
  }
  if (!last) store_words(pass.stack + depth * 8 * pass.rows + row, h, pass.rows);
}

template <class Rows>
__global__ void __launch_bounds__(kThreads, 8) leaves_kernel(LeafPass pass, Rows rows) {
  const std::size_t row = std::size_t(blockIdx.x) * blockDim.x + threadIdx.x;
  if (row >= pass.rows) return;
  const std::uint32_t blocks = (pass.width + 15) / 16;
  std::uint32_t h[8];
  if (pass.first % 16 != 0) load_words(h, pass.running + row, pass.rows);
  for (std::uint32_t b = pass.first; b < pass.end; ++b) {
    const std::uint32_t chunk = b / 16;
    const bool last = b + 1 == blocks, starts = b % 16 == 0, ends = last || b % 16 == 15;
    std::uint32_t m[16];
    load_block(m, rows, row, 16 * b, pass.width);
    if (starts) start(h, pass.mode);
    std::uint32_t flags = blake3::kDeriveKeyMaterial;
    if (starts) flags |= blake3::kChunkStart;
    if (ends) flags |= blake3::kChunkEnd;
    if (last && chunk == 0) flags |= blake3::kRoot;
    compress(h, m, chunk, last ? 4 * (pass.width - 16 * b) : std::uint32_t(blake3::kBlockBytes), flags, pass.mode.one);
    if (ends && blocks > blake3::kChunkBlocks) join_subtrees(h, pass, row, chunk, last);
  }
  if (pass.end == blocks) {
    store_digest(pass.digests + row, h);
  } else if (pass.end % 16 != 0) {
    store_words(pass.running + row, h, pass.rows);
  }
}

__device__ __forceinline__ void hash_pair(const DigestWords* pair, DigestWords* to, const HashMode& mode) {
  std::uint32_t h[8], m[16];
  load_pair(m, pair);
  start(h, mode);
  compress(h, m, 0, blake3::kBlockBytes, blake3::kDeriveKeyMaterial | kWholeInput, mode.one);
  store_digest(to, h);
}

__global__ void __launch_bounds__(kThreads, 8)
    nodes_kernel(HashMode mode, const DigestWords* below, std::size_t count, DigestWords* above) {
  const std::size_t i = std::size_t(blockIdx.x) * blockDim.x + threadIdx.x;
  if (i < count) hash_pair(below + 2 * i, above + i, mode);
}

// All levels above one of 2^log_size digests, which lie behind it. One block.
__global__ void __launch_bounds__(kTopThreads, 2) top_kernel(HashMode mode, unsigned log_size, DigestWords* digests) {
  for (std::size_t count = std::size_t(1) << log_size; count > 1; count /= 2) {
    for (std::size_t i = threadIdx.x; i < count / 2; i += blockDim.x)
      hash_pair(digests + 2 * i, digests + count + i, mode);
    digests += count;
    __syncthreads();
  }
}

__global__ void __launch_bounds__(kThreads)
    gather_kernel(const DigestWords* digests, const std::uint64_t* nodes, std::size_t count, DigestWords* target) {
  const std::size_t i = std::size_t(blockIdx.x) * blockDim.x + threadIdx.x;
  if (i < count) target[i] = digests[nodes[i]];
}

template <class Rows>
void hash_leaves(Gpu& gpu, const LeafPass& pass, const Rows& rows) {
  const double count = static_cast<double>(pass.rows), blocks = pass.end - pass.first;
  const double words = std::min(16.0 * blocks, static_cast<double>(pass.width - 16 * pass.first));
  const bool whole = pass.first == 0 && 16 * pass.end >= pass.width;
  gpu.launch({"leaf hashes",
              blocks_for(pass.rows, kThreads),
              kThreads,
              0,
              {count * (4 * words + (whole ? 32 : 64)), count * blocks * kSlotsBlake3}},
             leaves_kernel<Rows>, pass, rows);
}

// Subtrees on the stack at a time.
std::size_t deepest(std::size_t width) {
  const std::size_t chunks = (4 * width + blake3::kChunkBytes - 1) / blake3::kChunkBytes;
  return static_cast<std::size_t>(std::bit_width(chunks - 1));
}

}  // namespace

DeviceTree::DeviceTree(Gpu& gpu, unsigned log_size)
    : log_size_(log_size), digests_(gpu.lasting<DigestWords>((std::size_t(2) << log_size) - 1)) {}

std::size_t tree_memory(unsigned log_size) {
  return Pool::rounded(((std::size_t(2) << log_size) - 1) * sizeof(DigestWords));
}

DeviceLeafHasher::DeviceLeafHasher(Gpu& gpu, std::size_t leaves, std::size_t width, bool pieces)
    : gpu_(gpu), leaves_(leaves), width_(width) {
  check(width > 0, "leaves are not empty");
  if (pieces) running_ = gpu.buffer<std::uint32_t>(8 * leaves);
  if (deepest(width) > 0) stack_ = gpu.buffer<std::uint32_t>(8 * leaves * deepest(width));
}

std::size_t leaf_hasher_memory(std::size_t leaves, std::size_t width, bool pieces) {
  return Pool::rounded(pieces ? 32 * leaves : 0) + Pool::rounded(32 * leaves * deepest(width));
}

void DeviceLeafHasher::absorb(const std::uint32_t* words, std::size_t stride, std::size_t count, DigestWords* digests) {
  check(absorbed_ + count <= width_ && (count % 16 == 0 || absorbed_ + count == width_), "words come in whole blocks");
  check(!running_.empty() || count == width_, "a hasher for one piece gets one");
  const auto first = static_cast<std::uint32_t>(absorbed_);
  absorbed_ += count;
  const LeafPass pass{HashMode(kMerkleLeaf),
                      leaves_,
                      static_cast<std::uint32_t>(width_),
                      first / 16,
                      static_cast<std::uint32_t>((absorbed_ + 15) / 16),
                      running_.data(),
                      stack_.data(),
                      digests};
  hash_leaves(gpu_, pass, ColumnRows{words, stride, first});
}

void hash_extension_leaves(Gpu& gpu, const std::uint32_t* words, std::size_t stride, unsigned log_leaf,
                           std::size_t leaves, DigestWords* digests) {
  const std::uint32_t width = 5u << log_leaf;
  DeviceBuffer<std::uint32_t> stack;
  if (deepest(width) > 0) stack = gpu.buffer<std::uint32_t>(8 * leaves * deepest(width));
  const LeafPass pass{HashMode(kMerkleLeaf), leaves, width, 0, (width + 15) / 16, nullptr, stack.data(), digests};
  hash_leaves(gpu, pass, ElementRows{words, stride, log_leaf});
}

Digest finish_tree(Gpu& gpu, DeviceTree& tree) {
  const HashMode mode(kMerkleNode);
  const unsigned log_size = tree.log_size();
  unsigned k = 0;
  for (; log_size - k > kLogTop; ++k) {
    const std::size_t count = std::size_t(1) << (log_size - k - 1);
    const Cost cost{static_cast<double>(count) * 96, static_cast<double>(count) * kSlotsBlake3};
    gpu.launch({"tree nodes", blocks_for(count, kThreads), kThreads, 0, cost}, nodes_kernel, mode,
               tree.digests() + tree_level_start(log_size, k), count,
               tree.digests() + tree_level_start(log_size, k + 1));
  }
  if (k < log_size) {
    gpu.launch({"tree top", 1, kTopThreads, 0, {96.0 * (1u << (log_size - k)), kSlotsBlake3 * (1u << (log_size - k))}},
               top_kernel, mode, log_size - k, tree.digests() + tree_level_start(log_size, k));
  }
  Digest root;
  gpu.download(std::span<std::uint8_t>(root), reinterpret_cast<const std::uint8_t*>(tree.digests() + tree.size() - 1));
  return root;
}

void gather_digests(Gpu& gpu, const DeviceTree& tree, std::span<const std::uint64_t> nodes, DigestWords* target) {
  const DeviceBuffer<std::uint64_t> on_device = gpu.copy(nodes);
  gpu.launch(
      {"open tree", blocks_for(nodes.size(), kThreads), kThreads, 0, {96.0 * static_cast<double>(nodes.size()), 0}},
      gather_kernel, tree.digests(), on_device.data(), nodes.size(), target);
}

}  // namespace squall::cuda
