#pragma once

// What BLAKE2s and BLAKE3 share: initial words, the mixing function, and blocks at the boundary that calls need.

#include "bytes.hpp"
#include "squall_functions.h"

namespace guest::blake {

// Of SHA-256: fractional parts of the square roots of the first eight primes.
inline constexpr std::uint32_t kInitial[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                              0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

struct alignas(32) Chain {
  std::uint32_t words[8];
};
struct alignas(64) Block {
  std::uint32_t words[16];
};
struct alignas(16) Parameters {
  std::uint32_t words[4];
};

inline std::uint32_t rotate(std::uint32_t x, int n) { return x >> n | x << (32 - n); }

[[gnu::always_inline]] inline void mix(std::uint32_t& a, std::uint32_t& b, std::uint32_t& c, std::uint32_t& d,
                                       std::uint32_t x, std::uint32_t y) {
  a += b + x;
  d = rotate(d ^ a, 16);
  c += d;
  b = rotate(b ^ c, 12);
  a += b + y;
  d = rotate(d ^ a, 8);
  c += d;
  b = rotate(b ^ c, 7);
}

// One round; order: which word of the block comes at which place.
[[gnu::always_inline]] inline void round(std::uint32_t* v, const std::uint32_t* m, const std::uint8_t* order) {
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++) mix(v[i], v[4 + i], v[8 + i], v[12 + i], m[order[2 * i]], m[order[2 * i + 1]]);
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++)
    mix(v[i], v[4 + (i + 1) % 4], v[8 + (i + 2) % 4], v[12 + (i + 3) % 4], m[order[8 + 2 * i]], m[order[9 + 2 * i]]);
}

// The bytes of a block, the rest of it zero.
inline void load(Block& block, const std::uint8_t* data, std::size_t size) {
  if (size < sizeof block) std::memset(block.words, 0, sizeof block);
  if (size) std::memcpy(block.words, data, size);
}

inline void store(std::uint8_t* digest, const Chain& chain) { std::memcpy(digest, chain.words, sizeof chain); }

}  // namespace guest::blake
