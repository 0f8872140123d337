// Files of class 2: the same checks on wider fields, and sums that wrap around 64 bits.

#include <functional>
#include <string>

#include "kit/assembler.hpp"
#include "kit/catch.hpp"
#include "vm/elf_loader.hpp"
#include "vm/symbols.hpp"

using namespace squall;

namespace {

const Bytes kCode = {0x13, 0, 0, 0, 0x73, 0, 0, 0};  // nop, ecall

constexpr std::size_t kProgram0 = 64, kProgram1 = 120;  // offsets of the program headers
constexpr std::size_t kFlags = 4, kOffset = 8, kAddress = 16, kFileSize = 32, kMemorySize = 40;

void put16(Bytes& file, std::size_t at, unsigned value) {
  file[at] = static_cast<std::uint8_t>(value);
  file[at + 1] = static_cast<std::uint8_t>(value >> 8);
}
void put64(Bytes& file, std::size_t at, std::uint64_t value) { store_le64(&file[at], value); }

std::vector<kit::ElfSegment> segments() { return {{0x10000, kCode, 8, 5}, {0x20000, {1, 2, 3, 4, 5}, 100, 6}}; }
Bytes good_file() { return kit::make_elf(0x10000, segments(), 64); }

// The good file with a change.
void expect_rejected(const std::function<void(Bytes&)>& change, const std::string& text) {
  Bytes file = good_file();
  change(file);
  const auto image = load_elf(file);
  CAPTURE(text);
  REQUIRE_FALSE(image.ok());
  REQUIRE(image.error().code == ErrorCode::kBadProgram);
  REQUIRE_THAT(image.error().message, Catch::StartsWith("ELF: ") && Catch::Contains(text));
}

}  // namespace

TEST_CASE("a 64-bit file has the memory of its 32-bit twin", "[elf]") {
  const auto wide = load_elf(good_file()), narrow = load_elf(kit::make_elf(0x10000, segments()));
  REQUIRE((wide.ok() && narrow.ok()));
  REQUIRE(wide->xlen == 64);
  REQUIRE(narrow->xlen == 32);
  REQUIRE(wide->entry == narrow->entry);
  REQUIRE(wide->words.size() == narrow->words.size());
  for (std::size_t i = 0; i < wide->words.size(); ++i) {
    const ImageWord &a = wide->words[i], &b = narrow->words[i];
    REQUIRE((a.address == b.address && a.value == b.value && a.writable == b.writable && a.executable == b.executable));
  }
  REQUIRE(wide->regions.size() == narrow->regions.size());
  for (std::size_t i = 0; i < wide->regions.size(); ++i) {
    const Region &a = wide->regions[i], &b = narrow->regions[i];
    REQUIRE((a.first == b.first && a.count == b.count && a.kind == b.kind));
  }
}

TEST_CASE("broken 64-bit headers are rejected", "[elf]") {
  for (std::size_t size : {52u, 63u})
    expect_rejected([&](Bytes& f) { f.resize(size); }, "a 64-bit ELF header needs 64");
  expect_rejected([](Bytes& f) { f[4] = 1; }, "header size is 0");  // fields lie elsewhere
  expect_rejected([](Bytes& f) { put16(f, 16, 3); }, "type is 3");
  expect_rejected([](Bytes& f) { f[48] = 1; }, "compile for rv64im");
  expect_rejected([](Bytes& f) { f[48] = 4; }, "compile for lp64");
  expect_rejected([](Bytes& f) { f[48] = 8; }, "RV64E");
  expect_rejected([](Bytes& f) { put16(f, 52, 52); }, "header size is 52, expected 64");
  expect_rejected([](Bytes& f) { put16(f, 54, 32); }, "program header size is 32, expected 56");
  expect_rejected([](Bytes& f) { put16(f, 56, 0); }, "no program headers");
  expect_rejected([](Bytes& f) { put16(f, 56, 257); }, "257 program headers");
  for (std::uint64_t at : {std::uint64_t(0) - 1, std::uint64_t(0) - 112, std::uint64_t(1) << 32})
    expect_rejected([&](Bytes& f) { put64(f, 32, at); }, "ends beyond the file");
  expect_rejected([](Bytes& f) { put64(f, 32, f.size() - 111); }, "ends beyond the file");
}

