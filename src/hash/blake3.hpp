#pragma once

// Standard BLAKE3: hash, derive_key, and output of any length.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/bytes.hpp"
#include "hash/blake3_core.hpp"

namespace squall {

using Digest = std::array<std::uint8_t, 32>;

// Takes its input piece by piece. Allocates nothing.
class Blake3 {
 public:
  Blake3() : Blake3(blake3::kIv, 0) {}
  Blake3(const blake3::Words& key, std::uint32_t mode_flags) : key_(key), cv_(key), mode_(mode_flags) {}

  void update(ByteView bytes);
  // The digest of everything absorbed so far; absorbing may go on afterwards.
  Digest digest() const;
  // The first out.size() bytes of the extendable output.
  void output(std::span<std::uint8_t> out) const;

 private:
  // A compression that is still to be done, because it may turn out to be the root.
  struct Node {
    blake3::Words cv;
    std::array<std::uint32_t, 16> block;
    std::uint64_t counter;
    std::uint32_t length, flags;
    blake3::Words chaining_value() const;
  };
  Node last_block() const;
  Node parent(const blake3::Words& left, const blake3::Words& right) const;
  void finish_chunk();

  static constexpr unsigned kMaxDepth = 54;  // 2^54 chunks of 1024 bytes: more than fit into 64-bit lengths
  blake3::Words key_, cv_;
  std::uint32_t mode_;
  std::array<std::uint8_t, blake3::kBlockBytes> block_{};
  unsigned in_block_ = 0, blocks_done_ = 0;  // of the present chunk
  std::uint64_t chunks_done_ = 0;
  unsigned depth_ = 0;
  std::array<blake3::Words, kMaxDepth> stack_;  // complete subtrees, largest first
};

// The derive_key mode for one context. Contexts are fixed strings of at most 1024 bytes (one chunk).
class DeriveKey {
 public:
  explicit constexpr DeriveKey(std::string_view context) : key_(context_key(context)) {}

  Digest hash(ByteView material) const { return hasher(material).digest(); }
  void xof(ByteView material, std::span<std::uint8_t> out) const { hasher(material).output(out); }
  // For material that comes in pieces.
  Blake3 hasher() const { return Blake3(key_, blake3::kDeriveKeyMaterial); }

  const blake3::Words& key() const { return key_; }

 private:
  Blake3 hasher(ByteView material) const {
    Blake3 h = hasher();
    h.update(material);
    return h;
  }
  static constexpr blake3::Words context_key(std::string_view context) {
    blake3::Words cv = blake3::kIv;
    std::size_t at = 0;
    do {
      const std::size_t length = context.size() - at < 64 ? context.size() - at : 64;
      std::array<std::uint32_t, 16> block{};
      for (std::size_t i = 0; i < length; ++i) {
        block[i / 4] |= std::uint32_t(static_cast<std::uint8_t>(context[at + i])) << 8 * (i % 4);
      }
      std::uint32_t flags = blake3::kDeriveKeyContext;
      if (at == 0) flags |= blake3::kChunkStart;
      if (at + length == context.size()) flags |= blake3::kChunkEnd | blake3::kRoot;
      const auto out = blake3::compress(cv, block, 0, static_cast<std::uint32_t>(length), flags);
      for (int i = 0; i < 8; ++i) cv[i] = out[i];
      at += length;
    } while (at < context.size());
    return cv;
  }

  blake3::Words key_;
};

// What Squall hashes. One context per purpose: a digest made for one can never be presented for another.
inline constexpr DeriveKey kMerkleLeaf{"squall v1 merkle leaf"};
inline constexpr DeriveKey kMerkleNode{"squall v1 merkle node"};
inline constexpr DeriveKey kTranscript{"squall v1 transcript"};
inline constexpr DeriveKey kChallenges{"squall v1 challenges"};
inline constexpr DeriveKey kGrinding{"squall v1 grinding"};
inline constexpr DeriveKey kVerifyingKey{"squall v1 verifying key"};

inline Digest blake3_hash(ByteView bytes) {
  Blake3 hasher;
  hasher.update(bytes);
  return hasher.digest();
}

}  // namespace squall
