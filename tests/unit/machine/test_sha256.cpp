// The compression function of SHA-256: the function against FIPS 180-4, and the chips that prove it.

#include "kit/catch.hpp"
#include "sha256_model.hpp"

using namespace squall;
using namespace squall::sha256_test;

namespace {

const Words kInitial{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

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
