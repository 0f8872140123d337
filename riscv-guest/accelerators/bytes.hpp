#pragma once

// Bytes and words, whatever the alignment of the caller's buffers.

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "squall_guest.hpp"

namespace guest {

inline bool is_aligned(const std::uint8_t* p) { return reinterpret_cast<std::uintptr_t>(p) % 4 == 0; }

constexpr std::uint32_t swap_bytes(std::uint32_t x) {
  const std::uint32_t swapped = x >> 16 | x << 16;
  return (swapped >> 8 & 0x00ff00ff) | (swapped & 0x00ff00ff) << 8;
}

// Big-endian words at a 4-byte boundary.
inline std::uint32_t load_swapped(const std::uint8_t* p) { return swap_bytes(load_word(p)); }
inline void store_word(std::uint8_t* p, std::uint32_t word) { *reinterpret_cast<AliasedWord*>(p) = word; }
inline void store_swapped(std::uint8_t* p, std::uint32_t word) { store_word(p, swap_bytes(word)); }

// Calls absorb(block) for each whole block of a message, at a 4-byte boundary (blocks elsewhere are copied to one), and
// returns the number of bytes that this took.
template <std::size_t kBlock, class Absorb>
std::size_t for_each_block(const std::uint8_t* data, std::size_t size, Absorb absorb) {
  std::size_t done = 0;
  if (is_aligned(data)) {
    for (; size - done >= kBlock; done += kBlock) absorb(data + done);
    return done;
  }
  alignas(4) std::uint8_t block[kBlock];
  for (; size - done >= kBlock; done += kBlock) {
    std::memcpy(block, data + done, kBlock);
    absorb(static_cast<const std::uint8_t*>(block));
  }
  return done;
}

// The last one or two blocks of 64 bytes with the padding of MD4 and its descendants: a one bit, zeros, and the length
// in bits, which the caller writes into the last eight bytes. Returns the size, 64 or 128.
inline std::size_t pad_64(std::uint8_t (&tail)[128], const std::uint8_t* data, std::size_t size, std::size_t done) {
  std::memset(tail, 0, sizeof tail);
  const std::size_t rest = size - done;
  if (rest) std::memcpy(tail, data + done, rest);
  tail[rest] = 0x80;
  return rest < 56 ? 64 : 128;
}

}  // namespace guest
