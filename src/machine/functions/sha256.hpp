#pragma once

// The compression function of SHA-256. Source: FIPS 180-4, sections 4.1.2, 4.2.2 and 6.2.2.

#include <array>
#include <bit>
#include <cstdint>
#include <span>

#include "machine/functions.hpp"

namespace squall::sha256 {

inline constexpr unsigned kRounds = 64;

// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
inline constexpr std::array<std::uint32_t, kRounds> kRoundConstants = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

// sigma(x) = rotr(x, r0) ^ rotr(x, r1) ^ (rotr(x, r2), or the shift of x by r2 if `shifts`).
struct Sigma {
  unsigned r0, r1, r2;
  bool shifts;

  constexpr std::uint32_t operator()(std::uint32_t x) const {
    const auto turn = [&](unsigned r) { return std::rotr(x, static_cast<int>(r)); };
    return turn(r0) ^ turn(r1) ^ (shifts ? x >> r2 : turn(r2));
  }
};
inline constexpr Sigma kStateA{2, 13, 22, false}, kStateE{6, 11, 25, false};  // capital sigma 0 and 1
inline constexpr Sigma kSchedule0{7, 18, 3, true}, kSchedule1{17, 19, 10, true};

constexpr std::uint32_t choose(std::uint32_t e, std::uint32_t f, std::uint32_t g) { return (e & f) ^ (~e & g); }
constexpr std::uint32_t majority(std::uint32_t a, std::uint32_t b, std::uint32_t c) {
  return (a & b) ^ (a & c) ^ (b & c);
}

constexpr std::uint32_t swap_bytes(std::uint32_t x) {
  return x >> 24 | (x >> 8 & 0xff00) | (x << 8 & 0xff0000) | x << 24;
}

using State = std::array<std::uint32_t, 8>;

// The words W_0..W_63 for 16 words of memory: the message is big-endian, memory little-endian.
std::array<std::uint32_t, kRounds> schedule(std::span<const std::uint32_t, 16> message);

constexpr State round(const State& s, std::uint32_t word_and_constant) {
  const std::uint32_t t1 = s[7] + kStateE(s[4]) + choose(s[4], s[5], s[6]) + word_and_constant;
  const std::uint32_t t2 = kStateA(s[0]) + majority(s[0], s[1], s[2]);
  return {t1 + t2, s[0], s[1], s[2], s[3] + t1, s[4], s[5], s[6]};
}

}  // namespace squall::sha256

namespace squall {

// Sha256: a -> the eight words of the state, in and out; b -> the 64 bytes of the block; c is not used.
std::span<const FunctionInfo> sha256_functions();

}  // namespace squall
