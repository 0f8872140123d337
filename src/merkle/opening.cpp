#include "merkle/opening.hpp"

#include <array>

namespace squall {

Digest leaf_digest(std::span<const std::uint32_t> row) {
  Blake3 hasher = kMerkleLeaf.hasher();
  std::array<std::uint8_t, blake3::kBlockBytes> block;
  while (!row.empty()) {
    const std::size_t words = row.size() < blake3::kBlockWords ? row.size() : blake3::kBlockWords;
    for (std::size_t i = 0; i < words; ++i) store_le32(block.data() + 4 * i, row[i]);
    hasher.update(ByteView(block).first(4 * words));
    row = row.subspan(words);
  }
  return hasher.digest();
}

Digest node_digest(const Digest& left, const Digest& right) {
  Blake3 hasher = kMerkleNode.hasher();
  hasher.update(left);
  hasher.update(right);
  return hasher.digest();
}

std::size_t opening_digest_count(unsigned log_size, std::span<const std::uint64_t> positions) {
  std::size_t count = 0;
  for_each_sibling(log_size, positions, [&](unsigned, std::uint64_t) { ++count; });
  return count;
}

std::optional<Digest> root_from_leaves(unsigned log_size, std::span<const std::uint64_t> positions,
                                       std::span<const Digest> leaves, std::span<const Digest> siblings) {
  if (positions.empty() || positions.size() != leaves.size() || log_size > 63) return std::nullopt;
  if (positions.back() >> log_size != 0) return std::nullopt;
  for (std::size_t i = 1; i < positions.size(); ++i) {
    if (positions[i - 1] >= positions[i]) return std::nullopt;
  }
  struct Known {
    std::uint64_t position;
    Digest digest;
  };
  std::vector<Known> known(positions.size());
  for (std::size_t i = 0; i < known.size(); ++i) known[i] = {positions[i], leaves[i]};
  std::size_t used = 0;
  for (unsigned level = 0; level < log_size; ++level) {
    std::size_t above = 0;  // the parents overwrite the front of the list, never what is still to be read
    for (std::size_t i = 0; i < known.size(); ++above) {
      const Known node = known[i++];
      Digest sibling;
      if (i < known.size() && known[i].position == (node.position ^ 1)) {
        sibling = known[i++].digest;
      } else if (used < siblings.size()) {
        sibling = siblings[used++];
      } else {
        return std::nullopt;
      }
      known[above] = {node.position >> 1,
                      node.position & 1 ? node_digest(sibling, node.digest) : node_digest(node.digest, sibling)};
    }
    known.resize(above);
  }
  if (used != siblings.size()) return std::nullopt;
  return known.front().digest;
}

std::optional<Digest> root_from_rows(unsigned log_size, std::span<const std::uint64_t> positions,
                                     std::span<const std::uint32_t> rows, std::size_t width,
                                     std::span<const Digest> siblings) {
  if (width == 0 || rows.size() / width != positions.size() || rows.size() % width != 0) return std::nullopt;
  std::vector<Digest> leaves(positions.size());
  for (std::size_t i = 0; i < leaves.size(); ++i) leaves[i] = leaf_digest(rows.subspan(i * width, width));
  return root_from_leaves(log_size, positions, leaves, siblings);
}

}  // namespace squall
