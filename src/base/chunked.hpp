#pragma once

// An append-only list in blocks of 2^LogBlock elements: growing never moves or copies what is already there, and a
// block can be handed to another thread or device as one contiguous piece.
//
// Memory: the first block is ordinary memory, so that short lists stay small. The others come in slabs of huge pages:
// with small pages the page faults of a long list cost far more than writing it.

#include <cstddef>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "base/buffer.hpp"

namespace squall {

template <class T, unsigned LogBlock = 15>
class ChunkedList {
 public:
  static constexpr std::size_t kBlock = std::size_t(1) << LogBlock;

  ChunkedList() = default;
  ChunkedList(ChunkedList&& other) noexcept { swap(other); }
  ChunkedList& operator=(ChunkedList&& other) noexcept {
    swap(other);
    return *this;
  }

  // A new uninitialised last element.
  T& append() {
    if (next_ == end_) [[unlikely]]
      grow();
    return *next_++;
  }
  void push_back(const T& value) { append() = value; }

  std::size_t size() const { return blocks_.size() * kBlock - static_cast<std::size_t>(end_ - next_); }
  bool empty() const { return blocks_.empty(); }
  const T& operator[](std::size_t i) const { return blocks_[i >> LogBlock][i & (kBlock - 1)]; }
  T& operator[](std::size_t i) { return blocks_[i >> LogBlock][i & (kBlock - 1)]; }

  std::size_t block_count() const { return blocks_.size(); }
  std::span<const T> block(std::size_t b) const {
    return {blocks_[b], b + 1 == blocks_.size() ? static_cast<std::size_t>(next_ - blocks_[b]) : kBlock};
  }
  void clear() { ChunkedList().swap(*this); }

 private:
  static constexpr std::size_t kSlabBlocks = 16;  // times kBlock events of 40 bytes: 20 MiB

  [[gnu::noinline]] void grow() {
    const std::size_t b = blocks_.size();
    if (b == 0) {
      first_ = std::make_unique_for_overwrite<T[]>(kBlock);
      next_ = first_.get();
    } else {
      if ((b - 1) % kSlabBlocks == 0) slabs_.emplace_back(kSlabBlocks * kBlock);
      next_ = slabs_.back().data() + (b - 1) % kSlabBlocks * kBlock;
    }
    end_ = next_ + kBlock;
    blocks_.push_back(next_);
  }
  void swap(ChunkedList& other) {
    std::swap(blocks_, other.blocks_);
    std::swap(first_, other.first_);
    std::swap(slabs_, other.slabs_);
    std::swap(next_, other.next_);
    std::swap(end_, other.end_);
  }

  std::vector<T*> blocks_;
  std::unique_ptr<T[]> first_;
  std::vector<Buffer<T>> slabs_;
  T* next_ = nullptr;  // where the next element goes; end_: end of the last block
  T* end_ = nullptr;
};

}  // namespace squall
