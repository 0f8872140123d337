#pragma once

// Words for calls of BLAKE2s and BLAKE3, and their rounds with a mistake, for rows that lie.

#include <bit>
#include <random>
#include <span>
#include <vector>

#include "kit/chip_suite.hpp"
#include "machine/chips/blake_rounds.hpp"

namespace squall {

// Random words, words of zeros and of ones, and mixtures.
inline std::vector<std::uint32_t> some_words(std::mt19937& random, unsigned count, unsigned kind) {
  std::vector<std::uint32_t> words(count);
  for (std::uint32_t& word : words) {
    const auto r = static_cast<std::uint32_t>(random());
    word = kind == 0 ? 0 : kind == 1 ? 0xffffffff : kind == 2 && r % 2 ? (r & 2 ? 0 : 0xffffffff) : r;
  }
  return words;
}

// What half a mixing gets wrong: one of its results, by a sum or an XOR.
struct Fault {
  unsigned half = ~0u;  // which of all halves
  enum { kA, kD, kC, kX } what = kA;
  std::uint32_t change = 0;
};

// The columns of all rounds with a fault, from which everything else follows rightly; moves v to the last state.
inline void faulty_rounds(std::uint32_t* columns, blake::State& v, std::span<const std::uint32_t> message,
                          std::span<const blake::Order> orders, const Fault& fault) {
  for (unsigned n = 0; n < 16 * orders.size(); ++n) {
    const unsigned half = n % 2;
    const auto& at = blake::kPlaces[n / 2 % 8];
    std::uint32_t &a = v[at[0]], &b = v[at[1]], &c = v[at[2]], &d = v[at[3]];
    const auto change = [&](auto what) { return n == fault.half && fault.what == what ? fault.change : 0; };
    a = a + b + message[orders[n / 16][n % 16]] + change(Fault::kA);
    d = std::rotr(d ^ a, half == 0 ? 16 : 8) ^ change(Fault::kD);
    c = c + d + change(Fault::kC);
    const std::uint32_t x = b ^ c ^ change(Fault::kX);
    b = std::rotr(x, half == 0 ? 12 : 7);
    for (const std::uint32_t word : {a, d, c}) {
      chips::put_bytes(columns, word);
      columns += 4;
    }
    for (unsigned i = 0; i < 4; ++i) {
      const std::uint32_t byte = x >> (8 * i) & 0xff;
      columns[i] = half == 0 ? byte >> 4 : byte >> 7;
      columns[4 + i] = half == 0 ? byte & 15 : byte & 127;
    }
    columns += 8;
  }
}

inline kit::Row row_of(const void* words, std::size_t bytes) {
  kit::Row row;
  for (std::size_t i = 0; i < bytes / 4; ++i) row.push_back(Fp(static_cast<const std::uint32_t*>(words)[i]));
  return row;
}

}  // namespace squall
