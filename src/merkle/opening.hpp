#pragma once

// The verifying half of Merkle trees, and the order of pruned openings.
//
// A tree of 2^log_size leaves; leaf = kMerkleLeaf of the row's canonical words (4 bytes little endian each), node =
// kMerkleNode of left || right. An opening at strictly ascending positions consists of the rows in that order, then the
// digests that cannot be computed from them: level by level from the leaves, ascending within a level.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "hash/blake3.hpp"

namespace squall {

Digest leaf_digest(std::span<const std::uint32_t> row);
Digest node_digest(const Digest& left, const Digest& right);

// Calls visit(level, index) for every digest of an opening at these positions, in their order; leaves are level 0. On
// input: positions strictly ascending, below 2^log_size.
template <class Visit>
void for_each_sibling(unsigned log_size, std::span<const std::uint64_t> positions, const Visit& visit) {
  std::vector<std::uint64_t> known(positions.begin(), positions.end());
  for (unsigned level = 0; level < log_size; ++level) {
    std::size_t above = 0;
    for (std::size_t i = 0; i < known.size(); ++above) {
      const bool pair = i + 1 < known.size() && known[i + 1] == (known[i] ^ 1);
      if (!pair) visit(level, known[i] ^ 1);
      known[above] = known[i] >> 1;
      i += pair ? 2 : 1;
    }
    known.resize(above);
  }
}

// How many sibling digests an opening at these positions has. On input: strictly ascending, below 2^log_size.
std::size_t opening_digest_count(unsigned log_size, std::span<const std::uint64_t> positions);

// The root that an opening leads to: leaves[i] is the leaf digest at positions[i]. Nothing if the positions are not
// strictly ascending, not below 2^log_size or none at all, if the counts do not match, or if there are too few or too
// many siblings.
std::optional<Digest> root_from_leaves(unsigned log_size, std::span<const std::uint64_t> positions,
                                       std::span<const Digest> leaves, std::span<const Digest> siblings);

// The same from rows of `width` words each, concatenated.
std::optional<Digest> root_from_rows(unsigned log_size, std::span<const std::uint64_t> positions,
                                     std::span<const std::uint32_t> rows, std::size_t width,
                                     std::span<const Digest> siblings);

}  // namespace squall
