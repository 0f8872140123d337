#pragma once

// An append-only list in blocks of 2^LogBlock elements: growing never moves or copies what is already there, and a
// block can be handed to another thread or device as one contiguous piece.

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace squall {

template <class T, unsigned LogBlock = 15>
class ChunkedList {
 public:
  static constexpr std::size_t kBlock = std::size_t(1) << LogBlock;

  // A new uninitialised last element.
  T& append() {
    if (used_ == kBlock) [[unlikely]] {
      blocks_.push_back(std::make_unique_for_overwrite<T[]>(kBlock));
      used_ = 0;
    }
    return blocks_.back()[used_++];
  }
  void push_back(const T& value) { append() = value; }

  std::size_t size() const { return blocks_.empty() ? 0 : (blocks_.size() - 1) * kBlock + used_; }
  bool empty() const { return blocks_.empty(); }
  const T& operator[](std::size_t i) const { return blocks_[i >> LogBlock][i & (kBlock - 1)]; }
  T& operator[](std::size_t i) { return blocks_[i >> LogBlock][i & (kBlock - 1)]; }

  std::size_t block_count() const { return blocks_.size(); }
  std::span<const T> block(std::size_t b) const { return {blocks_[b].get(), b + 1 == blocks_.size() ? used_ : kBlock}; }
  void clear() {
    blocks_.clear();
    used_ = kBlock;
  }

 private:
  std::vector<std::unique_ptr<T[]>> blocks_;
  std::size_t used_ = kBlock;  // in the last block
};

}  // namespace squall
