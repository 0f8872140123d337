#include "vm/symbols.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <optional>
#include <utility>

#include "vm/elf_format.hpp"

namespace squall {
namespace {

// Bounds on what a hostile file can make us keep.
constexpr std::size_t kMaxSymbols = 1u << 20, kMaxNameLength = 256, kMaxSections = 1u << 16;

constexpr std::uint32_t kSectionSymbolTable = 2;
constexpr unsigned kTypeNone = 0, kTypeFunction = 2;

std::optional<ByteView> part(ByteView file, std::uint64_t offset, std::uint64_t size) {
  if (offset > file.size() || size > file.size() - offset) return std::nullopt;
  return file.subspan(offset, size);
}

std::string name_at(ByteView strings, std::uint32_t offset) {
  std::string name;
  for (std::size_t i = offset; i < strings.size() && strings[i] != 0 && name.size() < kMaxNameLength; ++i)
    name.push_back(strings[i] > 0x20 && strings[i] < 0x7f ? static_cast<char>(strings[i]) : '?');
  return name;
}

}  // namespace

Symbols::Symbols(std::vector<GuestSymbol> symbols) : symbols_(std::move(symbols)) {
  // Of several names for one address the one with a size wins, then the first.
  std::stable_sort(symbols_.begin(), symbols_.end(), [](const GuestSymbol& a, const GuestSymbol& b) {
    return a.address != b.address ? a.address < b.address : (a.size != 0) > (b.size != 0);
  });
  auto same = [](const GuestSymbol& a, const GuestSymbol& b) { return a.address == b.address; };
  symbols_.erase(std::unique(symbols_.begin(), symbols_.end(), same), symbols_.end());
}

const GuestSymbol* Symbols::find(std::uint32_t address) const {
  auto after = std::upper_bound(symbols_.begin(), symbols_.end(), address,
                                [](std::uint32_t a, const GuestSymbol& s) { return a < s.address; });
  if (after == symbols_.begin()) return nullptr;
  const GuestSymbol& symbol = *std::prev(after);
  if (symbol.size != 0 && address - symbol.address >= symbol.size) return nullptr;
  return &symbol;
}

std::string Symbols::describe(std::uint32_t address) const {
  const GuestSymbol* symbol = find(address);
  if (!symbol) return {};
  const std::uint32_t offset = address - symbol->address;
  return offset == 0 ? symbol->name : fmt::format("{}+0x{:x}", symbol->name, offset);
}

Symbols load_symbols(ByteView file) {
  std::vector<GuestSymbol> found;
  if (file.size() < kElf32.header_size || load_le32(file.data()) != kElfMagic || file[5] != 1) return {};
  const ElfFormat* format = elf_format(file);
  if (!format || file.size() < format->header_size) return {};
  const ElfFormat& f = *format;
  const std::uint64_t table_at = f.word(file.data() + f.section_table);
  const std::uint32_t entry_size = load_half(file.data() + f.flags + 10);  // e_shentsize
  const std::size_t count = load_half(file.data() + f.flags + 12);         // e_shnum
  if (entry_size < f.section_header_size || count > kMaxSections) return {};

  auto section = [&](std::uint64_t i) {
    return part(file, table_at + i * entry_size, f.section_header_size);  // a sum that wraps finds other bytes, no more
  };
  auto contents = [&](ByteView s) {
    return part(file, f.word(s.data() + f.section_offset), f.word(s.data() + f.section_size));
  };
  for (std::size_t i = 0; i < count; ++i) {
    const auto table = section(i);
    if (!table || load_le32(table->data() + 4) != kSectionSymbolTable) continue;
    const std::uint32_t link = load_le32(table->data() + f.section_link);
    if (link >= count) continue;
    const auto string_section = section(link);
    const auto symbols = contents(*table);
    if (!string_section || !symbols) continue;
    const auto strings = contents(*string_section);
    if (!strings) continue;
    for (std::size_t at = 0; at + f.symbol_size <= symbols->size() && found.size() < kMaxSymbols; at += f.symbol_size) {
      const std::uint8_t* s = symbols->data() + at;
      const unsigned type = s[f.symbol_info] & 15, index = load_half(s + f.symbol_section);
      if ((type != kTypeNone && type != kTypeFunction) || index == 0 || index >= 0xff00) continue;
      const std::uint64_t address = f.word(s + f.symbol_value), size = f.word(s + f.symbol_extent);
      if (address >> 32 || size >> 32) continue;
      std::string name = name_at(*strings, load_le32(s));
      if (name.empty() || name[0] == '$' || name[0] == '.') continue;  // mapping symbols and local labels
      found.push_back({static_cast<std::uint32_t>(address), static_cast<std::uint32_t>(size), std::move(name)});
    }
    break;  // an ELF file has at most one symbol table
  }
  return Symbols(std::move(found));
}

}  // namespace squall
