#pragma once

// The compression function of SHA-256, slowly, and calls of it for tests.

#include <string>
#include <vector>

#include "kit/call_kit.hpp"
#include "machine/chips/sha256.hpp"

namespace squall::sha256_test {

using Words = std::vector<std::uint32_t>;
using Problems = std::vector<std::string>;
using Suite = kit::CallSuite<chips::Sha256, chips::Sha256Rounds>;

// Section 4.2.2: fractional parts of cube roots of primes, exactly: the largest k with k^3 <= prime 2^96.
inline std::uint32_t slow_constant(unsigned t) {
  unsigned prime = 1, found = 0;
  while (found <= t) {
    ++prime;
    bool divisible = false;
    for (unsigned d = 2; d < prime; ++d) divisible = divisible || prime % d == 0;
    found += !divisible;
  }
  const auto cube_is_small = [&](std::uint64_t k) {  // k^3 <= prime 2^96 with k < 2^35, k^2 in two parts
    const unsigned __int128 square = static_cast<unsigned __int128>(k) * k;
    const unsigned __int128 low = (square & 0xffffffff) * k, high = (square >> 32) * k + (low >> 32);
    return high < static_cast<unsigned __int128>(prime) << 64;
  };
  std::uint64_t root = 0;
  for (int bit = 34; bit >= 0; --bit) {
    if (cube_is_small(root | std::uint64_t(1) << bit)) root |= std::uint64_t(1) << bit;
  }
  return static_cast<std::uint32_t>(root);
}

inline std::uint32_t turn(std::uint32_t x, unsigned n) { return x >> n | x << (32 - n); }

// Sections 4.1.2 and 6.2.2, line by line. words: the state, then the block as memory has it.
inline std::uint32_t slow_word(const Words& w, unsigned t) {
  const std::uint32_t x = w[t - 15], y = w[t - 2];
  return (turn(y, 17) ^ turn(y, 19) ^ y >> 10) + w[t - 7] + (turn(x, 7) ^ turn(x, 18) ^ x >> 3) + w[t - 16];
}
inline Words slow_schedule(const Words& block) {
  Words w;
  for (unsigned t = 0; t < 16; ++t) {
    std::uint32_t word = 0;
    for (unsigned i = 0; i < 4; ++i) word = word << 8 | (block[t] >> (8 * i) & 0xff);
    w.push_back(word);
  }
  for (unsigned t = 16; t < 64; ++t) w.push_back(slow_word(w, t));
  return w;
}
inline void slow_round(Words& s, std::uint32_t k_and_w) {
  const std::uint32_t a = s[0], e = s[4];
  const std::uint32_t t1 = s[7] + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & s[5]) ^ (~e & s[6])) + k_and_w;
  const std::uint32_t t2 = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & s[1]) ^ (a & s[2]) ^ (s[1] & s[2]));
  s.insert(s.begin(), t1 + t2);
  s.pop_back();
  s[4] += t1;
}
inline Words slow_compression(const Words& words) {
  const Words w = slow_schedule({words.begin() + 8, words.end()});
  Words s(words.begin(), words.begin() + 8), result = words;
  for (unsigned t = 0; t < 64; ++t) slow_round(s, slow_constant(t) + w[t]);
  for (unsigned i = 0; i < 8; ++i) result[i] += s[i];
  return result;
}

inline Words random_words(Suite& suite) {
  Words words(24);
  for (std::uint32_t& word : words) word = suite.random();
  return words;
}

// Corners, pointers at both ends, a block that is the state, random calls.
inline void add_calls(Suite& suite, unsigned count) {
  suite.call(Function::kSha256, 0x10000, 0x20000, 0, Words(24));
  if (count > 1) suite.call(Function::kSha256, 0xffffffe0, 0xffffff40, 0x12345678, Words(24, 0xffffffff));
  if (count > 2) suite.call(Function::kSha256, 0x20, 0, 0, random_words(suite));
  for (unsigned i = 3; i < count; ++i) {
    suite.call(Function::kSha256, suite.random() & ~0x1fu, suite.random() & ~0x3fu, suite.random(),
               random_words(suite));
  }
}

}  // namespace squall::sha256_test
