#pragma once

// All digests of a Merkle tree, kept by the prover until it opens.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/buffer.hpp"
#include "base/parallel.hpp"
#include "field/isa.hpp"
#include "hash/blake3.hpp"

namespace squall {

// Where level k of a tree over 2^log_size leaves begins in the array of all its digests: levels follow each other,
// leaves first.
constexpr std::size_t tree_level_start(unsigned log_size, unsigned k) {
  return (std::size_t(2) << log_size) - (std::size_t(2) << (log_size - k));
}

class MerkleTree {
 public:
  MerkleTree() = default;
  // On input: 2^log_size leaf digests in the front of a buffer of 2^(log_size + 1) - 1 digests (see buffer_for); the
  // rest is filled in here.
  MerkleTree(unsigned log_size, Buffer<Digest> leaves, Isa isa, ThreadPool& pool);
  // Room for a whole tree. Level k occupies 2^(log_size - k) entries, one level after another, leaves first.
  static Buffer<Digest> buffer_for(unsigned log_size, Arena& memory) {
    return Buffer<Digest>(memory, (std::size_t(2) << log_size) - 1);
  }

  unsigned log_size() const { return log_size_; }
  const Digest& root() const { return digests_[digests_.size() - 1]; }
  // level 0: the leaves; level log_size(): the root.
  std::span<const Digest> level(unsigned k) const;
  // The digests of an opening at strictly ascending positions, in the order of merkle/opening.hpp.
  std::vector<Digest> siblings(std::span<const std::uint64_t> positions) const;

 private:
  unsigned log_size_ = 0;
  Buffer<Digest> digests_;
};

}  // namespace squall
