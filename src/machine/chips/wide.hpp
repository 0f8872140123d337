#pragma once

// Numbers of 256 bits in chips: eight words of memory, 16 limbs, 32 bytes, least significant first.
//
// Products are taken in byte limbs, so that nothing wraps modulo p: byte position n of a product collects
// C_n = sum of x_i y_(n-i), at most 32 products of bytes. Two of them make one 16-bit position,
//   P_k = C_(2k) + 2^8 C_(2k+1) <= 257 32 255^2 < 2^29,
// and x y = sum of 2^(16 k) P_k, k = 0..31.

#include "machine/byte_table.hpp"
#include "machine/chips/call.hpp"
#include "machine/functions/wide.hpp"

namespace squall::chips {

inline constexpr unsigned kWideWords = 8, kWideLimbs = 16, kWideBytes = 32;
inline constexpr unsigned kProductPositions = 2 * kWideLimbs;

// Limb k of a number in bytes.
template <class V>
constexpr V wide_limb(const V (&bytes)[kWideBytes], unsigned k) {
  return bytes[2 * k] + bytes[2 * k + 1] * V(256);
}

// C_n.
template <class V>
constexpr V wide_byte_position(const V (&x)[kWideBytes], const V (&y)[kWideBytes], unsigned n) {
  V sum = V(0);
  for (unsigned i = n < kWideBytes ? 0 : n - kWideBytes + 1; i < kWideBytes && i <= n; ++i) sum += x[i] * y[n - i];
  return sum;
}

// P_k.
template <class V>
constexpr V wide_position(const V (&x)[kWideBytes], const V (&y)[kWideBytes], unsigned k) {
  return wide_byte_position(x, y, 2 * k) + wide_byte_position(x, y, 2 * k + 1) * V(256);
}

// All are bytes.
template <class B, class V = typename B::Value>
constexpr void check_wide_bytes(B& b, const char* label, const V& real, const V (&bytes)[kWideBytes]) {
  for (unsigned i = 0; i < kWideBytes; i += 2) {
    b.send(kByteBus, label, real, {V(number(ByteKind::kPair)), bytes[i], bytes[i + 1], V(0), V(0)});
  }
}

template <class B, class V = typename B::Value>
constexpr void check_wide_limbs(B& b, const char* label, const V& real, const V (&limbs)[kWideLimbs]) {
  for (const V& limb : limbs) check_range(b, label, real, kLimb, limb);
}

// Reads a number in bytes.
template <class B, class V = typename B::Value>
constexpr void read_wide(B& b, const char* label, const V& real, const V (&pointer)[2], const V (&value)[kWideBytes],
                         const V (&previous)[kWideWords], const V& time) {
  for (unsigned i = 0; i < kWideWords; ++i) {
    const V word[2] = {wide_limb(value, 2 * i), wide_limb(value, 2 * i + 1)};
    read_word(b, label, real, pointer, i, word, previous[i], time);
  }
}

// Replaces a number in bytes by one in limbs.
template <class B, class V = typename B::Value>
constexpr void replace_wide(B& b, const char* label, const V& real, const V (&pointer)[2],
                            const V (&before)[kWideBytes], const V (&after)[kWideLimbs],
                            const V (&previous)[kWideWords], const V& time) {
  for (unsigned i = 0; i < kWideWords; ++i) {
    const V from[2] = {wide_limb(before, 2 * i), wide_limb(before, 2 * i + 1)};
    const V to[2] = {after[2 * i], after[2 * i + 1]};
    access_word(b, label, real, pointer, i, from, to, previous[i], time);
  }
}

// ---- filling rows

inline void set_wide_bytes(std::uint32_t (&bytes)[kWideBytes], const Wide& value) {
  for (unsigned i = 0; i < kWideBytes; ++i) bytes[i] = value[i / 4] >> 8 * (i % 4) & 0xff;
}

inline void set_wide_limbs(std::uint32_t (&limbs)[kWideLimbs], const Wide& value) {
  for (unsigned i = 0; i < kWideLimbs; ++i) limbs[i] = value[i / 2] >> 16 * (i % 2) & 0xffff;
}

}  // namespace squall::chips