TEST_CASE("64-bit segments lie below 2^32, and no sum wraps", "[elf]") {
  constexpr std::uint64_t kMost = ~std::uint64_t(0), kEnd = std::uint64_t(1) << 32;
  const std::string beyond = "reach beyond 0x100000000";
  for (std::uint64_t address : {kEnd, kEnd - 99, kMost, kMost - 99, kMost << 32 | 0x20000, std::uint64_t(1) << 63})
    expect_rejected([&](Bytes& f) { put64(f, kProgram1 + kAddress, address); }, beyond);
  for (std::uint64_t size : {kEnd, kMost, kMost - 0x1ffff, std::uint64_t(1) << 63})
    expect_rejected([&](Bytes& f) { put64(f, kProgram1 + kMemorySize, size); }, beyond);
  expect_rejected([](Bytes& f) { put64(f, kProgram1 + kMemorySize, 0x80000001); }, "at most 0x80000000");
  expect_rejected([](Bytes& f) { put64(f, kProgram1 + kFileSize, 101); }, "file size 0x65 is greater");
  expect_rejected([](Bytes& f) { put64(f, kProgram1 + kFileSize, kMost); }, "is greater than memory size");
  for (std::uint64_t offset : {kMost, kMost - 4, kEnd})
    expect_rejected([&](Bytes& f) { put64(f, kProgram1 + kOffset, offset); }, "lie beyond the file");
  expect_rejected([](Bytes& f) { f[kProgram0 + kFlags] = 7; }, "both writable and executable");
  expect_rejected([](Bytes& f) { put64(f, kProgram1 + kAddress, 0x10004); }, "overlap at 0x00010004");
  expect_rejected([](Bytes& f) { put64(f, kProgram1 + kAddress, kInputBase); }, "overlaps the platform's region");

  Bytes file = good_file();
  put64(file, kProgram1 + kAddress, kEnd - 100);  // up to the very end
  REQUIRE(load_elf(file).ok());
  put64(file, kProgram1 + kAddress, kEnd - 99);
  REQUIRE_FALSE(load_elf(file).ok());
}

TEST_CASE("a 64-bit entry is looked at as a whole", "[elf]") {
  expect_rejected([](Bytes& f) { put64(f, 24, std::uint64_t(1) << 32 | 0x10000); },
                  "entry 0x100010000 is not in the file bytes");
  expect_rejected([](Bytes& f) { put64(f, 24, std::uint64_t(0) - 4); }, "is not in the file bytes");
  expect_rejected([](Bytes& f) { put64(f, 24, 0x10002); }, "is not a multiple of 4");
}

TEST_CASE("symbols of 64-bit files", "[elf]") {
  // Sections: nothing, strings, symbols (linked to 1).
  Bytes file = good_file();
  const std::size_t strings = file.size();
  append(file, Bytes{0, 'm', 'a', 'i', 'n', 0, 'f', 'a', 'r', 0});
  const std::size_t table = file.size();
  auto symbol = [&](unsigned name, std::uint64_t address, std::uint64_t size) {
    append_le(file, name, 4), append_le(file, 0x12, 2), append_le(file, 1, 2);
    append_le(file, address, 8), append_le(file, size, 8);
  };
  symbol(1, 0x10000, 8), symbol(6, std::uint64_t(1) << 32 | 0x10004, 4);
  const std::size_t sections = file.size();
  auto section = [&](std::uint32_t type, std::uint64_t at, std::uint64_t size, std::uint32_t link) {
    const std::size_t start = file.size();
    file.resize(start + 64);
    store_le32(&file[start + 4], type);
    put64(file, start + 24, at), put64(file, start + 32, size);
    store_le32(&file[start + 40], link);
  };
  section(0, 0, 0, 0), section(3, strings, 10, 0), section(2, table, 48, 1);
  put64(file, 40, sections), put16(file, 58, 64), put16(file, 60, 3);
  const Symbols found = load_symbols(file);
  REQUIRE(found.all().size() == 1);  // there is nothing at the other's address
  REQUIRE(found.describe(0x10004) == "main+0x4");
  for (std::size_t size = 0; size < file.size(); ++size) load_symbols(ByteView(file).first(size));
  put64(file, sections + 128 + 24, std::uint64_t(0) - 8);
  REQUIRE(load_symbols(file).all().empty());
  put64(file, 40, std::uint64_t(0) - 64);
  REQUIRE(load_symbols(file).all().empty());
}
