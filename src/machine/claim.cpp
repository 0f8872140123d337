#include "machine/claim.hpp"

#include "base/check.hpp"

namespace squall {

namespace {

constexpr std::size_t kRegisterBytes = 4 * airbender::kOutputWords;

// Words that come before the output's own: its length, if it has a choice.
unsigned length_words(Platform platform) { return platform == Platform::kSquall; }

}  // namespace

bool possible(Platform platform, const Outcome& claim) {
  if (platform == Platform::kAirbender) return claim.exit_code == 0 && claim.output.size() == kRegisterBytes;
  return claim.output.size() <= kMaxOutputBytes;
}

std::vector<std::uint32_t> publics_of(Platform platform, const Outcome& claim) {
  check(possible(platform, claim), "the outcome is possible");
  std::vector<std::uint32_t> publics;
  const auto word = [&](std::uint32_t value) {
    publics.push_back(value & 0xffff);
    publics.push_back(value >> 16);
  };
  word(claim.exit_code);
  if (length_words(platform)) word(static_cast<std::uint32_t>(claim.output.size()));
  Bytes padded = claim.output;
  padded.resize((padded.size() + 3) / 4 * 4);
  for (std::size_t i = 0; i < padded.size(); i += 4) word(load_le32(padded.data() + i));
  return publics;
}

std::optional<Outcome> claim_of(Platform platform, std::span<const std::uint32_t> publics) {
  const std::size_t first = kExitPublics / kWordPublics + length_words(platform);  // word of the output
  if (publics.size() < kWordPublics * first || publics.size() > kMaxPublics || publics.size() % kWordPublics != 0) {
    return std::nullopt;
  }
  for (const std::uint32_t limb : publics) {
    if (limb >> 16) return std::nullopt;
  }
  const auto word = [&](std::size_t i) { return publics[2 * i] | publics[2 * i + 1] << 16; };
  Outcome claim{word(0), {}};
  for (std::size_t i = first; i < publics.size() / kWordPublics; ++i) append_le(claim.output, word(i), 4);
  if (length_words(platform)) {
    const std::size_t length = word(1);
    if (length > claim.output.size() || claim.output.size() - length > 3) return std::nullopt;
    for (std::size_t i = length; i < claim.output.size(); ++i) {
      if (claim.output[i] != 0) return std::nullopt;
    }
    claim.output.resize(length);
  }
  return possible(platform, claim) ? std::optional(claim) : std::nullopt;
}

}  // namespace squall
