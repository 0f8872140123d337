#include "vm/rom_loader.hpp"

#include <fmt/format.h>
#include <utility>

#include "vm/elf_format.hpp"
#include "vm/elf_loader.hpp"

namespace squall {

namespace {

template <class... Args>
Error bad(fmt::format_string<Args...> format, Args&&... args) {
  return {ErrorCode::kBadProgram, "airbender image: " + fmt::format(format, std::forward<Args>(args)...)};
}

bool is_elf(ByteView file) { return file.size() >= 4 && load_le32(file.data()) == kElfMagic; }

Result<std::vector<ImageWord>> words_of_elf(ByteView file) {
  Result<Image> image = load_elf(file, Platform::kAirbender);
  if (!image) return image.error();
  if (image->xlen != 32) return bad("the ELF file is RV64; the platform is RV32IM");
  if (image->entry != 0) return bad("entry is 0x{:08x}, expected 0", image->entry);
  for (ImageWord& word : image->words) {
    if (word.writable)
      return bad("there is initialised data at 0x{:08x}; memory outside the ROM starts as zero", 4 * word.address);
    word.executable = true;
  }
  return std::move(image->words);
}

std::vector<ImageWord> words_of_flat(ByteView file) {
  std::vector<ImageWord> words;
  words.reserve((file.size() + 3) / 4);
  for (std::size_t at = 0; at < file.size(); at += 4) {
    std::uint32_t value = 0;
    for (std::size_t i = at; i < std::min(at + 4, file.size()); ++i) value |= std::uint32_t(file[i]) << 8 * (i - at);
    words.push_back({static_cast<std::uint32_t>(at / 4), value, false, true});
  }
  return words;
}

}  // namespace

Result<Image> load_rom(ByteView file, std::uint32_t rom_bytes) {
  if (rom_bytes != airbender::kRomBytes && rom_bytes != airbender::kLargeRomBytes)
    return Error{ErrorCode::kBadInput, fmt::format("a ROM window of {} bytes, expected {} or {}", rom_bytes,
                                                   airbender::kRomBytes, airbender::kLargeRomBytes)};
  if (file.empty()) return bad("the file is empty");
  Image image;
  image.platform = Platform::kAirbender;
  if (is_elf(file)) {
    Result<std::vector<ImageWord>> words = words_of_elf(file);
    if (!words) return words.error();
    image.words = std::move(words).value();
  } else {
    if (file.size() > rom_bytes) return bad("{} bytes are more than the ROM's {}", file.size(), rom_bytes);
    image.words = words_of_flat(file);
  }
  if (image.words.empty() || image.words[0].address != 0) return bad("there is no word at address 0, where it starts");
  if (image.words.back().address >= rom_bytes / 4)
    return bad("its last word lies at 0x{:08x}, beyond the ROM's {} bytes", 4 * image.words.back().address, rom_bytes);
  // Two, because a region has at most 2 GiB.
  constexpr std::uint32_t kMiddle = 1u << 29;
  image.regions = {{rom_bytes / 4, kMiddle - rom_bytes / 4, RegionKind::kZero}, {kMiddle, kMiddle, RegionKind::kZero}};
  return image;
}

}  // namespace squall
