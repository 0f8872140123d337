#include "merkle/commit.hpp"

#include <algorithm>
#include <utility>

#include "base/check.hpp"
#include "hash/many.hpp"
#include "poly/encoder.hpp"

namespace squall {
namespace {

constexpr std::size_t kTile = blake3::kBlockWords;  // columns: one hash block per row

std::span<const Fp* const> tile_of(std::span<const Fp* const> columns, std::size_t tile) {
  return columns.subspan(tile * kTile, std::min(kTile, columns.size() - tile * kTile));
}

}  // namespace

MerkleTree commit_columns(std::span<const Fp* const> columns, unsigned log_rows, unsigned log_blowup,
                          const CommitContext& context) {
  check(!columns.empty(), "an empty matrix is not committed");
  TileEncoder encoder(log_rows, log_blowup, kTile, context.twiddles, context.isa, context.pool);
  const std::size_t leaves = encoder.size();
  LeafHasher hasher(kMerkleLeaf, leaves, columns.size(), context.isa, context.pool.memory());
  auto digests = MerkleTree::buffer_for(log_rows + log_blowup, context.pool.memory());
  for (std::size_t tile = 0; tile < hasher.block_count(); ++tile) {
    if (encoder.piece_rows() % 8 == 0) {
      encoder.encode(tile_of(columns, tile), [&](std::size_t first, std::size_t count, const std::uint32_t* rows) {
        hasher.absorb(tile, first, count, rows, digests.data() + first);
      });
    } else {  // pieces of less than a group of leaves: a tiny matrix, hashed as one
      std::vector<std::uint32_t> all(leaves * kTile);
      encoder.encode(tile_of(columns, tile), [&](std::size_t first, std::size_t count, const std::uint32_t* rows) {
        std::copy_n(rows, count * kTile, all.begin() + static_cast<std::ptrdiff_t>(first * kTile));
      });
      hasher.absorb(tile, 0, leaves, all.data(), digests.data());
    }
  }
  return MerkleTree(log_rows + log_blowup, std::move(digests), context.isa, context.pool);
}

std::vector<std::uint32_t> open_columns(std::span<const Fp* const> columns, unsigned log_rows, unsigned log_blowup,
                                        std::span<const std::uint64_t> positions, const CommitContext& context) {
  check(!columns.empty(), "an empty matrix is not opened");
  TileEncoder encoder(log_rows, log_blowup, kTile, context.twiddles, context.isa, context.pool);
  check(std::adjacent_find(positions.begin(), positions.end(), std::greater_equal<>()) == positions.end() &&
            (positions.empty() || positions.back() < encoder.size()),
        "positions ascend");
  const auto from = [&](std::size_t row) {  // index of the first opened position that is not before row
    return static_cast<std::size_t>(std::lower_bound(positions.begin(), positions.end(), row) - positions.begin());
  };
  const auto wanted = [&](std::size_t piece) {
    const std::size_t i = from(piece * encoder.piece_rows());
    return i < positions.size() && positions[i] < (piece + 1) * encoder.piece_rows();
  };
  std::vector<std::uint32_t> rows(positions.size() * columns.size());
  for (std::size_t tile = 0; tile * kTile < columns.size(); ++tile) {
    const auto part = tile_of(columns, tile);
    encoder.encode(
        part,
        [&](std::size_t first, std::size_t count, const std::uint32_t* words) {
          for (std::size_t i = from(first); i < positions.size() && positions[i] < first + count; ++i) {
            std::copy_n(words + (positions[i] - first) * kTile, part.size(),
                        rows.begin() + static_cast<std::ptrdiff_t>(i * columns.size() + tile * kTile));
          }
        },
        wanted);
  }
  return rows;
}

MerkleTree commit_rows(std::span<const std::uint32_t> words, std::size_t width, unsigned log_leaves, Isa isa,
                       ThreadPool& pool) {
  const std::size_t leaves = std::size_t(1) << log_leaves;
  check(width > 0 && words.size() == leaves * width, "rows of equal width");
  LeafHasher hasher(kMerkleLeaf, leaves, width, isa, pool.memory());
  auto digests = MerkleTree::buffer_for(log_leaves, pool.memory());
  constexpr std::size_t kStrip = 256;  // leaves
  pool.for_each((leaves + kStrip - 1) / kStrip, [&](std::size_t strip) {
    const std::size_t first = strip * kStrip, count = std::min(kStrip, leaves - first);
    std::vector<std::uint32_t> block(count * kTile);
    for (std::size_t b = 0; b < hasher.block_count(); ++b) {
      const std::size_t part = std::min(kTile, width - b * kTile);
      if (part < kTile) std::fill(block.begin(), block.end(), 0u);
      for (std::size_t r = 0; r < count; ++r) {
        std::copy_n(words.begin() + static_cast<std::ptrdiff_t>((first + r) * width + b * kTile), part,
                    block.begin() + static_cast<std::ptrdiff_t>(r * kTile));
      }
      hasher.absorb(b, first, count, block.data(), digests.data() + first);
    }
  });
  return MerkleTree(log_leaves, std::move(digests), isa, pool);
}

}  // namespace squall
