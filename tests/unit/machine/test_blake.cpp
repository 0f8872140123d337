// BLAKE2s and BLAKE3 from calls of compression functions, against published digests.

#include <cstring>
#include <string>

#include "hash/blake3.hpp"
#include "kit/call_kit.hpp"
#include "kit/catch.hpp"
#include "machine/functions/blake.hpp"

namespace squall {
namespace {

using Bytes = std::vector<std::uint8_t>;
using Words = std::vector<std::uint32_t>;

Bytes bytes_of(const std::string& text) { return Bytes(text.begin(), text.end()); }

std::string hex(const Bytes& bytes) {
  std::string text;
  for (const std::uint8_t b : bytes) {
    text += "0123456789abcdef"[b >> 4];
    text += "0123456789abcdef"[b & 15];
  }
  return text;
}

Bytes first_bytes(const Words& words, std::size_t count) {
  Bytes bytes(count);
  std::memcpy(bytes.data(), words.data(), count);
  return bytes;
}

// The words of block `i`, filled up with zeros.
Words block(const Bytes& data, std::size_t i) {
  Words words(16);
  const std::size_t first = std::min(data.size(), 64 * i), last = std::min(data.size(), first + 64);
  if (last > first) std::memcpy(words.data(), data.data() + first, last - first);
  return words;
}

// Words as a call has them: the first eight are the result.
Words compress(Function function, Words h, const Words& message, const Words& last) {
  Words words = std::move(h);
  words.insert(words.end(), message.begin(), message.end());
  words.insert(words.end(), last.begin(), last.end());
  std::uint32_t c = 0x3000;
  REQUIRE(kit::run_function(function, 0x1000, 0x2000, c, words) == nullptr);
  CHECK(c == 0x3000);
  words.resize(8);
  return words;
}

Words iv() { return Words(blake::kIv.begin(), blake::kIv.end()); }

// How one block of BLAKE2s is compressed: h, message, bytes so far, whether it is the last.
using CompressBlock = Words (*)(const Words& h, const Words& message, std::uint32_t count, bool last);

Bytes blake2s(CompressBlock compress_block, Bytes data, const Bytes& key, unsigned size) {
  Words h = iv();
  h[0] ^= 0x01010000u ^ static_cast<std::uint32_t>(key.size()) << 8 ^ size;
  if (!key.empty()) {
    Bytes all = key;
    all.resize(64);
    all.insert(all.end(), data.begin(), data.end());
    data = all;
  }
  const std::size_t blocks = std::max<std::size_t>(1, (data.size() + 63) / 64);
  for (std::size_t i = 0; i < blocks; ++i) {
    const auto count = static_cast<std::uint32_t>(std::min(data.size(), 64 * (i + 1)));
    h = compress_block(h, block(data, i), count, i + 1 == blocks);
  }
  return first_bytes(h, size);
}

Words by_function(const Words& h, const Words& message, std::uint32_t count, bool last) {
  return compress(Function::kBlake2s, h, message, {count, 0, last ? 0xffffffff : 0, 0});
}

// One call of a round; x12 is what it is afterwards.
void call_round(Words& words, std::uint32_t& x12) {
  REQUIRE(kit::run_function(Function::kAirbenderBlake2s, 0x1000, 0x2000, x12, words) == nullptr);
}

Words round_words(const Words& h, const Words& message, std::uint32_t count, bool last) {
  Words words = h;
  words.resize(41, 0x5a5a5a5a);  // v is made from h, except for these:
  words[8 + 12] = blake::kIv[4] ^ count;
  words[8 + 14] = blake::kIv[6] ^ (last ? 0xffffffff : 0);
  std::copy(message.begin(), message.end(), words.begin() + 24);
  return words;
}

Words by_low_rounds(const Words& h, const Words& message, std::uint32_t count, bool last) {
  Words words = round_words(h, message, count, last);
  for (unsigned i = 0; i < 10; ++i) {
    std::uint32_t x12 = 1u << i;
    words[40] = i == 9;
    call_round(words, x12);
    CHECK(x12 == 1u << i);
  }
  words.resize(8);
  return words;
}

Words by_high_rounds(const Words& h, const Words& message, std::uint32_t count, bool last) {
  Words words = round_words(h, message, count, last);
  std::uint32_t x12 = 8u << 16;
  for (unsigned i = 0; i < 10; ++i) {
    call_round(words, x12);
    CHECK(x12 == 16u << i << 16);
  }
  words.resize(8);
  return words;
}

// Appendix E of RFC 7693: the digest of many digests.
Bytes self_test(CompressBlock compress_block) {
  const auto sequence = [](std::uint32_t size) {
    Bytes bytes;
    std::uint32_t a = 0xdead4bad * size, b = 1;
    for (std::uint32_t i = 0; i < size; ++i) {
      const std::uint32_t t = a + b;
      a = b;
      b = t;
      bytes.push_back(static_cast<std::uint8_t>(t >> 24));
    }
    return bytes;
  };
  Bytes all;
  for (const unsigned size : {16u, 20u, 28u, 32u}) {
    for (const unsigned length : {0u, 3u, 64u, 65u, 255u, 1024u}) {
      for (const Bytes& key : {Bytes(), sequence(size)}) {
        const Bytes digest = blake2s(compress_block, sequence(length), key, size);
        all.insert(all.end(), digest.begin(), digest.end());
      }
    }
  }
  return blake2s(compress_block, all, {}, 32);
}

constexpr auto kAbc = "508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982";
constexpr auto kSelfTest = "6a411f08ce25adcdfb02aba641451cec53c598b24f4fc787fbdc88797f4c1dfe";

TEST_CASE("BLAKE2s: RFC 7693, appendices B and E") {
  CHECK(hex(blake2s(by_function, bytes_of("abc"), {}, 32)) == kAbc);
  CHECK(hex(self_test(by_function)) == kSelfTest);
}

TEST_CASE("BLAKE2s round by round, in both conventions") {
  CHECK(hex(blake2s(by_low_rounds, bytes_of("abc"), {}, 32)) == kAbc);
  CHECK(hex(self_test(by_low_rounds)) == kSelfTest);
  CHECK(hex(blake2s(by_high_rounds, bytes_of("abc"), {}, 32)) == kAbc);
  CHECK(hex(self_test(by_high_rounds)) == kSelfTest);
}

// Seven or ten rounds on the digest's initial state with 64 bytes, written down plainly.
Words slow_pair(const Words& m, unsigned rounds) {
  const auto turn = [](std::uint32_t x, int n) { return x >> n | x << (32 - n); };
  Words h = iv();
  h[0] ^= 0x01010020;
  Words v = h;
  for (const std::uint32_t word : iv()) v.push_back(word);
  v[12] ^= 64;
  v[14] = ~v[14];
  const auto g = [&](unsigned a, unsigned b, unsigned c, unsigned d, std::uint32_t x, std::uint32_t y) {
    v[a] += v[b] + x;
    v[d] = turn(v[d] ^ v[a], 16);
    v[c] += v[d];
    v[b] = turn(v[b] ^ v[c], 12);
    v[a] += v[b] + y;
    v[d] = turn(v[d] ^ v[a], 8);
    v[c] += v[d];
    v[b] = turn(v[b] ^ v[c], 7);
  };
  for (unsigned r = 0; r < rounds; ++r) {
    const auto& s = blake::kBlake2sOrders[r];
    for (unsigned i = 0; i < 4; ++i) g(i, 4 + i, 8 + i, 12 + i, m[s[2 * i]], m[s[2 * i + 1]]);
    for (unsigned i = 0; i < 4; ++i) {
      g(i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4, m[s[8 + 2 * i]], m[s[9 + 2 * i]]);
    }
  }
  for (unsigned i = 0; i < 8; ++i) h[i] ^= v[i] ^ v[i + 8];
  return h;
}

TEST_CASE("two digests into one, left and right, seven and ten rounds, in both conventions") {
  const Bytes left = blake2s(by_function, bytes_of("left"), {}, 32),
              right = blake2s(by_function, bytes_of("right"), {}, 32);
  Bytes both = left, reversed = right;
  both.insert(both.end(), right.begin(), right.end());
  reversed.insert(reversed.end(), left.begin(), left.end());
  const Words h = block(left, 0), input = block(right, 0);
  for (const bool is_right : {false, true}) {
    const Bytes& message = is_right ? reversed : both;
    for (const unsigned rounds : {7u, 10u}) {
      const Words expected = slow_pair(block(message, 0), rounds);
      if (rounds == 10) CHECK(first_bytes(expected, 32) == blake2s(by_function, message, {}, 32));
      for (const bool high : {false, true}) {
        Words words(41, 0x12345678);
        std::copy_n(h.begin(), 8, words.begin());
        std::copy_n(input.begin(), 8, words.begin() + 24);
        std::uint32_t x12 = ((rounds == 7 ? 1u : 0) + (is_right ? 2u : 0) + 4 + 8) << 16;
        for (unsigned i = 0; i < rounds; ++i) {
          std::uint32_t low = 1u << i;
          if (!high) words[40] = (i + 1 == rounds ? 1u : 0) + (is_right ? 2u : 0) + 4;
          call_round(words, high ? x12 : low);
          if (i + 1 < rounds) CHECK(Words(words.begin(), words.begin() + 8) == Words(h.begin(), h.begin() + 8));
        }
        CHECK(Words(words.begin(), words.begin() + 8) == expected);
      }
    }
  }
}

TEST_CASE("malformed control words are refused") {
  const auto reason = [](std::uint32_t x12, std::uint32_t x13, std::uint32_t b = 0x2000) {
    Words words(41);
    words[40] = x13;
    const char* text = kit::run_function(Function::kAirbenderBlake2s, 0x1000, b, x12, words);
    return std::string(text ? text : "");
  };
  CHECK(reason(1, 7) == "");
  CHECK(reason(1, 7, 0x2004) == "");
  CHECK(reason(8u << 16, 1u << 31) == "");
  CHECK(reason(8u << 16, 0, 0x2020) == "x11 is not a multiple of 64");
  CHECK(reason(0, 0) == "x12 does not name one round");
  CHECK(reason(3, 0) == "x12 does not name one round");
  CHECK(reason(7u << 16, 0) == "x12 does not name one round");
  CHECK(reason(24u << 16, 0) == "x12 does not name one round");
  CHECK(reason(1u << 10, 0) == "x12 names a round beyond the last");
  CHECK(reason(8u << 10 << 16, 0) == "x12 names a round beyond the last");
  CHECK(reason((8u << 7 | 1) << 16, 0) == "x12 names a round beyond the seventh");
  CHECK(reason(8u << 7 << 16, 0) == "");
  CHECK(reason(1u << 16 | 1, 0) == "both halves of x12 are in use");
  CHECK(reason(1, 8) == "x13 has unknown bits");
}

// BLAKE3 of at most one chunk.
Bytes blake3_of_chunk(const Bytes& data) {
  Words h = iv();
  const std::size_t blocks = std::max<std::size_t>(1, (data.size() + 63) / 64);
  for (std::size_t i = 0; i < blocks; ++i) {
    const auto length = static_cast<std::uint32_t>(std::min<std::size_t>(64, data.size() - 64 * i));
    const std::uint32_t flags = (i == 0 ? std::uint32_t(blake3::kChunkStart) : 0) |
                                (i + 1 == blocks ? std::uint32_t(blake3::kChunkEnd | blake3::kRoot) : 0);
    h = compress(Function::kBlake3, h, block(data, i), {0, 0, length, flags});
  }
  return first_bytes(h, 32);
}

TEST_CASE("BLAKE3: published test vectors of one chunk") {
  // Inputs are 0, 1, ..., 250, 0, 1, ...
  const std::pair<std::size_t, const char*> vectors[] = {
      {0, "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"},
      {1, "2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213"},
      {1023, "10108970eeda3eb932baac1428c7a2163b0e924c9a9e25b35bba72b28f70bd11"},
      {1024, "42214739f095a406f3fc83deb889744ac00df831c10daa55189b5d121c855af7"},
  };
  for (const auto& [length, digest] : vectors) {
    Bytes data;
    for (std::size_t i = 0; i < length; ++i) data.push_back(static_cast<std::uint8_t>(i % 251));
    CHECK(hex(blake3_of_chunk(data)) == digest);
  }
  CHECK(hex(blake3_of_chunk(bytes_of("abc"))) == "6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85");
}

}  // namespace
}  // namespace squall
