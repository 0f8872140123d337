#pragma once

// BLAKE3's compression on one thread, and what kernels need to hash with one of the keys of hash/blake3.hpp.

#include "cuda/runtime/language.hpp"
#include "hash/blake3.hpp"

namespace squall::cuda {

// A digest as eight words, little endian; read and written 16 bytes at a time.
struct alignas(16) DigestWords {
  std::uint32_t word[8];
};

inline DigestWords words_of(const Digest& digest) {
  DigestWords words;
  for (int i = 0; i < 8; ++i) words.word[i] = load_le32(digest.data() + 4 * i);
  return words;
}

// A word of the state. Additions are written as multiply-adds with a one that the compiler does not know: they go to
// another pipe than the exclusive ors and rotations, of which there are as many as the device does at a time.
struct HashWord {
  std::uint32_t value, one;
  friend SQUALL_DEVICE constexpr HashWord operator+(const HashWord& a, const HashWord& b) {
    return {a.value * a.one + b.value, a.one};
  }
  friend SQUALL_DEVICE constexpr HashWord operator^(const HashWord& a, const HashWord& b) {
    return {a.value ^ b.value, a.one};
  }
  template <int N>
  SQUALL_DEVICE constexpr HashWord rotate_right() const {
    return {value >> N | value << (32 - N), one};
  }
};

// How a kernel hashes. Made on the host.
struct HashMode {
  DigestWords key;
  std::uint32_t one = 1;

  explicit HashMode(const DeriveKey& purpose) {
    for (int i = 0; i < 8; ++i) key.word[i] = purpose.key()[i];
  }
};

// h <- its compression with the block m.
__device__ __forceinline__ void compress(std::uint32_t (&h)[8], const std::uint32_t (&m)[16], std::uint64_t counter,
                                         std::uint32_t length, std::uint32_t flags, std::uint32_t one) {
  constexpr blake3::Words kIv = blake3::kIv;
  HashWord v[1][16], block[1][16];
  SQUALL_UNROLL
  for (int i = 0; i < 16; ++i) block[0][i] = {m[i], one};
  SQUALL_UNROLL
  for (int i = 0; i < 8; ++i) v[0][i] = {h[i], one};
  SQUALL_UNROLL
  for (int i = 0; i < 4; ++i) v[0][8 + i] = {kIv[i], one};
  v[0][12] = {static_cast<std::uint32_t>(counter), one};
  v[0][13] = {static_cast<std::uint32_t>(counter >> 32), one};
  v[0][14] = {length, one};
  v[0][15] = {flags, one};
  blake3::permute(v, block);
  SQUALL_UNROLL
  for (int i = 0; i < 8; ++i) h[i] = v[0][i].value ^ v[0][i + 8].value;
}

__device__ __forceinline__ void start(std::uint32_t (&h)[8], const HashMode& mode) {
  SQUALL_UNROLL
  for (int i = 0; i < 8; ++i) h[i] = mode.key.word[i];
}

// Digests lie on multiples of 32 bytes.
__device__ __forceinline__ void store_digest(DigestWords* to, const std::uint32_t (&h)[8]) {
  uint4* halves = reinterpret_cast<uint4*>(to);
  halves[0] = make_uint4(h[0], h[1], h[2], h[3]);
  halves[1] = make_uint4(h[4], h[5], h[6], h[7]);
}
// m <- two digests that lie side by side.
__device__ __forceinline__ void load_pair(std::uint32_t (&m)[16], const DigestWords* pair) {
  const uint4* quarters = reinterpret_cast<const uint4*>(pair);
  SQUALL_UNROLL
  for (int i = 0; i < 4; ++i) {
    const uint4 four = quarters[i];
    m[4 * i] = four.x;
    m[4 * i + 1] = four.y;
    m[4 * i + 2] = four.z;
    m[4 * i + 3] = four.w;
  }
}

}  // namespace squall::cuda
