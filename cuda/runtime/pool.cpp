#include "cuda/runtime/pool.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace squall::cuda {

std::optional<std::size_t> Pool::allocate(std::size_t bytes, Lifetime lifetime) {
  const std::size_t size = rounded(bytes);
  if (size == 0) return 0;
  const auto fits = [&](const auto& range) { return range.second >= size; };
  std::size_t offset = 0;
  if (lifetime == Lifetime::kShort) {
    const auto last = std::find_if(free_.rbegin(), free_.rend(), fits);
    if (last == free_.rend()) return std::nullopt;
    last->second -= size;
    offset = last->first + last->second;
    if (last->second == 0) free_.erase(last->first);
  } else {
    const auto first = std::find_if(free_.begin(), free_.end(), fits);
    if (first == free_.end()) return std::nullopt;
    const std::size_t length = first->second;
    offset = first->first;
    free_.erase(first);
    if (length > size) free_[offset + size] = length - size;
  }
  used_ += size;
  peak_ = std::max(peak_, used_);
  return offset;
}

void Pool::release(std::size_t offset, std::size_t bytes) {
  std::size_t size = rounded(bytes);
  if (size == 0) return;
  check(size <= used_ && offset + size <= size_, "the range belongs to the pool");
  used_ -= size;
  auto next = free_.lower_bound(offset);
  check(next == free_.end() || offset + size <= next->first, "a range is released once");
  if (next != free_.end() && next->first == offset + size) {
    size += next->second;
    next = free_.erase(next);
  }
  if (next != free_.begin()) {
    const auto before = std::prev(next);
    check(before->first + before->second <= offset, "a range is released once");
    if (before->first + before->second == offset) {
      before->second += size;
      return;
    }
  }
  free_[offset] = size;
}

std::size_t Pool::largest_free() const {
  std::size_t largest = 0;
  for (const auto& [offset, length] : free_) largest = std::max(largest, length);
  return largest;
}

}  // namespace squall::cuda
