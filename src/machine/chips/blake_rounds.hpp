#pragma once

// Rounds of BLAKE2s and BLAKE3 in chips.
//
// State words that are computed are four bytes each. An addition modulo 2^32 is checked limb by limb, its carries being
// expressions; the bytes of a sum are shown to be bytes where they are looked up. XORs come byte by byte from the table
// of bytes, cut where the rotation will cut, so that the rotated bytes are sums of two parts.
//
// Half a mixing takes 20 columns and 8 lookups:
//   a += b + message           bytes of a; two carries 0, 1 or 2
//   d = (d ^ a) rotr 16 | 8    bytes of d, looked up and moved
//   c += d                     bytes of c; two carries 0 or 1
//   b = (b ^ c) rotr 12 | 7    upper and lower parts of the bytes of b ^ c

#include "air/wide_columns.hpp"
#include "machine/byte_table.hpp"
#include "machine/chips/common.hpp"
#include "machine/functions/blake.hpp"

namespace squall::chips {

// A word as expressions: its limbs, and its bytes where they are known.
template <class V>
struct BlakeWord {
  V limb[2] = {V(0), V(0)};
  V byte[4] = {V(0), V(0), V(0), V(0)};
};

template <class V>
constexpr BlakeWord<V> word_of_bytes(const V* byte) {
  return {{byte[0] + byte[1] * V(256), byte[2] + byte[3] * V(256)}, {byte[0], byte[1], byte[2], byte[3]}};
}
template <class V>
constexpr BlakeWord<V> word_of_limbs(const V* limb) {
  return {{limb[0], limb[1]}, {V(0), V(0), V(0), V(0)}};
}
// On real rows; its limbs are zero on padding, as those of all other words are.
template <class V>
constexpr BlakeWord<V> constant_word(const V& real, std::uint32_t value) {
  BlakeWord<V> word;
  for (unsigned i = 0; i < 2; ++i) word.limb[i] = real * V(value >> (16 * i) & 0xffff);
  for (unsigned i = 0; i < 4; ++i) word.byte[i] = V(value >> (8 * i) & 0xff);
  return word;
}

// result = x + y modulo 2^32, where x + y has the limbs `sum`, and at most `most` * 2^16 is carried out of a limb
// (`most` is 1 or 2). No limb is so large that it could wrap modulo p.
template <class B, class V = typename B::Value>
constexpr void check_sum(B& b, const char* label, const V (&sum)[2], const BlakeWord<V>& result, unsigned most) {
  V carry(0);
  for (unsigned i = 0; i < 2; ++i) {
    carry = (sum[i] + carry - result.limb[i]) * V(Fp(kLimb).inverse());
    V product = carry * (carry - V(1));
    if (most == 2) product = product * (carry - V(2));
    b.zero(label, product);
  }
}

template <class B, class V = typename B::Value>
constexpr void check_xor(B& b, const char* label, const V& real, ByteKind kind, const V& x, const V& y, const V& high,
                         const V& low) {
  b.send(kByteBus, label, real, {V(number(kind)), x, y, high, low});
}

// x ^ y, whose bytes are four columns.
template <class B, class V = typename B::Value>
constexpr BlakeWord<V> xor_words(B& b, const char* label, const V& real, const BlakeWord<V>& x, const BlakeWord<V>& y,
                                 const V* result) {
  for (unsigned i = 0; i < 4; ++i) {
    check_xor(b, label, real, ByteKind::kXor, x.byte[i], y.byte[i], result[i], V(0));
  }
  return word_of_bytes(result);
}

inline constexpr unsigned kHalfColumns = 20;
inline constexpr unsigned kRoundColumns = blake::kMixings * blake::kHalves * kHalfColumns;

// Half a mixing of the words v[at[...]], from its columns.
template <class B, class V = typename B::Value>
constexpr void mix_half(B& b, const V& real, const V* columns, unsigned half, BlakeWord<V>* v, const unsigned (&at)[4],
                        const BlakeWord<V>& message) {
  BlakeWord<V>&a = v[at[0]], &bb = v[at[1]], &c = v[at[2]], &d = v[at[3]];
  const BlakeWord<V> new_a = word_of_bytes(columns), new_d = word_of_bytes(columns + 4),
                     new_c = word_of_bytes(columns + 8);
  const V *high = columns + 12, *low = columns + 16;

  const V sum_a[2] = {a.limb[0] + bb.limb[0] + message.limb[0], a.limb[1] + bb.limb[1] + message.limb[1]};
  check_sum(b, "a + b + message", sum_a, new_a, 2);
  const unsigned turn = blake::kRotationsD[half] / 8;
  for (unsigned i = 0; i < 4; ++i) {
    check_xor(b, "d xor a", real, ByteKind::kXor, d.byte[i], new_a.byte[i], new_d.byte[(i + 4 - turn) % 4], V(0));
  }
  const V sum_c[2] = {c.limb[0] + new_d.limb[0], c.limb[1] + new_d.limb[1]};
  check_sum(b, "c + d", sum_c, new_c, 1);
  const ByteKind kind = half == 0 ? ByteKind::kXorCut4 : ByteKind::kXorCut7;
  for (unsigned i = 0; i < 4; ++i) {
    check_xor(b, "b xor c", real, kind, bb.byte[i], new_c.byte[i], high[i], low[i]);
  }
  // Bits from 12 on: the upper half of byte 1, the lower half of byte 2, ... From 7 on: the top bit of byte 0, seven
  // bits of byte 1, ...
  V rotated[4];
  for (unsigned i = 0; i < 4; ++i) {
    rotated[i] = half == 0 ? high[(i + 1) % 4] + low[(i + 2) % 4] * V(16) : high[i] + low[(i + 1) % 4] * V(2);
  }
  a = new_a;
  d = new_d;
  c = new_c;
  bb = word_of_bytes(rotated);
}

// A round of the 16 words v; kRoundColumns columns; message words in the order of their use.
template <class B, class V = typename B::Value>
constexpr void mix_round(B& b, const V& real, const V* columns, BlakeWord<V>* v, const BlakeWord<V>* message,
                         const blake::Order& order) {
  for (unsigned g = 0; g < blake::kMixings; ++g) {
    for (unsigned half = 0; half < blake::kHalves; ++half, columns += kHalfColumns) {
      mix_half(b, real, columns, half, v, blake::kPlaces[g], message[order[2 * g + half]]);
    }
  }
}

// ---- filling rows

// set_limbs for two of many columns.
constexpr void put_limbs(std::uint32_t* limbs, std::uint32_t word) {
  limbs[0] = word & 0xffff;
  limbs[1] = word >> 16;
}

constexpr void put_bytes(std::uint32_t* bytes, std::uint32_t word) {
  for (unsigned i = 0; i < 4; ++i) bytes[i] = word >> (8 * i) & 0xff;
}

// The columns of a round, whose state it moves on.
inline void fill_round(std::uint32_t* columns, blake::State& v, std::span<const std::uint32_t> message,
                       const blake::Order& order) {
  unsigned half = 0;
  blake::round(v, message, order, [&](const blake::Half& h) {
    put_bytes(columns, h.a);
    put_bytes(columns + 4, h.d);
    put_bytes(columns + 8, h.c);
    const unsigned cut = half == 0 ? 4 : 7;
    for (unsigned i = 0; i < 4; ++i) {
      const std::uint32_t byte = h.x >> (8 * i) & 0xff;
      columns[12 + i] = byte >> cut;
      columns[16 + i] = byte & ((1u << cut) - 1);
    }
    columns += kHalfColumns;
    half ^= 1;
  });
}

}  // namespace squall::chips
