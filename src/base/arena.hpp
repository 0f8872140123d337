#pragma once

// Memory that is used again. A prover allocates and frees gigabytes many times over, and the system's first touch of a
// page costs far more than any later one; so freed ranges stay with the arena, and new ones are cut from the lowest
// free address. Thread-safe.

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>

namespace squall {

class Arena {
 public:
  // Reserves addresses only; memory is taken as it is touched, in huge pages where the system has them.
  Arena();
  ~Arena();
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  // Aligned to a cache line; contents are arbitrary, but zero if `zeroed`. Throws std::bad_alloc when the addresses are
  // used up.
  void* allocate(std::size_t bytes, bool zeroed);
  // On input: what allocate gave, with its size.
  void release(void* pointer, std::size_t bytes);

  // Most bytes in use at a time so far.
  std::size_t peak() const;

 private:
  static constexpr std::size_t kGrain = 2u << 20;    // of ranges: a huge page
  static constexpr std::size_t kSmall = 256u << 10;  // below, the system's allocator does as well
  static std::size_t rounded(std::size_t bytes) { return (bytes + kGrain - 1) / kGrain * kGrain; }

  mutable std::mutex mutex_;
  char* base_ = nullptr;
  std::size_t reserved_ = 0;
  std::map<std::size_t, std::size_t> free_;  // offset -> bytes; never adjacent
  std::size_t touched_ = 0;                  // bytes from the start that were ever handed out: the rest is still zero
  std::size_t used_ = 0, peak_ = 0;
};

}  // namespace squall
