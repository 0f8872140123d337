// Every rejection of the loader by its message, and what it accepts, word by word.

#include <functional>
#include <string>
#include <vector>

#include "kit/assembler.hpp"
#include "kit/catch.hpp"
#include "vm/elf_loader.hpp"
#include "vm/symbols.hpp"

using namespace squall;
using kit::ElfSegment;

namespace {

const Bytes kCode = {0x13, 0, 0, 0, 0x73, 0, 0, 0};  // nop, ecall
const ElfSegment kText{0x10000, kCode, 8, 5};

void put16(Bytes& file, std::size_t at, unsigned value) {
  file[at] = static_cast<std::uint8_t>(value);
  file[at + 1] = static_cast<std::uint8_t>(value >> 8);
}
void put32(Bytes& file, std::size_t at, std::uint32_t value) { store_le32(&file[at], value); }

Bytes good_file() { return kit::make_elf(0x10000, {kText, {0x20000, {1, 2, 3, 4, 5}, 100, 6}}); }

void expect_rejected(const Bytes& file, const std::string& text) {
  const auto image = load_elf(file);
  CAPTURE(text);
  REQUIRE_FALSE(image.ok());
  REQUIRE(image.error().code == ErrorCode::kBadProgram);
  REQUIRE_THAT(image.error().message, Catch::StartsWith("ELF: ") && Catch::Contains(text));
  REQUIRE(image.error().message.find('\n') == std::string::npos);
}

// The good file with a change.
void expect_rejected(const std::function<void(Bytes&)>& change, const std::string& text) {
  Bytes file = good_file();
  change(file);
  expect_rejected(file, text);
}

Image loaded(const Bytes& file) {
  auto image = load_elf(file);
  INFO((image.ok() ? "" : image.error().message));
  REQUIRE(image.ok());
  return *image;
}

constexpr std::size_t kProgram0 = 52, kProgram1 = 84;  // offsets of the program headers

}  // namespace

TEST_CASE("a good file becomes words and regions", "[elf]") {
  const Image image = loaded(good_file());
  REQUIRE(image.platform == Platform::kSquall);
  REQUIRE(image.xlen == 32);
  REQUIRE(image.entry == 0x10000);
  REQUIRE(image.words.size() == 4);
  REQUIRE((image.words[0].address == 0x4000 && image.words[0].value == 0x13));
  REQUIRE((image.words[0].executable && !image.words[0].writable));
  REQUIRE((image.words[1].address == 0x4001 && image.words[1].value == 0x73));
  REQUIRE((image.words[2].address == 0x8000 && image.words[2].value == 0x04030201));
  REQUIRE((!image.words[2].executable && image.words[2].writable));
  REQUIRE((image.words[3].address == 0x8001 && image.words[3].value == 5));
  REQUIRE(image.regions.size() == 3);
  REQUIRE((image.regions[0].first == 0x8002 && image.regions[0].count == 23));
  REQUIRE(image.regions[0].kind == RegionKind::kZero);
  REQUIRE((image.regions[1].first == kInputBase / 4 && image.regions[1].count == kInputCapacity / 4));
  REQUIRE(image.regions[1].kind == RegionKind::kInput);
  REQUIRE((image.regions[2].first == kOutputBase / 4 && image.regions[2].count == kOutputCapacity / 4));
  REQUIRE(image.regions[2].kind == RegionKind::kOutput);
}

TEST_CASE("broken headers are rejected", "[elf]") {
  for (std::size_t size : {0u, 1u, 51u}) expect_rejected([&](Bytes& f) { f.resize(size); }, "an ELF header needs 52");
  expect_rejected([](Bytes& f) { f[0] = 0x7e; }, "magic");
  expect_rejected([](Bytes& f) { f[4] = 3; }, "class is 3");
  expect_rejected([](Bytes& f) { f[5] = 2; }, "data encoding is 2");
  expect_rejected([](Bytes& f) { f[6] = 0; }, "identification version is 0");
  expect_rejected([](Bytes& f) { put16(f, 16, 3); }, "type is 3");
  expect_rejected([](Bytes& f) { put16(f, 18, 62); }, "machine is 62");
  expect_rejected([](Bytes& f) { put32(f, 20, 2); }, "version is 2");
  expect_rejected([](Bytes& f) { put32(f, 36, 1); }, "compressed");
  expect_rejected([](Bytes& f) { put32(f, 36, 2); }, "floating-point ABI");
  expect_rejected([](Bytes& f) { put32(f, 36, 4); }, "floating-point ABI");
  expect_rejected([](Bytes& f) { put32(f, 36, 8); }, "RV32E");
  expect_rejected([](Bytes& f) { put16(f, 40, 64); }, "header size is 64");
  expect_rejected([](Bytes& f) { put16(f, 42, 56); }, "program header size is 56");
  expect_rejected([](Bytes& f) { put16(f, 44, 0); }, "no program headers");
  expect_rejected([](Bytes& f) { put16(f, 44, 257); }, "257 program headers, at most 256");
  expect_rejected([](Bytes& f) { put16(f, 44, 0xffff); }, "65535 program headers");
  expect_rejected([](Bytes& f) { put32(f, 28, 0xfffffff0); }, "ends beyond the file");
  expect_rejected([](Bytes& f) { put32(f, 28, std::uint32_t(f.size()) - 63); }, "ends beyond the file");
}

