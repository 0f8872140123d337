// The compression function of SHA-256: the function against FIPS 180-4, and the chips that prove it.

#include "kit/call_kit.hpp"
#include "kit/catch.hpp"
#include "machine/chips/sha256.hpp"

using namespace squall;

namespace {

using Words = std::vector<std::uint32_t>;
using Problems = std::vector<std::string>;
using Suite = kit::CallSuite<chips::Sha256, chips::Sha256Rounds>;

const Words kInitial{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

// Section 4.2.2: fractional parts of cube roots of primes, exactly: the largest k with k^3 <= prime 2^96.
std::uint32_t slow_constant(unsigned t) {
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

std::uint32_t turn(std::uint32_t x, unsigned n) { return x >> n | x << (32 - n); }

// Sections 4.1.2 and 6.2.2, line by line. words: the state, then the block as memory has it.
std::uint32_t slow_word(const Words& w, unsigned t) {
  const std::uint32_t x = w[t - 15], y = w[t - 2];
  return (turn(y, 17) ^ turn(y, 19) ^ y >> 10) + w[t - 7] + (turn(x, 7) ^ turn(x, 18) ^ x >> 3) + w[t - 16];
}
Words slow_schedule(const Words& block) {
  Words w;
  for (unsigned t = 0; t < 16; ++t) {
    std::uint32_t word = 0;
    for (unsigned i = 0; i < 4; ++i) word = word << 8 | (block[t] >> (8 * i) & 0xff);
    w.push_back(word);
  }
  for (unsigned t = 16; t < 64; ++t) w.push_back(slow_word(w, t));
  return w;
}
void slow_round(Words& s, std::uint32_t k_and_w) {
  const std::uint32_t a = s[0], e = s[4];
  const std::uint32_t t1 = s[7] + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & s[5]) ^ (~e & s[6])) + k_and_w;
  const std::uint32_t t2 = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & s[1]) ^ (a & s[2]) ^ (s[1] & s[2]));
  s.insert(s.begin(), t1 + t2);
  s.pop_back();
  s[4] += t1;
}
Words slow_compression(const Words& words) {
  const Words w = slow_schedule({words.begin() + 8, words.end()});
  Words s(words.begin(), words.begin() + 8), result = words;
  for (unsigned t = 0; t < 64; ++t) slow_round(s, slow_constant(t) + w[t]);
  for (unsigned i = 0; i < 8; ++i) result[i] += s[i];
  return result;
}

Words compression(Words words) {
  std::uint32_t c = 0;
  REQUIRE(kit::run_function(Function::kSha256, 0x20, 0x40, c, words) == nullptr);
  return words;
}

// The state after one block of these bytes.
Words hash_block(const std::string& bytes, Words state) {
  Words words = std::move(state);
  words.resize(24);
  for (unsigned i = 0; i < 64; ++i)
    words[8 + i / 4] |= std::uint32_t(static_cast<unsigned char>(bytes[i])) << (8 * (i % 4));
  words = compression(words);
  words.resize(8);
  return words;
}
// Bytes, padding, and the length in bits at the end of the last block.
std::string padded(std::string text) {
  const std::size_t bits = 8 * text.size();
  text += static_cast<char>(0x80);
  while (text.size() % 64 != 56) text += '\0';
  for (int i = 7; i >= 0; --i) text += static_cast<char>(bits >> (8 * i) & 0xff);
  return text;
}

Words random_words(Suite& suite) {
  Words words(24);
  for (std::uint32_t& word : words) word = suite.random();
  return words;
}

// Corners, pointers at both ends, a block that is the state, random calls.
void add_calls(Suite& suite, unsigned count) {
  suite.call(Function::kSha256, 0x10000, 0x20000, 0, Words(24));
  if (count > 1) suite.call(Function::kSha256, 0xffffffe0, 0xffffff40, 0x12345678, Words(24, 0xffffffff));
  if (count > 2) suite.call(Function::kSha256, 0x20, 0, 0, random_words(suite));
  for (unsigned i = 3; i < count; ++i) {
    suite.call(Function::kSha256, suite.random() & ~0x1fu, suite.random() & ~0x3fu, suite.random(),
               random_words(suite));
  }
}

}  // namespace

TEST_CASE("SHA-256: constants are what FIPS 180-4 says") {
  for (unsigned t = 0; t < 64; ++t) CHECK(sha256::kRoundConstants[t] == slow_constant(t));
}

TEST_CASE("SHA-256: known answers") {
  CHECK(hash_block(padded("abc"), kInitial) ==
        Words{0xba7816bf, 0x8f01cfea, 0x414140de, 0x5dae2223, 0xb00361a3, 0x96177a9c, 0xb410ff61, 0xf20015ad});
  const std::string two = padded("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq");
  CHECK(hash_block(two.substr(64), hash_block(two.substr(0, 64), kInitial)) ==
        Words{0x248d6a61, 0xd20638b8, 0xe5c02693, 0x0c3e6039, 0xa33ce459, 0x64ff2167, 0xf6ecedd4, 0x19db06c1});
}

TEST_CASE("SHA-256: as FIPS 180-4 has it") {
  std::mt19937 random(1);
  for (unsigned i = 0; i < 20; ++i) {
    Words words(24);
    for (std::uint32_t& w : words) w = i == 0 ? 0xffffffff : static_cast<std::uint32_t>(random());
    REQUIRE(compression(words) == slow_compression(words));
  }
}

TEST_CASE("SHA-256: bad pointers") {
  Words words(24);
  std::uint32_t c = 0;
  CHECK(kit::run_function(Function::kSha256, 0x10, 0x40, c, words) != nullptr);
  CHECK(kit::run_function(Function::kSha256, 0x20, 0x60, c, words) != nullptr);
}

TEST_CASE("SHA-256 chips: honest calls") {
  Suite suite;
  add_calls(suite, 8);
  for (const kit::HonestCall& call : suite.calls) REQUIRE(call.after == slow_compression(call.values));
  CHECK(suite.problems() == Problems{});
  // What a call costs: an addition takes 43 cells.
  CHECK(suite.cells(0) + 2 * suite.cells(1) < 7600);
}

TEST_CASE("SHA-256 chips: rows that do not belong together") {
  Suite suite;
  add_calls(suite, 3);
  auto& rounds = suite.rows[1];
  SECTION("half of the rounds is missing") { rounds.erase(rounds.begin() + 1); }
  SECTION("rounds twice") { rounds.push_back(rounds[1]); }
  SECTION("rounds of another call") { std::swap(rounds[0], rounds[1]), rounds[0] = rounds[2]; }
  SECTION("the wrong half") { rounds[1][suite.column("part", 1)] = 0; }
  CHECK(!suite.problems().empty());
}
