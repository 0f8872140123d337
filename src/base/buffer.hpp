#pragma once

// Large aligned arrays of trivial values. Memory comes from an arena, which keeps it for the next buffer, or straight
// from the system, in huge pages where it offers them.

#include <cstddef>
#include <new>
#include <span>
#include <sys/mman.h>
#include <type_traits>
#include <utility>

#include "base/arena.hpp"

namespace squall {

template <class T>
class Buffer {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  Buffer() = default;
  // Zero-filled (the system hands out zero pages; nothing is touched until it is used).
  explicit Buffer(std::size_t size) : size_(size) {
    if (size == 0) return;
    void* p = mmap(nullptr, bytes(), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED) throw std::bad_alloc();
    if (bytes() >= kHugePage) madvise(p, bytes(), MADV_HUGEPAGE);
    data_ = static_cast<T*>(p);
  }
  // From an arena that outlives the buffer: contents are arbitrary unless `zeroed`.
  Buffer(Arena& arena, std::size_t size, bool zeroed = false) : size_(size), arena_(&arena) {
    if (size != 0) data_ = static_cast<T*>(arena.allocate(bytes(), zeroed));
  }
  Buffer(Buffer&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)),
        size_(std::exchange(other.size_, 0)),
        arena_(std::exchange(other.arena_, nullptr)) {}
  Buffer& operator=(Buffer&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(arena_, other.arena_);
    return *this;
  }
  ~Buffer() {
    if (!data_) return;
    if (arena_) {
      arena_->release(data_, bytes());
    } else {
      munmap(data_, bytes());
    }
  }

  T* data() { return data_; }
  const T* data() const { return data_; }
  std::size_t size() const { return size_; }
  std::size_t bytes() const { return size_ * sizeof(T); }
  bool empty() const { return size_ == 0; }
  T& operator[](std::size_t i) { return data_[i]; }
  const T& operator[](std::size_t i) const { return data_[i]; }
  T* begin() { return data_; }
  T* end() { return data_ + size_; }
  const T* begin() const { return data_; }
  const T* end() const { return data_ + size_; }
  operator std::span<T>() { return {data_, size_}; }
  operator std::span<const T>() const { return {data_, size_}; }

 private:
  static constexpr std::size_t kHugePage = 2u << 20;
  T* data_ = nullptr;
  std::size_t size_ = 0;
  Arena* arena_ = nullptr;  // null: from the system
};

}  // namespace squall
