#include "vm/report.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "machine/image.hpp"

namespace squall {

std::string place_text(std::uint32_t pc, const Symbols* symbols) {
  const std::string name = symbols ? symbols->describe(pc) : std::string();
  return name.empty() ? fmt::format("0x{:08x}", pc) : fmt::format("0x{:08x} ({})", pc, name);
}

std::string call_sites_text(const CallStack& calls, const Symbols* symbols) {
  constexpr unsigned kFramesShown = 8;
  const std::uint32_t kept = std::min({calls.depth, CallStack::kSize, kFramesShown});
  std::string text;
  for (std::uint32_t i = 1; i <= kept; ++i)
    text += (i == 1 ? "; called from " : ", ") + place_text(calls.site[(calls.depth - i) % CallStack::kSize], symbols);
  if (calls.depth > kept) text += fmt::format(", and {} more", calls.depth - kept);
  return text;
}

Result<Bytes> read_output_region(Memory& memory) {
  const std::uint32_t length = memory.at(kOutputBase).value;
  if (length > kOutputCapacity - 4)
    return Error{
        ErrorCode::kGuestFailure,
        fmt::format("the guest's output length is {} bytes, at most {} fit the region", length, kOutputCapacity - 4)};
  Bytes output(length);
  for (std::uint32_t i = 0; i < length; ++i) {
    const std::uint32_t address = kOutputBase + 4 + i;
    output[i] = static_cast<std::uint8_t>(memory.at(address).value >> 8 * (address & 3));
  }
  // A claim has one form only: the rest of the last word is zero.
  const std::uint32_t in_last = length % 4;
  if (in_last != 0 && memory.at(kOutputBase + 4 + length - in_last).value >> 8 * in_last != 0)
    return Error{
        ErrorCode::kGuestFailure,
        fmt::format("the guest's output of {} bytes ends within a word whose other bytes are not zero", length)};
  return output;
}

}  // namespace squall
