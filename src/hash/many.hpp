#pragma once

// Hashing many equally long inputs at once, eight to a vector.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/buffer.hpp"
#include "field/isa.hpp"
#include "hash/blake3.hpp"

namespace squall {

// out[i] = key.hash(in[2i] || in[2i + 1]) for i < count.
void hash_pairs(const DeriveKey& key, const Digest* in, std::size_t count, Digest* out, Isa isa);

// Hashes many rows of one length, handed over in blocks of 16 words (64 bytes): block 0 of any leaves, then block 1,
// ... Different leaves may be absorbed by different threads at the same time. Keeps 32 bytes per leaf, and 32 more per
// level of the chunk tree where rows are longer than 1024 bytes.
class LeafHasher {
 public:
  // On input: words_per_leaf > 0.
  LeafHasher(const DeriveKey& key, std::size_t leaves, std::size_t words_per_leaf, Isa isa, Arena& memory);

  std::size_t block_count() const { return plan_.size(); }

  // Absorbs block `block` of the leaves first, ..., first + count - 1. On input: first a multiple of 8, count too
  // unless the range ends with the last leaf; every earlier block of these leaves was absorbed, in order; rows holds
  // count rows of 16 words, zero past the end of the leaf. The last block writes the digests to digests[0..count).
  void absorb(std::size_t block, std::size_t first, std::size_t count, const std::uint32_t* rows, Digest* digests);

 private:
  struct Step {  // what happens in one block, the same for every leaf
    std::uint64_t chunk;
    std::uint32_t length, flags;
    bool starts_chunk, last;
    unsigned merges;  // afterwards, with the topmost complete subtrees
    unsigned depth;   // complete subtrees on the stack after the merges
    bool push;        // the result becomes a complete subtree
  };
  void absorb_groups(const Step& step, std::size_t first, std::size_t groups, const std::uint32_t* rows,
                     Digest* digests);

  std::size_t leaves_;
  blake3::Words key_;
  Isa isa_;
  std::vector<Step> plan_;
  Buffer<std::uint32_t> running_;             // chaining values: groups of 8 leaves, word-major within a group
  std::vector<Buffer<std::uint32_t>> stack_;  // the same for complete subtrees
};

}  // namespace squall
