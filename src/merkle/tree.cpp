#include "merkle/tree.hpp"

#include <utility>

#include "base/check.hpp"
#include "hash/many.hpp"
#include "merkle/opening.hpp"

namespace squall {

MerkleTree::MerkleTree(unsigned log_size, Buffer<Digest> leaves, Isa isa, ThreadPool& pool)
    : log_size_(log_size), digests_(std::move(leaves)) {
  check(digests_.size() == (std::size_t(2) << log_size) - 1, "a tree needs room for all its levels");
  for (unsigned k = 0; k < log_size; ++k) {
    const Digest* below = digests_.data() + tree_level_start(log_size_, k);
    Digest* above = digests_.data() + tree_level_start(log_size_, k + 1);
    const std::size_t count = std::size_t(1) << (log_size - k - 1);
    constexpr std::size_t kGrain = 1024;
    if (count <= kGrain) {
      hash_pairs(kMerkleNode, below, count, above, isa);
    } else {
      pool.for_ranges(count, kGrain, [&](std::size_t begin, std::size_t end) {
        hash_pairs(kMerkleNode, below + 2 * begin, end - begin, above + begin, isa);
      });
    }
  }
}

std::span<const Digest> MerkleTree::level(unsigned k) const {
  return {digests_.data() + tree_level_start(log_size_, k), std::size_t(1) << (log_size_ - k)};
}

std::vector<Digest> MerkleTree::siblings(std::span<const std::uint64_t> positions) const {
  std::vector<Digest> result;
  for_each_sibling(log_size_, positions, [&](unsigned k, std::uint64_t index) { result.push_back(level(k)[index]); });
  return result;
}

}  // namespace squall
