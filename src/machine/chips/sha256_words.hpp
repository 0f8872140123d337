#pragma once

// What the chips of SHA-256 share: words as bits, and what they tell each other.
//
// Words are made of bits, so that exclusive or is a polynomial. Sums of words modulo 2^32 go limb by limb of 16 bits,
//   low limbs of the summands = low limb of the sum + 2^16 carry,
// likewise the high limbs with that carry added: equations between integers, both sides being far below p. The last
// carry is forgotten.

#include "air/wide_columns.hpp"
#include "machine/chips/call.hpp"
#include "machine/functions/sha256.hpp"

namespace squall::chips {

inline constexpr unsigned kShaRowRounds = 32;
inline constexpr unsigned kShaRows = sha256::kRounds / kShaRowRounds;

// The bits of a word, the least significant first.
template <class V>
struct ShaBits {
  V bit[32];

  constexpr V limb(unsigned i) const {
    V sum = bit[16 * i + 15];
    for (unsigned k = 16 * i + 15; k-- > 16 * i;) sum = sum * V(2) + bit[k];
    return sum;
  }
  // The word whose bytes are these in opposite order.
  constexpr ShaBits swapped() const {
    ShaBits result;
    for (unsigned i = 0; i < 32; ++i) result.bit[i] = bit[i ^ 24];
    return result;
  }
};

template <class B, class V = typename B::Value>
constexpr ShaBits<V> sha_bits(B& b, const char* label, const V* bits) {
  ShaBits<V> word;
  for (unsigned i = 0; i < 32; ++i) {
    b.boolean(label, bits[i]);
    word.bit[i] = bits[i];
  }
  return word;
}

template <class V>
constexpr V xor_of(const V& x, const V& y) {
  const V both = x * y;
  return x + y - both - both;
}

template <class V>
constexpr ShaBits<V> sha_sigma(const sha256::Sigma& sigma, const ShaBits<V>& x) {
  ShaBits<V> result;
  for (unsigned i = 0; i < 32; ++i) {
    result.bit[i] = xor_of(x.bit[(i + sigma.r0) % 32], x.bit[(i + sigma.r1) % 32]);
    if (!sigma.shifts || i + sigma.r2 < 32) result.bit[i] = xor_of(result.bit[i], x.bit[(i + sigma.r2) % 32]);
  }
  return result;
}

template <class V>
constexpr ShaBits<V> sha_choose(const ShaBits<V>& e, const ShaBits<V>& f, const ShaBits<V>& g) {
  ShaBits<V> result;
  for (unsigned i = 0; i < 32; ++i) result.bit[i] = g.bit[i] + e.bit[i] * (f.bit[i] - g.bit[i]);
  return result;
}

// b where a = b, c where they differ: c + (a = b) (b - c).
template <class V>
constexpr ShaBits<V> sha_majority(const ShaBits<V>& a, const ShaBits<V>& b, const ShaBits<V>& c) {
  ShaBits<V> result;
  for (unsigned i = 0; i < 32; ++i) {
    result.bit[i] = b.bit[i] + xor_of(a.bit[i], b.bit[i]) * (c.bit[i] - b.bit[i]);
  }
  return result;
}

// x is 0, 1, 2 or 3.
template <class B, class V = typename B::Value>
constexpr void check_quarter(B& b, const char* label, const V& x) {
  b.zero(label, x * (x - V(1)) * ((x - V(2)) * (x - V(3))));
}

// Receives or sends a list of values, five to a message: (clock, number of the message, values).
template <bool kSends, unsigned kCount, class B, class V = typename B::Value>
constexpr void pass_values(B& b, const Bus& bus, const char* label, const V& real, const V& clock, const V& number,
                           const V (&values)[kCount]) {
  for (unsigned first = 0; first < kCount; first += 5) {
    V entry[5];
    for (unsigned i = 0; i < 5; ++i) entry[i] = first + i < kCount ? values[first + i] : V(0);
    const V tag = number + V(first / 5);
    if constexpr (kSends) {
      b.send(bus, label, real, {clock, tag, entry[0], entry[1], entry[2], entry[3], entry[4]});
    } else {
      b.receive(bus, label, real, {clock, tag, entry[0], entry[1], entry[2], entry[3], entry[4]});
    }
  }
}

// The limbs of the state before round 32 `part`.
template <bool kSends, class B, class V = typename B::Value>
constexpr void pass_sha_state(B& b, const char* label, const V& real, const V& clock, const V& part,
                              const V (&limbs)[16]) {
  pass_values<kSends>(b, kSha256StateBus, label, real, clock, part * V(4), limbs);
}
// The limbs of W_t + K_t for the rounds from 32 `part` on. The low one may have 17 bits.
template <bool kSends, class B, class V = typename B::Value>
constexpr void pass_sha_words(B& b, const char* label, const V& real, const V& clock, const V& part,
                              const V (&limbs)[2 * kShaRowRounds]) {
  pass_values<kSends>(b, kSha256WordBus, label, real, clock, part * V(13), limbs);
}

}  // namespace squall::chips
