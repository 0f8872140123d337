#pragma once

// Keccak-f[1600] and its steps. Source: FIPS 202, sections 3.2 and 3.3. A state is 25 lanes; lane x + 5y is A[x, y],
// bit z of it is A[x, y, z].

#include <array>
#include <bit>
#include <cstdint>
#include <span>

#include "machine/functions.hpp"

namespace squall::keccak {

using State = std::array<std::uint64_t, 25>;

inline constexpr unsigned kRounds = 24;

constexpr unsigned lane(unsigned x, unsigned y) { return x % 5 + 5 * (y % 5); }

// How far rho turns lane(x, y) to the left: table 2, modulo 64.
constexpr std::array<unsigned, 25> rotations() {
  std::array<unsigned, 25> result{};
  unsigned x = 1, y = 0;
  for (unsigned t = 0; t < 24; ++t) {
    result[lane(x, y)] = (t + 1) * (t + 2) / 2 % 64;
    const unsigned next = (2 * x + 3 * y) % 5;
    x = y;
    y = next;
  }
  return result;
}
inline constexpr std::array<unsigned, 25> kRotations = rotations();

// What iota adds to lane 0: bits 2^j - 1, j = 0..6, from the shift register with polynomial x^8 + x^6 + x^5 + x^4 + 1.
inline constexpr unsigned kConstantBits = 7;
constexpr std::array<std::uint64_t, kRounds> round_constants() {
  std::array<std::uint64_t, kRounds> result{};
  unsigned shift = 1;
  for (std::uint64_t& constant : result) {
    for (unsigned j = 0; j < kConstantBits; ++j) {
      constant |= std::uint64_t(shift & 1) << ((1u << j) - 1);
      shift = shift << 1 ^ (shift >> 7) * 0x171;
    }
  }
  return result;
}
inline constexpr std::array<std::uint64_t, kRounds> kRoundConstants = round_constants();

// Column parities.
constexpr std::array<std::uint64_t, 5> parities(const State& a) {
  std::array<std::uint64_t, 5> c{};
  for (unsigned i = 0; i < 25; ++i) c[i % 5] ^= a[i];
  return c;
}

constexpr State theta(const State& a) {
  const std::array<std::uint64_t, 5> c = parities(a);
  State result{};
  for (unsigned i = 0; i < 25; ++i) result[i] = a[i] ^ c[(i + 4) % 5] ^ std::rotl(c[(i + 1) % 5], 1);
  return result;
}

// rho and pi: lane i afterwards is lane kSources[i].lane before, turned to the left by `rotation`.
struct Source {
  unsigned lane, rotation;
};
constexpr std::array<Source, 25> sources() {
  std::array<Source, 25> result{};
  for (unsigned y = 0; y < 5; ++y) {
    for (unsigned x = 0; x < 5; ++x) result[lane(y, 2 * x + 3 * y)] = {lane(x, y), kRotations[lane(x, y)]};
  }
  return result;
}
inline constexpr std::array<Source, 25> kSources = sources();

constexpr State rho_pi(const State& a) {
  State result{};
  for (unsigned i = 0; i < 25; ++i) result[i] = std::rotl(a[kSources[i].lane], static_cast<int>(kSources[i].rotation));
  return result;
}

constexpr State chi(const State& b) {
  State result{};
  for (unsigned y = 0; y < 5; ++y) {
    for (unsigned x = 0; x < 5; ++x) {
      result[lane(x, y)] = b[lane(x, y)] ^ (~b[lane(x + 1, y)] & b[lane(x + 2, y)]);
    }
  }
  return result;
}

constexpr State round(const State& a, unsigned number) {
  State result = chi(rho_pi(theta(a)));
  result[0] ^= kRoundConstants[number];
  return result;
}

// Words of memory: the low half of a lane first.
State from_words(std::span<const std::uint32_t, 50> words);

}  // namespace squall::keccak

namespace squall {

// Keccak: a -> the state, in and out; b and c are not used.
std::span<const FunctionInfo> keccak_functions();

}  // namespace squall
