#pragma once

// The vector kernels of this layer. All work on groups of eight inputs; a group of chaining values is stored as 8 words
// x 8 inputs, word-major.

#include <cstddef>
#include <cstdint>

#include "field/isa.hpp"
#include "hash/blake3_core.hpp"

namespace squall::blake3 {

inline constexpr std::size_t kLanes = 8;
inline constexpr std::size_t kGroupWords = 8 * kLanes;

struct BlockStep {
  Words key;
  std::uint64_t counter;
  std::uint32_t length, flags;
  bool from_key;    // start with the key instead of the stored chaining value
  bool to_digests;  // write plain 32-byte digests instead of groups
};

struct Kernels {
  // cv[group] <- compression of cv[group] with the group's eight rows of 16 words. With to_digests: digests get eight
  // words per row instead.
  void (*blocks)(const BlockStep& step, std::uint32_t* cv, const std::uint32_t* rows, std::size_t groups,
                 std::uint32_t* digests);
  // right <- parent(left, right), all in groups; step.from_key holds. With to_digests: as above, `right` is unchanged.
  void (*parents)(const BlockStep& step, const std::uint32_t* left, std::uint32_t* right, std::size_t groups,
                  std::uint32_t* digests);
  // The least i < 8 * groups such that nonce + i fits (see grinding.hpp), else 8 * groups. state: eight words; groups
  // even.
  std::uint64_t (*grind)(const Words& key, const Words& state, std::uint64_t mask, std::uint64_t nonce,
                         std::uint64_t groups);
};

const Kernels& kernels(Isa isa);

}  // namespace squall::blake3
