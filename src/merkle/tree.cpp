#include "merkle/tree.hpp"

#include <utility>

#include "base/check.hpp"
#include "hash/many.hpp"

namespace squall {

MerkleTree::MerkleTree(unsigned log_size, Buffer<Digest> leaves, Isa isa, ThreadPool& pool)
    : log_size_(log_size), digests_(std::move(leaves)) {
  check(digests_.size() == (std::size_t(2) << log_size) - 1, "a tree needs room for all its levels");
  for (unsigned k = 0; k < log_size; ++k) {
    const Digest* below = digests_.data() + level_start(k);
    Digest* above = digests_.data() + level_start(k + 1);
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
  return {digests_.data() + level_start(k), std::size_t(1) << (log_size_ - k)};
}

std::vector<Digest> MerkleTree::siblings(std::span<const std::uint64_t> positions) const {
  std::vector<std::uint64_t> known(positions.begin(), positions.end());
  std::vector<Digest> result;
  for (unsigned k = 0; k < log_size_; ++k) {
    const auto digests = level(k);
    std::size_t above = 0;
    for (std::size_t i = 0; i < known.size(); ++above) {
      const bool pair = i + 1 < known.size() && known[i + 1] == (known[i] ^ 1);
      if (!pair) result.push_back(digests[known[i] ^ 1]);
      known[above] = known[i] >> 1;
      i += pair ? 2 : 1;
    }
    known.resize(above);
  }
  return result;
}

}  // namespace squall
