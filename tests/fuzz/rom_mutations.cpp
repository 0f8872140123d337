// Deterministic mutations of images of the platform airbender, through the same checks as the fuzzer.

#include <random>

#include "kit/airbender.hpp"
#include "kit/catch.hpp"
#include "rom_target.hpp"

using namespace squall;

namespace {

constexpr std::size_t kHeaders = 52 + 2 * 32;

// The flags byte and four oracle words before a file.
Bytes with_oracle(ByteView file, bool large = false) {
  Bytes bytes;
  bytes.push_back(large);
  bytes.push_back(4);
  append(bytes, kit::bytes_of({1, 0xffffffff, kit::kRam, 0x01020304}));
  append(bytes, file);
  return bytes;
}

kit::Assembler small_program() {
  kit::Assembler a(0);
  a.word(kit::oracle_read(10));
  a.word(kit::oracle_write(10));
  a.word(kit::oracle_read(11));
  a.li(5, kit::kRam);
  a.store(Opcode::kSw, 11, 8, 5);
  a.i(Opcode::kLhu, 12, 5, 10);
  a.word(kit::kSelfJump);
  return a;
}

Bytes small_elf() {
  const Bytes code = small_program().code();
  return kit::make_elf(0, {{0, code, std::uint32_t(code.size()), 5}, {kit::kRam, {}, 4096, 6}});
}

}  // namespace

TEST_CASE("the files that are mutated are good", "[fuzz]") {
  for (const Bytes& file : {small_program().code(), small_elf()}) {
    const auto image = load_rom(file);
    REQUIRE(image.ok());
    const Bytes input = {1, 0, 0, 0, 2, 0, 0, 0};
    ExecuteOptions options;
    options.input = input;
    REQUIRE(execute(*image, options).ok());
    for (const bool large : {false, true}) REQUIRE(fuzz::load_rom_and_run(with_oracle(file, large)) == "");
  }
}

TEST_CASE("every header of an ELF file for airbender set to telling values", "[fuzz]") {
  const Bytes good = small_elf();
  const auto check = [](const Bytes& file, std::size_t at, std::uint32_t value) {
    CAPTURE(at, value);
    REQUIRE(fuzz::load_rom_and_run(with_oracle(file)) == "");
  };
  for (std::size_t at = 0; at < kHeaders; ++at) {
    for (const int value : {0x00, 0x01, 0x02, 0x7f, 0x80, 0xff}) {
      Bytes file = good;
      file[at] = static_cast<std::uint8_t>(value);
      check(file, at, std::uint32_t(value));
    }
  }
  for (std::size_t at = 0; at + 4 <= kHeaders; at += 4) {
    for (const std::uint32_t value : {0u, 1u, 4u, 0x001ffffcu, 0x00200000u, 0x00400000u, 0x7fffffffu, 0x80000000u,
                                      0xfffffffcu, 0xffffffffu, kInputBase, kOutputBase, std::uint32_t(good.size())}) {
      Bytes file = good;
      store_le32(&file[at], value);
      check(file, at, value);
    }
  }
  for (std::size_t size = 0; size < good.size(); size += size < 256 ? 1 : 61) {
    REQUIRE(fuzz::load_rom_and_run(with_oracle(ByteView(good).first(size))) == "");
  }
}

TEST_CASE("random images run or fail cleanly", "[fuzz]") {
  std::mt19937 random(17);
  unsigned ended = 0;
  for (unsigned i = 0; i < 1500; ++i) {
    kit::Assembler a(0);
    a.li(2, kit::kRam + 2048);
    a.li(10, kit::kRam + 128 * (random() % 4));
    a.li(11, kit::kRam + 64 * (random() % 8));
    a.li(12, 1u << random() % 32);
    for (unsigned n = 0; n < 10; ++n) {  // legal instructions with any operands, words of the platform, and any word
      const std::uint32_t word = std::uint32_t(random()), kind = random() % 16;
      const Instruction* in = &kInstructions[random() % kOpcodes];
      // Mostly arithmetic: few random loads and jumps go well.
      while (kind < 8 && in->format != Format::kR && in->format != Format::kI) in = &kInstructions[random() % kOpcodes];
      if (kind < 9) {
        a.word((word & ~in->mask) | in->match);
      } else if (kind < 11) {
        a.word(kit::oracle_read(word % 32));
      } else if (kind < 12) {
        a.word(kit::oracle_write(word % 32));
      } else if (kind < 14) {
        a.word(kit::csrrw(word % 2 ? 0x7c7 : 0x7ca, 0, 0));
      } else {
        a.word(kind == 14 ? kit::csrrw(word >> 20, word % 32, word >> 5 & 31) : word);
      }
    }
    for (unsigned r = 18; r < 26; ++r) a.i(Opcode::kAddi, r, 0, 0);
    a.word(kit::kSelfJump);
    Bytes words(4 * (random() % 16));
    for (auto& byte : words) byte = static_cast<std::uint8_t>(random());
    const Image image = kit::rom_image(a);
    CAPTURE(i);
    REQUIRE(fuzz::run_rom(image, words) == "");
    fuzz::StubbornOracle oracle(words);
    ExecuteOptions options;
    options.oracle = &oracle;
    options.max_instructions = 2000;
    ended += execute(image, options).ok();
  }
  CHECK(ended > 20);  // not all of them fail early
}

TEST_CASE("any bytes are an image, or none", "[fuzz]") {
  std::mt19937 random(19);
  for (unsigned i = 0; i < 500; ++i) {
    Bytes file(random() % 200);
    for (auto& byte : file) byte = static_cast<std::uint8_t>(random());
    CAPTURE(i);
    REQUIRE(fuzz::load_rom_and_run(file) == "");
  }
  for (const std::size_t size : {std::size_t(airbender::kRomBytes), std::size_t(airbender::kRomBytes) + 1,
                                 std::size_t(airbender::kLargeRomBytes), std::size_t(airbender::kLargeRomBytes) + 1}) {
    for (const bool large : {false, true}) REQUIRE(fuzz::load_rom_and_run(with_oracle(Bytes(size), large)) == "");
  }
}
