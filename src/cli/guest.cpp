#include <cctype>
#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/files.hpp"

namespace squall::cli {

namespace {

constexpr unsigned kDigits = 8;  // of a word

[[noreturn]] void bad_input(const std::string& path, const std::string& what) {
  throw Failure{{ErrorCode::kBadInput, path + ": " + what}};
}

// Digits with any white space between them, most significant digit of a word first.
std::vector<std::uint8_t> parse_words(const std::string& path, std::span<const std::uint8_t> text) {
  std::vector<std::uint8_t> bytes;
  std::uint32_t word = 0;
  unsigned digits = 0, line = 1;
  for (const std::uint8_t c : text) {
    if (c == '\n') ++line;
    if (std::isspace(c)) continue;
    if (!std::isxdigit(c)) {
      const std::string what = std::isprint(c) ? fmt::format("'{}'", char(c)) : fmt::format("byte 0x{:02x}", c);
      bad_input(path, fmt::format("line {}: {} is not a hexadecimal digit", line, what));
    }
    word = word << 4 | static_cast<std::uint32_t>(std::isdigit(c) ? c - '0' : std::tolower(c) - 'a' + 10);
    if (++digits % kDigits != 0) continue;
    for (unsigned i = 0; i < 4; ++i) bytes.push_back(static_cast<std::uint8_t>(word >> 8 * i));
  }
  if (digits % kDigits != 0)
    bad_input(path, fmt::format("has {} hexadecimal digits, expected {} for each word", digits, kDigits));
  return bytes;
}

}  // namespace

void add_platform(CLI::App& app, GuestOptions& options) {
  app.add_option("--platform", options.platform, "Contract between guest and host: squall (default) or airbender");
  app.add_option("--rom", options.rom, "Platform airbender: size of the read-only window, 2M (default) or 4M");
}

void add_guest(CLI::App& app, GuestOptions& options) {
  app.add_option("program", options.program, "RISC-V ELF file, or an image of the platform")->required();
  app.add_option("--input", options.input,
                 "File with the guest's private input (default: empty); hex words on the platform airbender");
  app.add_option("--max-instructions", options.max_instructions, "Stop the guest after so many instructions")
      ->check(CLI::Range(std::uint64_t(1), std::uint64_t(1) << 62));
  add_platform(app, options);
}

Program load_program(const GuestOptions& options) {
  LoadOptions load{options.platform, 0};
  if (options.rom == "2M" || options.rom == "4M") {
    load.rom_bytes = (options.rom == "2M" ? 2u : 4u) << 20;
  } else if (!options.rom.empty()) {
    throw Failure{{ErrorCode::kBadInput, "--rom: '" + options.rom + "' is not a size of the ROM, expected 2M or 4M"}};
  }
  return unwrap(Program::load_file(options.program, load));
}

std::vector<std::uint8_t> read_input(const GuestOptions& options) {
  std::vector<std::uint8_t> bytes = read_file(options.input);
  return options.platform == "airbender" ? parse_words(options.input, bytes) : bytes;
}

std::string words_text(std::span<const std::uint32_t> words) {
  std::string text;
  for (const std::uint32_t word : words) text += fmt::format("{:08x}\n", word);
  return text;
}

}  // namespace squall::cli
