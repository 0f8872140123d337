#pragma once

// The compression functions of BLAKE2s and BLAKE3: rounds of the same mixing function over 16 words, with their own
// orders of message words. Sources: RFC 7693; O'Connor, Aumasson, Neves, Wilcox-O'Hearn, "BLAKE3: one function, fast
// everywhere", 2021.

#include <array>
#include <bit>
#include <cstdint>
#include <span>

#include "hash/blake3_core.hpp"
#include "machine/functions.hpp"

namespace squall::blake {

using State = std::array<std::uint32_t, 16>;

inline constexpr auto kIv = blake3::kIv;

inline constexpr unsigned kBlake3Rounds = 7, kBlake2sRounds = 10;
using Order = std::array<unsigned, 16>;  // which message word a round uses in i-th place
inline constexpr auto& kBlake3Orders = blake3::kSchedule;
inline constexpr std::array<Order, kBlake2sRounds> kBlake2sOrders = {{
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
    {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
    {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
    {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
    {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
    {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
}};

// A round is eight mixings of four words: columns, then diagonals. A mixing is two halves, which differ in their
// rotations. Half h of mixing g takes the message word in place 2 g + h.
inline constexpr unsigned kMixings = 8, kHalves = 2;
inline constexpr unsigned kPlaces[kMixings][4] = {{0, 4, 8, 12},  {1, 5, 9, 13},  {2, 6, 10, 14}, {3, 7, 11, 15},
                                                  {0, 5, 10, 15}, {1, 6, 11, 12}, {2, 7, 8, 13},  {3, 4, 9, 14}};
inline constexpr unsigned kRotationsD[kHalves] = {16, 8}, kRotationsB[kHalves] = {12, 7};

// What half a mixing computes: the new a, d and c, and b xor c before it is rotated to become the new b.
struct Half {
  std::uint32_t a, d, c, x;
};

constexpr Half mix_half(State& v, const unsigned (&at)[4], unsigned half, std::uint32_t message) {
  std::uint32_t &a = v[at[0]], &b = v[at[1]], &c = v[at[2]], &d = v[at[3]];
  a += b + message;
  d = std::rotr(d ^ a, static_cast<int>(kRotationsD[half]));
  c += d;
  const std::uint32_t x = b ^ c;
  b = std::rotr(x, static_cast<int>(kRotationsB[half]));
  return {a, d, c, x};
}

// One round; visit(half of a mixing) in order.
template <class Visit>
constexpr void round(State& v, std::span<const std::uint32_t> message, const Order& order, Visit&& visit) {
  for (unsigned g = 0; g < kMixings; ++g) {
    for (unsigned half = 0; half < kHalves; ++half) {
      visit(mix_half(v, kPlaces[g], half, message[order[2 * g + half]]));
    }
  }
}
constexpr void round(State& v, std::span<const std::uint32_t> message, const Order& order) {
  round(v, message, order, [](const Half&) {});
}

// The state before the first round. `last`: counter, block length and flags of BLAKE3; counter and finalisation flags
// of BLAKE2s.
constexpr State start_blake3(std::span<const std::uint32_t> chaining, std::span<const std::uint32_t> last) {
  State v{};
  for (unsigned i = 0; i < 8; ++i) v[i] = chaining[i];
  for (unsigned i = 0; i < 4; ++i) v[8 + i] = kIv[i], v[12 + i] = last[i];
  return v;
}
constexpr State start_blake2s(std::span<const std::uint32_t> chaining, std::span<const std::uint32_t> last) {
  State v{};
  for (unsigned i = 0; i < 8; ++i) v[i] = chaining[i], v[8 + i] = kIv[i];
  for (unsigned i = 0; i < 4; ++i) v[12 + i] ^= last[i];
  return v;
}

// ---- one round of BLAKE2s per call, as programs for Airbender do it

// h of BLAKE2s for a digest of 32 bytes without a key.
inline constexpr std::array<std::uint32_t, 8> kParameterIv = [] {
  auto h = kIv;
  h[0] ^= 0x01010020;
  return h;
}();

// The state that round 0 begins with when it compresses: 64 bytes, which are the last block.
inline constexpr State kCompressionStart = [] {
  State v{};
  for (unsigned i = 0; i < 8; ++i) v[i] = kParameterIv[i], v[8 + i] = kIv[i];
  v[12] ^= 64;
  v[14] ^= 0xffffffff;
  return v;
}();

// What a call does. x12 and x13 say it in one of two conventions, which the low half of x12 tells apart.
struct RoundControl {
  bool in_high_half;  // the control word is the high half of x12, and the call moves it on to the next round
  bool seven_rounds;  // of that convention
  bool last, right, compress;
  unsigned round;
};
// Null, or what is malformed.
const char* read_control(std::uint32_t x12, std::uint32_t x13, RoundControl& control);
// x12 after the call.
std::uint32_t next_control(std::uint32_t x12, const RoundControl& control);

// The message of a round and its state before, from the words in memory.
std::array<std::uint32_t, 16> round_message(const RoundControl& control, std::span<const std::uint32_t> h,
                                            std::span<const std::uint32_t> input);
State round_state(const RoundControl& control, std::span<const std::uint32_t> h, std::span<const std::uint32_t> v);

}  // namespace squall::blake

namespace squall {

// Blake3: a -> chaining value, eight words, replaced by the first half of the output; b -> 16 message words; c -> low
// and high word of the counter, block length, flags.
// Blake2s: a -> h, eight words in and out; b -> 16 message words; c -> t0, t1, f0, f1.
// AirbenderBlake2s: a -> h, eight words, and v, 16 words, in and out; b -> 16 words; c (x12) and x13: see RoundControl.
// Round 0 makes v from h, except for v[12] and v[14], which the caller has prepared; or, compressing, from constants,
// with a message of 64 bytes, which is h and the first half of the words at b (in this order unless `right`). The last
// round adds v to h, or to constants if compressing.
std::span<const FunctionInfo> blake_functions();

}  // namespace squall
