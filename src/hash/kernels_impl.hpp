#pragma once

// The kernels over a type V of eight 32-bit lanes, which in addition to what blake3_core.hpp asks has
//   static load(const uint32_t*), store(uint32_t*), ^, |, &, counting(uint32_t first): first + lane,
//   static transpose(V (&)[8]): an 8 x 8 word matrix in place.

#include "hash/kernels.hpp"

namespace squall::blake3 {

template <class V>
struct KernelsImpl {
  static SQUALL_INLINE void finish(const V* v, std::uint32_t* group) {
    for (int i = 0; i < 8; ++i) (v[i] ^ v[i + 8]).store(group + 8 * i);
  }
  static SQUALL_INLINE void finish_digests(const V* v, std::uint32_t* digests) {
    V out[8];
    for (int i = 0; i < 8; ++i) out[i] = v[i] ^ v[i + 8];
    V::transpose(out);
    for (int i = 0; i < 8; ++i) out[i].store(digests + 8 * i);
  }

  static void blocks(const BlockStep& step, std::uint32_t* cv, const std::uint32_t* rows, std::size_t groups,
                     std::uint32_t* digests) {
    for (std::size_t g = 0; g < groups; ++g, cv += kGroupWords, rows += kLanes * kBlockWords) {
      V low[8], high[8], m[16], h[8], v[16];
      for (int i = 0; i < 8; ++i) {
        low[i] = V::load(rows + 16 * i);
        high[i] = V::load(rows + 16 * i + 8);
      }
      V::transpose(low);
      V::transpose(high);
      for (int i = 0; i < 8; ++i) {
        m[i] = low[i];
        m[i + 8] = high[i];
      }
      if (step.from_key) {
        for (int i = 0; i < 8; ++i) h[i] = V(step.key[i]);
      } else {
        for (int i = 0; i < 8; ++i) h[i] = V::load(cv + 8 * i);
      }
      permute(v, h, m, step.counter, step.length, step.flags);
      if (step.to_digests) {
        finish_digests(v, digests + g * kGroupWords);
      } else {
        finish(v, cv);
      }
    }
  }

  static void parents(const BlockStep& step, const std::uint32_t* left, std::uint32_t* right, std::size_t groups,
                      std::uint32_t* digests) {
    for (std::size_t g = 0; g < groups; ++g, left += kGroupWords, right += kGroupWords) {
      V m[16], h[8], v[16];
      for (int i = 0; i < 8; ++i) {
        m[i] = V::load(left + 8 * i);
        m[i + 8] = V::load(right + 8 * i);
        h[i] = V(step.key[i]);
      }
      permute(v, h, m, 0, kBlockBytes, step.flags);
      if (step.to_digests) {
        finish_digests(v, digests + g * kGroupWords);
      } else {
        finish(v, right);
      }
    }
  }

  static std::uint64_t grind(const Words& key, const Words& state, std::uint64_t mask, std::uint64_t nonce,
                             std::uint64_t groups) {
    V h[8], m[16], v[16];
    for (int i = 0; i < 8; ++i) {
      h[i] = V(key[i]);
      m[i] = V(state[i]);
      m[i + 8] = V(0u);
    }
    const V mask_low(static_cast<std::uint32_t>(mask)), mask_high(static_cast<std::uint32_t>(mask >> 32));
    constexpr std::uint32_t kFlags = kChunkStart | kChunkEnd | kRoot | kDeriveKeyMaterial;
    for (std::uint64_t g = 0; g < groups; ++g) {  // nonce is a multiple of 8: its low word does not overflow in a group
      const std::uint64_t first = nonce + kLanes * g;
      m[8] = V::counting(static_cast<std::uint32_t>(first));
      m[9] = V(static_cast<std::uint32_t>(first >> 32));
      permute(v, h, m, 0, 40, kFlags);
      std::uint32_t rest[8];
      (((v[0] ^ v[8]) & mask_low) | ((v[1] ^ v[9]) & mask_high)).store(rest);
      for (unsigned lane = 0; lane < kLanes; ++lane) {
        if (rest[lane] == 0) return kLanes * g + lane;
      }
    }
    return kLanes * groups;
  }

  static constexpr Kernels table() { return {blocks, parents, grind}; }
};

}  // namespace squall::blake3
