#include "vm/symbols.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <optional>
#include <utility>

namespace squall {
namespace {

// Bounds on what a hostile file can make us keep.
constexpr std::size_t kMaxSymbols = 1u << 20, kMaxNameLength = 256, kMaxSections = 1u << 16;

constexpr unsigned kSectionHeaderSize = 40, kSymbolSize = 16;
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
  const auto header = part(file, 0, 52);
  if (!header || load_le32(header->data()) != 0x464c457f || (*header)[4] != 1 || (*header)[5] != 1) return {};
  const std::uint32_t table_at = load_le32(header->data() + 32);
  const std::uint32_t entry_size = load_le32(header->data() + 44) >> 16;  // e_shentsize
  const std::size_t count = load_le32(header->data() + 48) & 0xffff;      // e_shnum
  if (entry_size < kSectionHeaderSize || count > kMaxSections) return {};

  auto section = [&](std::uint64_t i) { return part(file, table_at + i * entry_size, kSectionHeaderSize); };
  auto contents = [&](ByteView s) { return part(file, load_le32(s.data() + 16), load_le32(s.data() + 20)); };
  for (std::size_t i = 0; i < count; ++i) {
    const auto table = section(i);
    if (!table || load_le32(table->data() + 4) != kSectionSymbolTable) continue;
    const std::uint32_t link = load_le32(table->data() + 24);
    if (link >= count) continue;
    const auto string_section = section(link);
    const auto symbols = contents(*table);
    if (!string_section || !symbols) continue;
    const auto strings = contents(*string_section);
    if (!strings) continue;
    for (std::size_t at = 0; at + kSymbolSize <= symbols->size() && found.size() < kMaxSymbols; at += kSymbolSize) {
      const std::uint8_t* s = symbols->data() + at;
      const unsigned type = s[12] & 15, index = s[14] | s[15] << 8;
      if ((type != kTypeNone && type != kTypeFunction) || index == 0 || index >= 0xff00) continue;
      std::string name = name_at(*strings, load_le32(s));
      if (name.empty() || name[0] == '$' || name[0] == '.') continue;  // mapping symbols and local labels
      found.push_back({load_le32(s + 4), load_le32(s + 8), std::move(name)});
    }
    break;  // an ELF file has at most one symbol table
  }
  return Symbols(std::move(found));
}

}  // namespace squall
