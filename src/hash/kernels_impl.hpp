#pragma once

// The kernels over a type V of eight 32-bit lanes, which in addition to what blake3_core.hpp asks has
//   static load(const uint32_t*), store(uint32_t*), ^, |, &, counting(uint32_t first): first + lane,
//   static transpose(V (&)[8]): an 8 x 8 word matrix in place.

#include "hash/kernels.hpp"

namespace squall::blake3 {

// Turns: how many groups take turns in one loop, see permute().
template <class V, std::size_t Turns>
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

  // `Count` groups at once.
  template <std::size_t Count>
  static SQUALL_INLINE void block_groups(const BlockStep& step, std::uint32_t* cv, const std::uint32_t* rows,
                                         std::uint32_t* digests) {
    V m[Count][16], h[8], v[Count][16];
    for (std::size_t s = 0; s < Count; ++s) {
      V low[8], high[8];
      for (int i = 0; i < 8; ++i) {
        low[i] = V::load(rows + s * kLanes * kBlockWords + 16 * i);
        high[i] = V::load(rows + s * kLanes * kBlockWords + 16 * i + 8);
      }
      V::transpose(low);
      V::transpose(high);
      for (int i = 0; i < 8; ++i) {
        m[s][i] = low[i];
        m[s][i + 8] = high[i];
        h[i] = step.from_key ? V(step.key[i]) : V::load(cv + s * kGroupWords + 8 * i);
      }
      start(v[s], h, step.counter, step.length, step.flags);
    }
    permute(v, m);
    for (std::size_t s = 0; s < Count; ++s) {
      if (step.to_digests) {
        finish_digests(v[s], digests + s * kGroupWords);
      } else {
        finish(v[s], cv + s * kGroupWords);
      }
    }
  }

  static void blocks(const BlockStep& step, std::uint32_t* cv, const std::uint32_t* rows, std::size_t groups,
                     std::uint32_t* digests) {
    std::size_t g = 0;
    for (; g + Turns <= groups; g += Turns) {
      block_groups<Turns>(step, cv + g * kGroupWords, rows + g * kLanes * kBlockWords, digests + g * kGroupWords);
    }
    for (; g < groups; ++g) {
      block_groups<1>(step, cv + g * kGroupWords, rows + g * kLanes * kBlockWords, digests + g * kGroupWords);
    }
  }

  static void parents(const BlockStep& step, const std::uint32_t* left, std::uint32_t* right, std::size_t groups,
                      std::uint32_t* digests) {
    for (std::size_t g = 0; g < groups; ++g, left += kGroupWords, right += kGroupWords) {
      V m[1][16], h[8], v[1][16];
      for (int i = 0; i < 8; ++i) {
        m[0][i] = V::load(left + 8 * i);
        m[0][i + 8] = V::load(right + 8 * i);
        h[i] = V(step.key[i]);
      }
      start(v[0], h, 0, kBlockBytes, step.flags);
      permute(v, m);
      if (step.to_digests) {
        finish_digests(v[0], digests + g * kGroupWords);
      } else {
        finish(v[0], right);
      }
    }
  }

  // On input: groups even.
  static std::uint64_t grind(const Words& key, const Words& state, std::uint64_t mask, std::uint64_t nonce,
                             std::uint64_t groups) {
    V h[8], m[Turns][16], v[Turns][16];
    for (int i = 0; i < 8; ++i) {
      h[i] = V(key[i]);
      for (auto& message : m) {
        message[i] = V(state[i]);
        message[i + 8] = V(0u);
      }
    }
    const V mask_low(static_cast<std::uint32_t>(mask)), mask_high(static_cast<std::uint32_t>(mask >> 32));
    constexpr std::uint32_t kFlags = kChunkStart | kChunkEnd | kRoot | kDeriveKeyMaterial;
    for (std::uint64_t g = 0; g < groups; g += Turns) {
      for (unsigned s = 0; s < Turns; ++s) {  // nonce is a multiple of 8: its low word does not overflow within a group
        const std::uint64_t first = nonce + kLanes * (g + s);
        m[s][8] = V::counting(static_cast<std::uint32_t>(first));
        m[s][9] = V(static_cast<std::uint32_t>(first >> 32));
        start(v[s], h, 0, 40, kFlags);
      }
      permute(v, m);
      for (unsigned s = 0; s < Turns; ++s) {
        std::uint32_t rest[8];
        (((v[s][0] ^ v[s][8]) & mask_low) | ((v[s][1] ^ v[s][9]) & mask_high)).store(rest);
        for (unsigned lane = 0; lane < kLanes; ++lane) {
          if (rest[lane] == 0) return kLanes * (g + s) + lane;
        }
      }
    }
    return kLanes * groups;
  }

  static constexpr Kernels table() { return {blocks, parents, grind}; }
};

}  // namespace squall::blake3
