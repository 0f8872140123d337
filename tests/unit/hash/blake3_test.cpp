#include "hash/blake3.hpp"

#include <fmt/format.h>

#include "kit/catch.hpp"
#include "slow_blake3.hpp"

using namespace squall;

namespace {

Bytes pattern(std::size_t size) {
  Bytes bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(i % 251);
  return bytes;
}

std::string hex(ByteView bytes) {
  std::string text;
  for (auto b : bytes) text += fmt::format("{:02x}", b);
  return text;
}

Bytes of(const Digest& d) { return Bytes(d.begin(), d.end()); }

// Lengths around every boundary of blocks, chunks and trees, and some in between.
std::vector<std::size_t> lengths() {
  std::vector<std::size_t> list;
  for (std::size_t i = 0; i <= 130; ++i) list.push_back(i);
  for (std::size_t i = 131; i <= 5000; i += 97) list.push_back(i);
  for (std::size_t chunk = 1024; chunk <= 9 * 1024; chunk += 1024) {
    for (std::size_t d : {-65, -64, -63, -1, 0, 1, 63, 64, 65}) list.push_back(chunk + d);
  }
  return list;
}

}  // namespace

TEST_CASE("BLAKE3 gives the published values", "[hash]") {
  CHECK(hex(blake3_hash({})) == "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262");
  CHECK(hex(blake3_hash(pattern(1))) == "2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213");
  CHECK(hex(blake3_hash(pattern(1024))) == "42214739f095a406f3fc83deb889744ac00df831c10daa55189b5d121c855af7");
  CHECK(hex(blake3_hash(pattern(1025))) == "d00278ae47eb27b34faecf67b4fe263f82d5412916c1ffd97c8cb7fb814b8444");
  CHECK(hex(blake3_hash(Bytes{'a', 'b', 'c'})) == "6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85");
  constexpr DeriveKey key("BLAKE3 2019-12-27 16:29:52 test vectors context");
  CHECK(hex(key.hash({})) == "2cc39783c223154fea8dfb7c1b1660f2ac2dcbd1c1de8277b0b0dd39b7e50d7d");
}

TEST_CASE("BLAKE3 agrees with its recursive definition at every length", "[hash]") {
  const std::string_view context = "squall v1 merkle leaf";
  for (std::size_t length : lengths()) {
    const Bytes data = pattern(length);
    INFO("length " << length);
    REQUIRE(of(blake3_hash(data)) == slow::hash(data));
    REQUIRE(of(kMerkleLeaf.hash(data)) == slow::derive_key(context, data));
  }
}

TEST_CASE("BLAKE3 takes its input in pieces and gives output of any length", "[hash]") {
  const Bytes data = pattern(5000);
  for (std::size_t piece : {1u, 7u, 63u, 64u, 65u, 1000u, 1024u, 1025u, 4096u}) {
    Blake3 hasher;
    for (std::size_t at = 0; at < data.size(); at += piece) {
      hasher.update(ByteView(data).subspan(at, std::min(piece, data.size() - at)));
    }
    CHECK(of(hasher.digest()) == slow::hash(data));
    CHECK(hasher.digest() == hasher.digest());
  }
  for (std::size_t size : {0u, 1u, 31u, 32u, 63u, 64u, 65u, 1000u}) {
    Bytes out(size);
    kChallenges.xof(ByteView(data).first(2000), out);
    CHECK(out == slow::derive_key("squall v1 challenges", Bytes(data.begin(), data.begin() + 2000), size));
  }
}

TEST_CASE("Long contexts span several blocks", "[hash]") {
  for (std::size_t size : {0u, 63u, 64u, 65u, 128u, 1000u, 1024u}) {
    const std::string context(size, 'x');
    CHECK(of(DeriveKey(context).hash(pattern(10))) == slow::derive_key(context, pattern(10)));
  }
}

TEST_CASE("Every purpose has its own context", "[hash]") {
  const DeriveKey* keys[] = {&kMerkleLeaf, &kMerkleNode, &kTranscript, &kChallenges, &kGrinding, &kVerifyingKey};
  const char* names[] = {"merkle leaf", "merkle node", "transcript", "challenges", "grinding", "verifying key"};
  for (int i = 0; i < 6; ++i) {
    CHECK(of(keys[i]->hash(pattern(5))) == slow::derive_key(std::string("squall v1 ") + names[i], pattern(5)));
  }
}
