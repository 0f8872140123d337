#pragma once

// Merkle trees on the device: hashing leaves and nodes, and taking out the digests of an opening. The same trees as in
// merkle/tree.hpp.

#include <span>
#include <vector>

#include "cuda/commit/blake3.hpp"
#include "cuda/runtime/gpu.hpp"

namespace squall::cuda {

class DeviceTree {
 public:
  DeviceTree() = default;
  // Room for a tree over 2^log_size leaves, laid out as in MerkleTree: leaves first, then level by level.
  DeviceTree(Gpu& gpu, unsigned log_size);

  unsigned log_size() const { return log_size_; }
  DigestWords* digests() { return digests_.data(); }
  const DigestWords* digests() const { return digests_.data(); }
  std::size_t size() const { return digests_.size(); }

 private:
  unsigned log_size_ = 0;
  DeviceBuffer<DigestWords> digests_;
};

// Device memory of a tree over 2^log_size leaves.
std::size_t tree_memory(unsigned log_size);

// Hashes rows whose words come in pieces: the state of 2^log_leaves hashes of width words each.
class DeviceLeafHasher {
 public:
  // On input: width > 0. `pieces`: whether there will be more than one call of absorb.
  DeviceLeafHasher(Gpu& gpu, std::size_t leaves, std::size_t width, bool pieces);
  // Absorbs the next `count` words of every leaf: word i of leaf l is words[i * stride + l]. A multiple of 16 except in
  // the last call, which writes the digests.
  void absorb(const std::uint32_t* words, std::size_t stride, std::size_t count, DigestWords* digests);

 private:
  Gpu& gpu_;
  std::size_t leaves_, width_, absorbed_ = 0;
  DeviceBuffer<std::uint32_t> running_, stack_;
};
std::size_t leaf_hasher_memory(std::size_t leaves, std::size_t width, bool pieces);

// Leaf digests of an oracle: leaf l consists of 2^log_leaf elements of five words each, element by element; coordinate
// k of element i is words[k * stride + i].
// Rows of more than 1024 bytes take leaf_hasher_memory.
void hash_extension_leaves(Gpu& gpu, const std::uint32_t* words, std::size_t stride, unsigned log_leaf,
                           std::size_t leaves, DigestWords* digests);

// Fills in all levels above the leaves; returns the root: a round trip.
Digest finish_tree(Gpu& gpu, DeviceTree& tree);

// target[i] = digest number nodes[i] of the tree.
void gather_digests(Gpu& gpu, const DeviceTree& tree, std::span<const std::uint64_t> nodes, DigestWords* target);

}  // namespace squall::cuda
