// The eight-lane hashers against the one-input hasher, for both instruction sets.

#include "hash/many.hpp"

#include <random>

#include "hash/grinding.hpp"
#include "kit/catch.hpp"

using namespace squall;

namespace {

std::vector<Isa> all_isas() {
  std::vector<Isa> list{Isa::kScalar};
  if (detect_isa() == Isa::kAvx2) list.push_back(Isa::kAvx2);
  return list;
}

Digest row_digest(std::span<const std::uint32_t> row) {
  Bytes bytes;
  for (auto w : row) append_le(bytes, w, 4);
  return kMerkleLeaf.hash(bytes);
}

}  // namespace

TEST_CASE("Leaf hasher agrees with the plain hash of each row", "[hash]") {
  Arena memory;
  std::mt19937 random(1);
  for (Isa isa : all_isas()) {
    for (std::size_t width : {1u,   5u,   15u,  16u,  17u,  32u,   100u,  255u,  256u,  257u, 272u,
                              511u, 512u, 513u, 768u, 769u, 1024u, 1025u, 1281u, 1793u, 2049u}) {
      for (std::size_t leaves : {1u, 4u, 8u, 24u, 27u}) {
        std::vector<std::uint32_t> data(leaves * width);
        for (auto& x : data) x = static_cast<std::uint32_t>(random());
        LeafHasher hasher(kMerkleLeaf, leaves, width, isa, memory);
        REQUIRE(hasher.block_count() == (width + 15) / 16);
        std::vector<Digest> digests(leaves);
        for (std::size_t block = 0; block < hasher.block_count(); ++block) {
          std::vector<std::uint32_t> rows(leaves * 16);
          for (std::size_t i = 0; i < leaves * 16; ++i) {
            const std::size_t column = block * 16 + i % 16;
            if (column < width) rows[i] = data[i / 16 * width + column];
          }
          const std::size_t split = leaves > 8 ? 8 : 0;  // two ranges, the second first
          hasher.absorb(block, split, leaves - split, rows.data() + 16 * split, digests.data() + split);
          if (split) hasher.absorb(block, 0, split, rows.data(), digests.data());
        }
        for (std::size_t l = 0; l < leaves; ++l) {
          INFO(isa_name(isa) << " width " << width << " leaves " << leaves << " leaf " << l);
          REQUIRE(digests[l] == row_digest({data.data() + l * width, width}));
        }
      }
    }
  }
}

TEST_CASE("Pairs of digests hash to their parents", "[hash]") {
  std::mt19937 random(2);
  std::vector<Digest> in(2 * 37);
  for (auto& d : in) {
    for (auto& b : d) b = static_cast<std::uint8_t>(random());
  }
  for (Isa isa : all_isas()) {
    for (std::size_t count : {0u, 1u, 7u, 8u, 9u, 37u}) {
      std::vector<Digest> out(count);
      hash_pairs(kMerkleNode, in.data(), count, out.data(), isa);
      for (std::size_t i = 0; i < count; ++i) {
        Bytes both(in[2 * i].begin(), in[2 * i].end());
        append(both, in[2 * i + 1]);
        CHECK(out[i] == kMerkleNode.hash(both));
      }
    }
  }
}

TEST_CASE("Grinding finds the least nonce whatever runs it", "[hash]") {
  ThreadPool pools[] = {ThreadPool(1), ThreadPool(2), ThreadPool(3)};
  for (std::uint8_t seed = 0; seed < 4; ++seed) {
    Digest state{};
    state[3] = seed;
    state[31] = 7;
    for (unsigned bits : {0u, 1u, 5u, 12u}) {
      std::uint64_t expected = 0;
      while (!nonce_fits(state, bits, expected)) ++expected;
      for (Isa isa : all_isas()) {
        for (auto& pool : pools) CHECK(find_nonce(state, bits, isa, pool) == expected);
      }
    }
    const std::uint64_t many = find_nonce(state, 17, detect_isa(), pools[1]);
    CHECK(nonce_fits(state, 17, many));
    CHECK(many == find_nonce(state, 17, Isa::kScalar, pools[2]));
  }
}

TEST_CASE("The nonce condition reads the digest as the protocol says", "[hash]") {
  Digest state{};
  for (std::uint64_t nonce : {std::uint64_t(0), std::uint64_t(77), std::uint64_t(1) << 40 | 5}) {
    Bytes material(state.begin(), state.end());
    append_le(material, nonce, 8);
    const Digest digest = kGrinding.hash(material);
    std::uint64_t word = 0;
    for (int i = 0; i < 8; ++i) word |= std::uint64_t(digest[i]) << 8 * i;
    const unsigned zeros = static_cast<unsigned>(std::countr_zero(word));
    CHECK(nonce_fits(state, zeros, nonce));
    CHECK_FALSE(nonce_fits(state, zeros + 1, nonce));
    CHECK_FALSE(nonce_fits(state, 64, nonce));
  }
}
