#include "hash/many.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include "base/bits.hpp"
#include "base/check.hpp"
#include "hash/kernels.hpp"

namespace squall {
namespace {

using blake3::BlockStep;
using blake3::kGroupWords;
using blake3::kLanes;

// Digests are bytes, kernels write words: the same thing on a little-endian machine.
static_assert(std::endian::native == std::endian::little);
std::uint32_t* words_of(Digest* digests) { return reinterpret_cast<std::uint32_t*>(digests); }

}  // namespace

void hash_pairs(const DeriveKey& key, const Digest* in, std::size_t count, Digest* out, Isa isa) {
  const BlockStep step{key.key(),
                       0,
                       blake3::kBlockBytes,
                       blake3::kChunkStart | blake3::kChunkEnd | blake3::kRoot | blake3::kDeriveKeyMaterial,
                       true,
                       true};
  const auto& kernels = blake3::kernels(isa);
  const std::size_t groups = count / kLanes, rest = count % kLanes;
  const auto* rows = reinterpret_cast<const std::uint32_t*>(in);
  kernels.blocks(step, words_of(out), rows, groups, words_of(out));  // no chaining values are read or written
  if (rest == 0) return;
  alignas(32) std::array<std::uint32_t, kLanes * blake3::kBlockWords> padded{};
  std::array<Digest, kLanes> digests;
  std::copy_n(rows + groups * padded.size(), rest * blake3::kBlockWords, padded.begin());
  kernels.blocks(step, words_of(digests.data()), padded.data(), 1, words_of(digests.data()));
  std::copy_n(digests.begin(), rest, out + groups * kLanes);
}

LeafHasher::LeafHasher(const DeriveKey& key, std::size_t leaves, std::size_t words_per_leaf, Isa isa, Arena& memory)
    : leaves_(leaves), key_(key.key()), isa_(isa) {
  check(words_per_leaf > 0, "leaves are not empty");
  const std::size_t blocks = ceil_div(words_per_leaf, blake3::kBlockWords);
  unsigned depth = 0, deepest = 0;
  for (std::size_t b = 0; b < blocks; ++b) {
    Step step{};
    const bool chunk_ends = b % blake3::kChunkBlocks == blake3::kChunkBlocks - 1;
    step.chunk = b / blake3::kChunkBlocks;
    step.last = b + 1 == blocks;
    step.length =
        static_cast<std::uint32_t>(4 * (step.last ? words_per_leaf - b * blake3::kBlockWords : blake3::kBlockWords));
    step.starts_chunk = b % blake3::kChunkBlocks == 0;
    step.flags = blake3::kDeriveKeyMaterial | (step.starts_chunk ? blake3::kChunkStart : 0u) |
                 (chunk_ends || step.last ? blake3::kChunkEnd : 0u);
    if (step.last) {
      step.merges = depth;
    } else if (chunk_ends) {
      step.merges = static_cast<unsigned>(std::countr_zero(step.chunk + 1));
      step.push = true;
    }
    depth -= step.merges;
    step.depth = depth;
    if (step.push) deepest = std::max(deepest, ++depth);
    plan_.push_back(step);
  }
  const std::size_t words = ceil_div(leaves, kLanes) * kGroupWords;
  if (blocks > 1) running_ = Buffer<std::uint32_t>(memory, words);
  for (unsigned i = 0; i < deepest; ++i) stack_.emplace_back(memory, words);
}

void LeafHasher::absorb(std::size_t block, std::size_t first, std::size_t count, const std::uint32_t* rows,
                        Digest* digests) {
  const std::size_t rest = count % kLanes, whole = count - rest;
  absorb_groups(plan_[block], first, whole / kLanes, rows, digests);
  if (rest == 0) return;
  // The last, incomplete group goes through padded copies.
  check(first + count == leaves_, "only the last group of leaves may be incomplete");
  alignas(32) std::array<std::uint32_t, kLanes * blake3::kBlockWords> padded{};
  std::array<Digest, kLanes> out;
  std::copy_n(rows + whole * blake3::kBlockWords, rest * blake3::kBlockWords, padded.begin());
  absorb_groups(plan_[block], first + whole, 1, padded.data(), out.data());
  if (plan_[block].last) std::copy_n(out.begin(), rest, digests + whole);
}

void LeafHasher::absorb_groups(const Step& step, std::size_t first, std::size_t groups, const std::uint32_t* rows,
                               Digest* digests) {
  const auto& kernels = blake3::kernels(isa_);
  const std::size_t offset = first / kLanes * kGroupWords;
  const bool root = step.last && step.merges == 0;  // the row is one chunk
  // Where a step does not use one of the two outputs, it gets the other: pointers are never null.
  std::uint32_t* running = running_.empty() ? words_of(digests) : running_.data() + offset;
  std::uint32_t* out = step.last ? words_of(digests) : running;
  kernels.blocks({key_, step.chunk, step.length, step.flags | (root ? blake3::kRoot : 0u), step.starts_chunk, root},
                 running, rows, groups, out);
  for (unsigned i = 0; i < step.merges; ++i) {
    const bool top = step.last && i + 1 == step.merges;
    const std::uint32_t flags = blake3::kDeriveKeyMaterial | blake3::kParent | (top ? blake3::kRoot : 0u);
    const std::uint32_t* left = stack_[step.depth + step.merges - 1 - i].data() + offset;
    kernels.parents({key_, 0, blake3::kBlockBytes, flags, true, top}, left, running, groups, out);
  }
  if (step.push) std::copy_n(running, groups * kGroupWords, stack_[step.depth].data() + offset);
}

}  // namespace squall
