#include "hash/blake3.hpp"

#include <algorithm>

namespace squall {
namespace {

using blake3::Words;

Words first_half(const std::array<std::uint32_t, 16>& out) {
  Words words;
  std::copy_n(out.begin(), 8, words.begin());
  return words;
}

}  // namespace

Words Blake3::Node::chaining_value() const { return first_half(blake3::compress(cv, block, counter, length, flags)); }

Blake3::Node Blake3::last_block() const {
  Node node{cv_, {}, chunks_done_, in_block_, mode_ | blake3::kChunkEnd};
  if (blocks_done_ == 0) node.flags |= blake3::kChunkStart;
  for (unsigned i = 0; i < 16; ++i) node.block[i] = load_le32(block_.data() + 4 * i);  // zero past in_block_
  return node;
}

Blake3::Node Blake3::parent(const Words& left, const Words& right) const {
  Node node{key_, {}, 0, blake3::kBlockBytes, mode_ | blake3::kParent};
  std::copy_n(left.begin(), 8, node.block.begin());
  std::copy_n(right.begin(), 8, node.block.begin() + 8);
  return node;
}

// Called when more input follows: the chunk is not the root. Merges it with complete subtrees of equal size.
void Blake3::finish_chunk() {
  Words cv = last_block().chaining_value();
  ++chunks_done_;
  for (std::uint64_t chunks = chunks_done_; chunks % 2 == 0; chunks /= 2) {
    cv = parent(stack_[--depth_], cv).chaining_value();
  }
  stack_[depth_++] = cv;
  cv_ = key_;
  blocks_done_ = 0;
  in_block_ = 0;
  block_.fill(0);
}

void Blake3::update(ByteView bytes) {
  while (!bytes.empty()) {
    if (in_block_ == blake3::kBlockBytes) {  // full, and now known not to be the last block
      if (blocks_done_ == blake3::kChunkBlocks - 1) {
        finish_chunk();
      } else {
        Node node = last_block();
        node.flags &= ~std::uint32_t(blake3::kChunkEnd);
        cv_ = node.chaining_value();
        ++blocks_done_;
        in_block_ = 0;
        block_.fill(0);
      }
    }
    const std::size_t take = std::min(bytes.size(), blake3::kBlockBytes - in_block_);
    std::copy_n(bytes.begin(), take, block_.begin() + in_block_);
    in_block_ += static_cast<unsigned>(take);
    bytes = bytes.subspan(take);
  }
}

void Blake3::output(std::span<std::uint8_t> out) const {
  Node root = last_block();
  for (unsigned i = depth_; i-- > 0;) root = parent(stack_[i], root.chaining_value());
  for (std::uint64_t block = 0; !out.empty(); ++block) {
    const auto words = blake3::compress(root.cv, root.block, block, root.length, root.flags | blake3::kRoot);
    std::array<std::uint8_t, blake3::kBlockBytes> bytes;
    for (unsigned i = 0; i < 16; ++i) store_le32(bytes.data() + 4 * i, words[i]);
    const std::size_t take = std::min(out.size(), bytes.size());
    std::copy_n(bytes.begin(), take, out.begin());
    out = out.subspan(take);
  }
}

Digest Blake3::digest() const {
  Digest digest;
  output(digest);
  return digest;
}

}  // namespace squall