TEST_CASE("broken segments are rejected", "[elf]") {
  expect_rejected([](Bytes& f) { put32(f, kProgram1 + 16, 101); },
                  "segment 1: file size 0x65 is greater than memory size 0x64");
  expect_rejected([](Bytes& f) { put32(f, kProgram1 + 4, 0xfffffffc); }, "lie beyond the file");
  expect_rejected([](Bytes& f) { f.pop_back(); }, "segment 1: 0x5 bytes at offset");
  expect_rejected([](Bytes& f) { put32(f, kProgram1 + 8, 0xffffffff); }, "wrap around");
  expect_rejected([](Bytes& f) { put32(f, kProgram1 + 20, 0xffffffff); }, "wrap around");
  expect_rejected([](Bytes& f) { put32(f, kProgram0 + 24, 7); }, "both writable and executable");
  expect_rejected([](Bytes& f) { put32(f, kProgram1 + 20, 0x80000001); }, "at most 0x80000000");
  expect_rejected(kit::make_elf(0x10000, {kText, {0x1000000, {}, 0x4000001, 4}}), "initialised bytes");
  expect_rejected([](Bytes& f) { put32(f, kProgram1 + 8, 0x10004); }, "segments 0 and 1 overlap at 0x00010004");
  expect_rejected(kit::make_elf(0x10000, {kText, {0x0ffff, {1}, 2, 6}}), "segments 1 and 0 overlap");
  expect_rejected(kit::make_elf(0x10000, {{0x10000, kCode, 7, 5}, {0x10007, {1}, 1, 6}}), "file size");
  Bytes seven(kCode.begin(), kCode.end() - 1);
  expect_rejected(kit::make_elf(0x10000, {{0x10000, seven, 7, 5}, {0x10007, {1}, 1, 6}}),
                  "share the word at 0x00010004");
  for (std::uint32_t address :
       {kInputBase, kInputBase + kInputCapacity - 4, kOutputBase, kOutputBase + kOutputCapacity - 1})
    expect_rejected(kit::make_elf(0x10000, {kText, {address, {1}, 1, 6}}), "overlaps the platform's region");
  expect_rejected(kit::make_elf(0x10000, {kText, {kInputBase - 4, {}, 5, 6}}), "overlaps the platform's region");
  expect_rejected(kit::make_elf(0x10000, {kText, {0x30000000, {}, 0x50000000, 6}}), "overlaps the platform's region");
}

TEST_CASE("a bad entry is rejected", "[elf]") {
  for (std::uint32_t entry : {0u, 0x0fffcu, 0x10008u, 0x20000u})
    expect_rejected([&](Bytes& f) { put32(f, 24, entry); }, "is not in the file bytes of an executable segment");
  for (std::uint32_t entry : {0x10001u, 0x10002u})
    expect_rejected([&](Bytes& f) { put32(f, 24, entry); }, "is not a multiple of 4");
  expect_rejected([](Bytes& f) { put32(f, kProgram0 + 24, 4); }, "no segment is executable");
  expect_rejected([](Bytes& f) { put32(f, kProgram0, 2), put32(f, kProgram1, 7); }, "no segment is executable");
  expect_rejected(kit::make_elf(0x10000, {{0x10000, {1, 2, 3}, 8, 5}}), "is not in the file bytes");
}

