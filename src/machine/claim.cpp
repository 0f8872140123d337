#include "machine/claim.hpp"

#include "base/check.hpp"

namespace squall {

std::vector<std::uint32_t> publics_of(const Outcome& claim) {
  check(claim.output.size() <= kMaxOutputBytes, "the output fits its region");
  std::vector<std::uint32_t> publics;
  const auto word = [&](std::uint32_t value) {
    publics.push_back(value & 0xffff);
    publics.push_back(value >> 16);
  };
  word(claim.exit_code);
  word(static_cast<std::uint32_t>(claim.output.size()));
  Bytes padded = claim.output;
  padded.resize((padded.size() + 3) / 4 * 4);
  for (std::size_t i = 0; i < padded.size(); i += 4) word(load_le32(padded.data() + i));
  return publics;
}

std::optional<Outcome> claim_of(std::span<const std::uint32_t> publics) {
  if (publics.size() < kExitPublics + kWordPublics || publics.size() > kMaxPublics || publics.size() % 2 != 0) {
    return std::nullopt;
  }
  for (const std::uint32_t limb : publics) {
    if (limb >> 16) return std::nullopt;
  }
  const auto word = [&](std::size_t i) { return publics[2 * i] | publics[2 * i + 1] << 16; };
  const std::uint32_t length = word(1);
  if (length > kMaxOutputBytes || publics.size() != kExitPublics + kWordPublics * published_words(length)) {
    return std::nullopt;
  }
  Outcome claim{word(0), {}};
  for (std::size_t i = 2; i < publics.size() / 2; ++i) append_le(claim.output, word(i), 4);
  for (std::size_t i = length; i < claim.output.size(); ++i) {
    if (claim.output[i] != 0) return std::nullopt;
  }
  claim.output.resize(length);
  return claim;
}

}  // namespace squall
