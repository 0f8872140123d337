#pragma once

// The BLAKE3 compression function over any word type: one word for the portable hasher, eight lanes for the kernels.
// Source: O'Connor, Aumasson, Neves, Wilcox-O'Hearn, "BLAKE3: one function, fast everywhere", 2021.
// A word type V has V(uint32_t) for a constant in every lane, +, ^, and rotate_right<N>().

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "field/isa.hpp"

namespace squall::blake3 {

using Words = std::array<std::uint32_t, 8>;  // a chaining value or key

inline constexpr Words kIv = {0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A,
                              0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19};
inline constexpr std::size_t kBlockBytes = 64, kBlockWords = 16, kChunkBytes = 1024, kChunkBlocks = 16;

enum Flag : std::uint32_t {
  kChunkStart = 1,
  kChunkEnd = 2,
  kParent = 4,
  kRoot = 8,
  kDeriveKeyContext = 32,
  kDeriveKeyMaterial = 64,
};

// kSchedule[r][i]: the message word that round r uses in i-th place.
inline constexpr auto kSchedule = [] {
  constexpr std::array<unsigned, 16> kPermutation = {2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8};
  std::array<std::array<unsigned, 16>, 7> rounds{};
  for (unsigned i = 0; i < 16; ++i) rounds[0][i] = i;
  for (unsigned r = 1; r < 7; ++r) {
    for (unsigned i = 0; i < 16; ++i) rounds[r][i] = rounds[r - 1][kPermutation[i]];
  }
  return rounds;
}();

template <class V>
SQUALL_INLINE constexpr void mix(V& a, V& b, V& c, V& d, const V& x, const V& y) {
  a = a + b + x;
  d = (d ^ a).template rotate_right<16>();
  c = c + d;
  b = (b ^ c).template rotate_right<12>();
  a = a + b + y;
  d = (d ^ a).template rotate_right<8>();
  c = c + d;
  b = (b ^ c).template rotate_right<7>();
}

// Number of the I-th message word of a round; a value of its own, as device code has no access to the table.
template <unsigned R, unsigned I>
inline constexpr unsigned kWord = kSchedule[R][I];

template <unsigned R, class V>
SQUALL_INLINE constexpr void mix_columns(V* v, const V* m) {
  mix(v[0], v[4], v[8], v[12], m[kWord<R, 0>], m[kWord<R, 1>]);
  mix(v[1], v[5], v[9], v[13], m[kWord<R, 2>], m[kWord<R, 3>]);
  mix(v[2], v[6], v[10], v[14], m[kWord<R, 4>], m[kWord<R, 5>]);
  mix(v[3], v[7], v[11], v[15], m[kWord<R, 6>], m[kWord<R, 7>]);
}

template <unsigned R, class V>
SQUALL_INLINE constexpr void mix_diagonals(V* v, const V* m) {
  mix(v[0], v[5], v[10], v[15], m[kWord<R, 8>], m[kWord<R, 9>]);
  mix(v[1], v[6], v[11], v[12], m[kWord<R, 10>], m[kWord<R, 11>]);
  mix(v[2], v[7], v[8], v[13], m[kWord<R, 12>], m[kWord<R, 13>]);
  mix(v[3], v[4], v[9], v[14], m[kWord<R, 14>], m[kWord<R, 15>]);
}

template <class V>
SQUALL_INLINE constexpr void start(V* v, const V* cv, std::uint64_t counter, std::uint32_t length,
                                   std::uint32_t flags) {
  for (int i = 0; i < 8; ++i) v[i] = cv[i];
  for (int i = 0; i < 4; ++i) v[8 + i] = V(kIv[i]);
  v[12] = V(static_cast<std::uint32_t>(counter));
  v[13] = V(static_cast<std::uint32_t>(counter >> 32));
  v[14] = V(length);
  v[15] = V(flags);
}

// Seven rounds on `Count` independent states, v[s][0..15] with the messages m[s][0..15]. The states take turns: one
// alone is a chain of dependent instructions that leaves most of a vector unit idle. On output: the chaining value of
// state s is v[s][i] ^ v[s][i + 8].
template <std::size_t Count, class V>
SQUALL_INLINE constexpr void permute(V (&v)[Count][16], const V (&m)[Count][16]) {
  [&]<std::size_t... R>(std::index_sequence<R...>) {
    const auto round = [&]<std::size_t r>(std::integral_constant<std::size_t, r>) __attribute__((always_inline)) {
      for (std::size_t s = 0; s < Count; ++s) mix_columns<r>(v[s], m[s]);
      for (std::size_t s = 0; s < Count; ++s) mix_diagonals<r>(v[s], m[s]);
    };
    (round(std::integral_constant<std::size_t, R>()), ...);
  }
  (std::make_index_sequence<7>());
}

// One 32-bit word.
struct Word {
  std::uint32_t value = 0;
  constexpr Word() = default;
  constexpr explicit Word(std::uint32_t v) : value(v) {}
  friend constexpr Word operator+(Word a, Word b) { return Word(a.value + b.value); }
  friend constexpr Word operator^(Word a, Word b) { return Word(a.value ^ b.value); }
  template <int N>
  constexpr Word rotate_right() const {
    return Word(std::rotr(value, N));
  }
};

// The full output of the compression function: 16 words, of which the first eight are the chaining value.
constexpr std::array<std::uint32_t, 16> compress(const Words& cv, const std::array<std::uint32_t, 16>& block,
                                                 std::uint64_t counter, std::uint32_t length, std::uint32_t flags) {
  Word v[1][16], h[8], m[1][16];
  for (int i = 0; i < 8; ++i) h[i] = Word(cv[i]);
  for (int i = 0; i < 16; ++i) m[0][i] = Word(block[i]);
  start(v[0], h, counter, length, flags);
  permute(v, m);
  std::array<std::uint32_t, 16> out{};
  for (int i = 0; i < 8; ++i) {
    out[i] = v[0][i].value ^ v[0][i + 8].value;
    out[i + 8] = v[0][i + 8].value ^ cv[i];
  }
  return out;
}

}  // namespace squall::blake3