TEST_CASE("unusual but sound files are accepted", "[elf]") {
  SECTION("other program headers mean nothing") {
    for (std::uint32_t type : {0u, 4u, 7u, 0x6474e551u, 0x70000003u}) {
      Bytes file = good_file();
      put32(file, kProgram1, type);
      put32(file, kProgram1 + 16, 0xffffffff);
      REQUIRE(loaded(file).words.size() == 2);
    }
  }
  SECTION("the section table is never read") {
    Bytes file = good_file();
    put32(file, 32, 0xffffffff);
    put16(file, 48, 0xffff);
    put16(file, 46, 3);
    loaded(file);
  }
  SECTION("empty segments, even at silly places") {
    Bytes file = kit::make_elf(0x10000, {kText, {0x20000, {}, 0, 6}});
    put32(file, kProgram1 + 4, 0xffffffff);
    REQUIRE(loaded(file).regions.size() == 2);
  }
  SECTION("a segment without file bytes is a region") {
    const Image image = loaded(kit::make_elf(0x10000, {kText, {0x20001, {}, 6, 6}}));
    REQUIRE((image.regions[0].first == 0x8000 && image.regions[0].count == 2));
  }
  SECTION("a large zero-filled segment costs nothing") {
    const Image image = loaded(kit::make_elf(0x10000, {kText, {0x60000000, {1}, 0x7fff0000, 6}}));
    REQUIRE(image.words.size() == 3);
    REQUIRE(image.regions.back().count == 0x7fff0000 / 4 - 1);
  }
  SECTION("up to the end of the address space") {
    const Image image = loaded(kit::make_elf(0x10000, {kText, {0xffff0000, {1}, 0x10000, 6}}));
    REQUIRE((image.regions.back().first == 0x3fffc001 && image.regions.back().count == 0x3fff));
  }
  SECTION("a read-only segment's zeros are words") {
    const Image image = loaded(kit::make_elf(0x10000, {kText, {0x20000, {9}, 12, 4}}));
    REQUIRE(image.words.size() == 5);
    REQUIRE((image.words[4].address == 0x8002 && image.words[4].value == 0 && !image.words[4].writable));
    REQUIRE(image.regions.size() == 2);
  }
  SECTION("segments in any order") {
    const Image image = loaded(kit::make_elf(0x10000, {{0x20000, {1, 2, 3, 4, 5}, 100, 6}, kText}));
    REQUIRE(image.words.size() == 4);
    REQUIRE(image.words[0].address == 0x4000);
  }
  SECTION("neighbours with the same rights may share a word") {
    const Image image =
        loaded(kit::make_elf(0x10000, {kText, {0x20000, {1, 2}, 2, 6}, {0x20002, {3}, 7, 6}, {0x20009, {7, 8}, 2, 6}}));
    REQUIRE(image.words.size() == 4);
    REQUIRE((image.words[2].address == 0x8000 && image.words[2].value == 0x00030201));
    REQUIRE((image.words[3].address == 0x8002 && image.words[3].value == 0x00080700));
    REQUIRE((image.regions[0].first == 0x8001 && image.regions[0].count == 1));
  }
  SECTION("adjacent zero regions become one") {
    const Image image = loaded(kit::make_elf(0x10000, {kText, {0x20000, {}, 6, 6}, {0x20006, {}, 10, 6}}));
    REQUIRE((image.regions[0].first == 0x8000 && image.regions[0].count == 4));
    REQUIRE(image.regions.size() == 3);
  }
}

TEST_CASE("symbols are found, and rubbish is tolerated", "[elf]") {
  const Symbols symbols({{0x100, 0x10, "sized"}, {0x120, 0, "open"}, {0x140, 4, "next"}, {0x140, 0, "alias"}});
  REQUIRE(symbols.describe(0xff).empty());
  REQUIRE(symbols.describe(0x100) == "sized");
  REQUIRE(symbols.describe(0x10f) == "sized+0xf");
  REQUIRE(symbols.describe(0x110).empty());
  REQUIRE(symbols.describe(0x13f) == "open+0x1f");
  REQUIRE(symbols.describe(0x141) == "next+0x1");
  REQUIRE(symbols.all().size() == 3);

  // Sections: nothing, strings, symbols (linked to 1).
  Bytes file = good_file();
  const std::size_t strings = file.size();
  append(file, Bytes{0, 'm', 'a', 'i', 'n', 0, 'b', 27, 'd', 0});
  const std::size_t table = file.size();
  append_le(file, 1, 4), append_le(file, 0x10000, 4), append_le(file, 8, 4), append_le(file, 0x12, 2),
      append_le(file, 1, 2);
  append_le(file, 6, 4), append_le(file, 0x10008, 4), append_le(file, 0, 4), append_le(file, 0x10, 2),
      append_le(file, 1, 2);
  const std::size_t sections = file.size();
  auto section = [&](std::uint32_t type, std::size_t at, std::size_t size, std::uint32_t link) {
    const std::size_t start = file.size();
    file.resize(start + 40);
    put32(file, start + 4, type), put32(file, start + 16, std::uint32_t(at)),
        put32(file, start + 20, std::uint32_t(size));
    put32(file, start + 24, link);
  };
  section(0, 0, 0, 0), section(3, strings, 10, 0), section(2, table, 32, 1);
  put32(file, 32, std::uint32_t(sections)), put16(file, 46, 40), put16(file, 48, 3);
  const Symbols found = load_symbols(file);
  REQUIRE(found.describe(0x10004) == "main+0x4");
  REQUIRE(found.describe(0x10008) == "b?d");
  for (std::size_t size = 0; size < file.size(); ++size) load_symbols(ByteView(file).first(size));
  put32(file, sections + 80 + 24, 77);
  REQUIRE(load_symbols(file).all().empty());
}
