#pragma once

// What a proof of an execution says, as the public values of the machine: exit code, then words of the output, each as
// two 16-bit limbs, least significant first. On the native platform the words are those of the output region from its
// length word on; on airbender they are the eight output registers, without a length. Every claim has exactly one such
// list.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/bytes.hpp"
#include "machine/image.hpp"
#include "machine/platform.hpp"

namespace squall {

inline constexpr std::uint32_t kMaxOutputBytes = kOutputCapacity - 4;
inline constexpr std::uint32_t kExitPublics = 2;  // limbs of the exit code, before the output words
inline constexpr std::uint32_t kWordPublics = 2;  // limbs of an output word
inline constexpr std::uint32_t kMaxPublics = kExitPublics + kWordPublics * (kOutputCapacity / 4);

struct Outcome {
  std::uint32_t exit_code = 0;
  Bytes output;
  bool operator==(const Outcome&) const = default;
};

// Words of the output region that are public: the length, and the output filled up with zeros to a whole word.
constexpr std::uint32_t published_words(std::size_t output_bytes) {
  return 1 + static_cast<std::uint32_t>((output_bytes + 3) / 4);
}

// Whether a guest of this platform can have this outcome.
bool possible(Platform platform, const Outcome& claim);

// On input: a possible outcome.
std::vector<std::uint32_t> publics_of(Platform platform, const Outcome& claim);

// The inverse; nothing if the values are not the list of any claim.
std::optional<Outcome> claim_of(Platform platform, std::span<const std::uint32_t> publics);

}  // namespace squall
