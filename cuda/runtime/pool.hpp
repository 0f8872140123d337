#pragma once

// Device memory, taken from the device once and then handed out: no allocation while proving. Offsets only, so that it
// can be tested and used for planning without a device. Ranges that last are cut from the lowest free place, others
// from the highest, so that they do not break up each other's; freed neighbours join.
//
// Work on the device is in the order of one stream, so memory may be handed out again as soon as its owner lets go.

#include <cstddef>
#include <map>
#include <optional>

namespace squall::cuda {

class Pool {
 public:
  static constexpr std::size_t kGrain = 256;  // of offsets and sizes, in bytes
  enum class Lifetime { kShort, kLasting };

  explicit Pool(std::size_t bytes) : size_(bytes / kGrain * kGrain) {
    if (size_ > 0) free_[0] = size_;
  }

  static constexpr std::size_t rounded(std::size_t bytes) { return (bytes + kGrain - 1) / kGrain * kGrain; }

  // The offset of `bytes` bytes, or nothing.
  std::optional<std::size_t> allocate(std::size_t bytes, Lifetime lifetime = Lifetime::kShort);
  // On input: what allocate gave, with the same size.
  void release(std::size_t offset, std::size_t bytes);

  std::size_t size() const { return size_; }
  std::size_t used() const { return used_; }
  std::size_t peak() const { return peak_; }
  void reset_peak() { peak_ = used_; }
  std::size_t largest_free() const;

 private:
  std::size_t size_, used_ = 0, peak_ = 0;
  std::map<std::size_t, std::size_t> free_;  // offset -> bytes; never adjacent
};

}  // namespace squall::cuda
