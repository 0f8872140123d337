// Deterministic mutations of good files through the same checks as the fuzzers: always built, always run.

#include <random>

#include "kit/assembler64.hpp"
#include "kit/catch.hpp"
#include "kit/random_program.hpp"
#include "targets.hpp"

using namespace squall;

namespace {

Bytes small_file(unsigned xlen) {
  kit::Assembler a;
  a.li(5, kit::kDataBase);
  a.i(Opcode::kLw, 6, 5, 0);
  a.store(Opcode::kSw, 6, 8, 5);
  a.write_text(kit::kDataBase, 4);
  a.exit(0);
  return kit::make_elf(kit::kTextBase,
                       {{kit::kTextBase, a.code(), std::uint32_t(a.code().size()), 5},
                        {kit::kDataBase, {1, 2, 3, 4, 5}, 4096, 6},
                        {0x00200000, {}, 1u << 20, 6}},
                       xlen);
}

constexpr std::size_t headers(unsigned xlen) { return xlen == 32 ? 52 + 3 * 32 : 64 + 3 * 56; }

}  // namespace

TEST_CASE("every header byte set to telling values", "[fuzz]") {
  const auto xlen = GENERATE(32u, 64u);
  const Bytes good = small_file(xlen);
  REQUIRE(fuzz::load_and_run(good) == "");
  for (std::size_t at = 0; at < headers(xlen); ++at)
    for (const int value : {0x00, 0x01, 0x7f, 0x80, 0xff}) {
      Bytes file = good;
      file[at] = static_cast<std::uint8_t>(value);
      CAPTURE(xlen, at, value);
      REQUIRE(fuzz::load_and_run(file) == "");
    }
}

TEST_CASE("every header word set to telling values", "[fuzz]") {
  const auto xlen = GENERATE(32u, 64u);
  const Bytes good = small_file(xlen);
  for (std::size_t at = 0; at + 4 <= headers(xlen); at += 4)
    for (const std::uint32_t value : {0u, 1u, 3u, 0x7fffffffu, 0x80000000u, 0xfffffffcu, 0xffffffffu, kInputBase,
                                      kOutputBase, std::uint32_t(good.size())}) {
      Bytes file = good;
      store_le32(&file[at], value);
      CAPTURE(xlen, at, value);
      REQUIRE(fuzz::load_and_run(file) == "");
    }
}

TEST_CASE("every length", "[fuzz]") {
  const auto xlen = GENERATE(32u, 64u);
  const Bytes good = small_file(xlen);
  for (std::size_t size = 0; size < good.size(); size += size < 256 ? 1 : 61) {
    CAPTURE(xlen, size);
    REQUIRE(fuzz::load_and_run(ByteView(good).first(size)) == "");
  }
}

TEST_CASE("random mutations of headers and text", "[fuzz]") {
  const auto xlen = GENERATE(32u, 64u);
  const Bytes good = small_file(xlen);
  std::mt19937 random(5);
  for (unsigned i = 0; i < 1500; ++i) {
    Bytes file = good;
    for (unsigned n = 1 + random() % 4; n > 0; --n) {
      const bool header = random() % 2;
      const std::size_t at = header ? random() % headers(xlen) : 4096 + random() % 64;
      file[at] =
          random() % 2 ? static_cast<std::uint8_t>(random()) : static_cast<std::uint8_t>(file[at] ^ 1u << random() % 8);
    }
    CAPTURE(i);
    REQUIRE(fuzz::load_and_run(file) == "");
  }
}

TEST_CASE("random text runs or fails cleanly, plain and recording alike", "[fuzz]") {
  std::mt19937 random(11);
  for (unsigned i = 0; i < 1500; ++i) {
    kit::Assembler a;
    a.li(2, kit::kDataBase + 2048);
    for (unsigned n = 0; n < 24; ++n) {  // legal instructions with any operands, now and then any word
      const Instruction& in = kInstructions[random() % kOpcodes];
      const std::uint32_t word = std::uint32_t(random());
      a.word(random() % 16 ? (word & ~in.mask) | in.match : word);
    }
    a.exit(1);
    const Bytes elf = a.elf();
    const auto image = load_elf(elf);
    REQUIRE(image.ok());
    ExecuteOptions options;
    options.max_instructions = 500;
    const auto plain = execute(*image, options);
    options.trace = true;
    const auto traced = execute(*image, options);
    CAPTURE(i);
    REQUIRE(plain.ok() == traced.ok());
    if (!plain) REQUIRE(plain.error().message == traced.error().message);
    if (plain) REQUIRE(plain->counts == traced->counts);
  }
}

TEST_CASE("random RV64 text runs or fails cleanly", "[fuzz]") {
  std::mt19937 random(17);
  for (unsigned i = 0; i < 1500; ++i) {
    kit::Assembler64 a;
    a.li(2, kit::kDataBase + 2048);
    for (unsigned n = 0; n < 24; ++n) {
      const Encoding& in = kEncodings<64>[random() % kAllOpcodes];
      const std::uint32_t word = std::uint32_t(random());
      a.word(in.op != Opcode::kIllegal && random() % 16 ? (word & ~in.mask) | in.match : word);
    }
    a.exit(1);
    CAPTURE(i);
    REQUIRE(fuzz::load_and_run(a.elf()) == "");
  }
}

TEST_CASE("random words decode", "[fuzz]") {
  std::mt19937 random(13);
  Bytes words(4 * 100'000);
  for (auto& byte : words) byte = static_cast<std::uint8_t>(random());
  for (std::size_t i = 0; i < words.size(); i += 8) words[i] |= 3;
  REQUIRE(fuzz::decode_words(words) == "");
}
