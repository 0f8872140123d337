#include <algorithm>

#include "squall/program.hpp"

namespace squall {

std::string ProgramId::hex() const {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

Result<ProgramId> ProgramId::from_hex(std::string_view text) {
  ProgramId id;
  if (text.size() != 2 * id.bytes.size()) {
    return Error{ErrorCode::kBadInput, "a program id has 64 hexadecimal digits, not " + std::to_string(text.size())};
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const int digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : -1;
    if (digit < 0)
      return Error{ErrorCode::kBadInput, "digit " + std::to_string(i) + " of the program id is not hexadecimal"};
    id.bytes[i / 2] = static_cast<std::uint8_t>(id.bytes[i / 2] << 4 | digit);
  }
  return id;
}

}  // namespace squall
