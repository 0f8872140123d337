#include "base/arena.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <new>
#include <sys/mman.h>

namespace squall {

Arena::Arena() {
  // Addresses are plenty on 64-bit systems, unless a limit is set: then less will do.
  for (std::size_t size = std::size_t(1) << 42; size >= std::size_t(1) << 32; size >>= 1) {
    void* p = mmap(nullptr, size + kGrain, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (p == MAP_FAILED) continue;
    const auto address = reinterpret_cast<std::uintptr_t>(p);
    const std::uintptr_t aligned = (address + kGrain - 1) / kGrain * kGrain;
    if (aligned != address) munmap(p, aligned - address);
    munmap(reinterpret_cast<void*>(aligned + size), kGrain - (aligned - address));
    base_ = reinterpret_cast<char*>(aligned);
    reserved_ = size;
    madvise(base_, size, MADV_HUGEPAGE);
    free_[0] = size;
    return;
  }
  throw std::bad_alloc();
}

Arena::~Arena() { munmap(base_, reserved_); }

void* Arena::allocate(std::size_t bytes, bool zeroed) {
  if (bytes < kSmall) {
    void* p = ::operator new(bytes, std::align_val_t(64));
    return zeroed ? std::memset(p, 0, bytes) : p;
  }
  const std::size_t size = rounded(bytes);
  std::size_t offset, dirty;
  {
    std::lock_guard lock(mutex_);
    const auto fits = std::find_if(free_.begin(), free_.end(), [&](const auto& range) { return range.second >= size; });
    if (fits == free_.end()) throw std::bad_alloc();
    offset = fits->first;
    const std::size_t left = fits->second - size;
    free_.erase(fits);
    if (left > 0) free_[offset + size] = left;
    dirty = touched_ > offset ? std::min(bytes, touched_ - offset) : 0;
    touched_ = std::max(touched_, offset + size);
    used_ += size;
    peak_ = std::max(peak_, used_);
  }
  if (zeroed && dirty > 0) std::memset(base_ + offset, 0, dirty);
  return base_ + offset;
}

void Arena::release(void* pointer, std::size_t bytes) {
  if (bytes < kSmall) return ::operator delete(pointer, std::align_val_t(64));
  std::size_t offset = static_cast<std::size_t>(static_cast<char*>(pointer) - base_), size = rounded(bytes);
  std::lock_guard lock(mutex_);
  used_ -= size;
  const auto next = free_.lower_bound(offset);
  if (next != free_.begin()) {
    const auto before = std::prev(next);
    if (before->first + before->second == offset) {
      offset = before->first;
      size += before->second;
      free_.erase(before);
    }
  }
  if (next != free_.end() && offset + size == next->first) {
    size += next->second;
    free_.erase(next);
  }
  free_[offset] = size;
}

std::size_t Arena::peak() const {
  std::lock_guard lock(mutex_);
  return peak_;
}

}  // namespace squall
