// The instruction table and what is derived from it, against the formats in the manual and, where it is installed, GNU
// objdump.

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <set>
#include <string>
#include <unistd.h>

#include "kit/catch.hpp"
#include "kit/reference_machine.hpp"
#include "machine/decode.hpp"

using namespace squall;

namespace {

template <unsigned XLEN = 32>
unsigned matches(std::uint32_t word) {
  unsigned count = 0;
  for (const Encoding& in : kEncodings<XLEN>) count += (word & in.mask) == in.match;
  return count;
}

// Every major opcode, funct3 and funct7, with a few register fields: all that tells instructions apart.
template <class F>
void for_each_shape(F f) {
  std::mt19937 random(1);
  for (std::uint32_t major = 0; major < 128; ++major)
    for (std::uint32_t funct3 = 0; funct3 < 8; ++funct3)
      for (std::uint32_t funct7 = 0; funct7 < 128; ++funct7)
        for (std::uint32_t fields : {0u, 0x1f00f80u, std::uint32_t(random()) & 0x1ff8f80u})
          f(major | funct3 << 12 | funct7 << 25 | (fields & 0x1ff8f80u));
}

}  // namespace

TEST_CASE("the table is consistent", "[decode]") {
  std::set<std::string_view> names;
  for (unsigned i = 0; i < kOpcodes; ++i) {
    const Instruction& in = kInstructions[i];
    CAPTURE(in.mnemonic);
    REQUIRE(static_cast<unsigned>(in.op) == i);
    REQUIRE(names.insert(in.mnemonic).second);
    REQUIRE((in.match & ~in.mask) == 0);
    for (const Instruction& other : kInstructions)
      REQUIRE((in.op == other.op || ((in.match ^ other.match) & in.mask & other.mask) != 0));
  }
  REQUIRE(kOpcodes == 39 + 8);                    // RV32I without EBREAK, and M
  REQUIRE(kAllOpcodes - kOpcodes - 1 == 12 + 5);  // what RV64I and RV64M add
}

TEMPLATE_TEST_CASE_SIG("every word is one instruction or none, and decodes accordingly", "[decode]", ((int XLEN), XLEN),
                       32, 64) {
  for_each_shape([](std::uint32_t word) {
    const unsigned count = matches<XLEN>(word);
    const Decoded d = decode<XLEN>(word);
    if (count > 1 || d.legal() != (count == 1)) FAIL("word " << std::hex << word);
    if (!d.legal()) return;
    const Encoding& in = kEncodings<XLEN>[static_cast<unsigned>(d.op)];
    if (in.op != d.op || (word & in.mask) != in.match) FAIL("word " << std::hex << word);
    if (d.op != Opcode::kFence && encode(d) != word) FAIL("encode " << std::hex << word);
  });
}

TEST_CASE("the bases share what both have", "[decode]") {
  for_each_shape([](std::uint32_t word) {
    const Decoded narrow = decode<32>(word), wide = decode<64>(word);
    if (narrow.legal() && narrow != wide) FAIL("word " << std::hex << word);
    const bool shift = wide.legal() && encoding(wide.op).format == Format::kShift && wide.imm >= 32;
    if (!narrow.legal() && wide.legal() && !shift && wide.op < Opcode::kIllegal) FAIL("word " << std::hex << word);
  });
  REQUIRE(decode<64>(0x02051513) == Decoded{Opcode::kSlli, 10, 10, 0, 32});
  REQUIRE(decode<64>(0x43f55513) == Decoded{Opcode::kSrai, 10, 10, 0, 63});
  REQUIRE_FALSE(decode<64>(0x0205151b).legal());  // slliw by 32
}

TEST_CASE("random words decode as the reference reads them", "[decode]") {
  std::mt19937 random(7);
  for (unsigned i = 0; i < 2'000'000; ++i) {
    const std::uint32_t word = (random() & ~3u) | 3;
    const Decoded d = decode(word);
    if (d.legal() != (matches(word) == 1)) FAIL("word " << std::hex << word);
    if (!d.legal()) continue;
    if (d.op != Opcode::kFence && encode(d) != word) FAIL("encode " << std::hex << word);
    const kit::Effect e = kit::reference_effect(
        word, 0x1000, [](int) { return 0u; }, [](std::uint32_t) { return 0u; });
    const Format format = instruction(d.op).format;
    const bool aligned = (!e.loads && !e.stores) || e.address % e.size == 0;
    if (!aligned) continue;
    if (!e.legal) FAIL("the reference finds " << std::hex << word << " illegal");
    if (e.rd != (has_rd(format) ? int(d.rd) : -1)) FAIL("rd of " << std::hex << word);
    if (e.rs1 != (has_rs1(format) ? int(d.rs1) : -1)) FAIL("rs1 of " << std::hex << word);
    if (e.rs2 != (has_rs2(format) ? int(d.rs2) : -1)) FAIL("rs2 of " << std::hex << word);
    const std::uint32_t imm = static_cast<std::uint32_t>(d.imm);
    if ((e.loads || e.stores) && e.address != imm) FAIL("offset of " << std::hex << word);
    if (format == Format::kJ && e.next_pc != 0x1000 + imm) FAIL("target of " << std::hex << word);
    if (d.op == Opcode::kBeq && e.next_pc != 0x1000 + imm) FAIL("target of " << std::hex << word);
    if (d.op == Opcode::kLui && e.rd_value != imm) FAIL("immediate of " << std::hex << word);
    if (d.op == Opcode::kAddi && e.rd_value != imm) FAIL("immediate of " << std::hex << word);
  }
}

TEST_CASE("words outside the table say what they are", "[decode]") {
  const std::map<std::uint32_t, std::string> words = {
      {0x00000000, "all-zero"}, {0x00100073, "EBREAK"},     {0x0000100f, "FENCE.I"},    {0xc0001073, "CSR"},
      {0x7c0015f3, "CSR"},      {0x10500073, "privileged"}, {0x00008082, "compressed"}, {0x02b50553, "floating"},
      {0x1005252f, "atomic"},   {0x0000000b, "custom"},     {0x00b5053b, "RV64"},       {0x02051513, "reserved"},
      {0x40b52533, "reserved"}, {0x00003003, "reserved"},   {0xffffffff, "longer"},     {0x00002063, "reserved"}};
  for (const auto& [word, text] : words) {
    CAPTURE(word);
    REQUIRE_FALSE(decode(word).legal());
    REQUIRE_THAT(describe_word(word), Catch::Contains(text));
  }
  REQUIRE(describe_word(0x00000073) == "ecall");
  REQUIRE(describe_word<64>(0x00b5053b) == "addw a0, a0, a1");
  REQUIRE_THAT(describe_word<64>(0x0000703b), Catch::Contains("reserved"));
  REQUIRE_THAT(describe_word<64>(0x1005252f), Catch::Contains("atomic"));
}

TEST_CASE("disassembly", "[decode]") {
  REQUIRE(disassemble(0xfff50513, 0) == "addi a0, a0, -1");
  REQUIRE(disassemble(0x00c12083, 0) == "lw ra, 12(sp)");
  REQUIRE(disassemble(0xfe112e23, 0) == "sw ra, -4(sp)");
  REQUIRE(disassemble(0xfe0518e3, 0x10010) == "bne a0, zero, 0x10000");
  REQUIRE(disassemble(0x008000ef, 0x10000) == "jal ra, 0x10008");
  REQUIRE(disassemble(0x800002b7, 0) == "lui t0, 0x80000");
  REQUIRE(disassemble(0x41f5d593, 0) == "srai a1, a1, 31");
  REQUIRE(disassemble(0x02c5c533, 0) == "div a0, a1, a2");
  REQUIRE(disassemble(0xdeadbee0, 0) == ".word 0xdeadbee0");
  REQUIRE(disassemble(0x00853083, 0) == ".word 0x00853083");
  REQUIRE(disassemble<64>(0x00853083, 0) == "ld ra, 8(a0)");
  REQUIRE(disassemble<64>(0x43f5d593, 0) == "srai a1, a1, 63");
}

TEMPLATE_TEST_CASE_SIG("disassembly agrees with objdump", "[decode]", ((int XLEN), XLEN), 32, 64) {
  const std::string tool = "riscv64-unknown-elf-objdump";
  if (std::system(("command -v " + tool + " >/dev/null 2>&1").c_str()) != 0) {
    WARN(tool << " is not installed: not compared");
    return;
  }
  std::mt19937 random(3);
  std::vector<std::uint32_t> words;
  for (const Encoding& in : kEncodings<XLEN>)
    for (unsigned i = 0; in.op != Opcode::kIllegal && i < 40; ++i)
      words.push_back((std::uint32_t(random()) & ~in.mask) | in.match);
  const auto file = std::filesystem::temp_directory_path() / ("squall-words-" + std::to_string(getpid()));
  Bytes bytes;
  for (std::uint32_t w : words) append_le(bytes, w, 4);
  std::ofstream(file, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), std::streamsize(bytes.size()));
  FILE* pipe = popen(
      (tool + " -D -b binary -m riscv:rv" + std::to_string(XLEN) + " -M no-aliases " + file.string()).c_str(), "r");
  REQUIRE(pipe != nullptr);
  // "   4:	fff50513          	addi	a0,a0,-1": operands without blanks and comments.
  std::map<std::size_t, std::string> theirs;
  char line[256];
  while (fgets(line, sizeof line, pipe)) {
    unsigned at = 0, word = 0;
    char mnemonic[32] = "", operands[128] = "";
    if (sscanf(line, " %x: %x %31s %127s", &at, &word, mnemonic, operands) >= 3)
      theirs[at / 4] = std::string(mnemonic) + " " + operands;
  }
  pclose(pipe);
  std::filesystem::remove(file);
  REQUIRE(theirs.size() == words.size());
  for (std::size_t i = 0; i < words.size(); ++i) {
    const Decoded d = decode<XLEN>(words[i]);
    if (d.op == Opcode::kFence || d.op == Opcode::kEcall) continue;  // operands of FENCE are not shown
    std::string ours = disassemble<XLEN>(words[i], static_cast<std::uint32_t>(4 * i));
    const std::size_t space = ours.find(' ');
    std::string operands = ours.substr(space);
    std::erase(operands, ' ');
    std::string expected = theirs[i];
    // objdump writes shift amounts in hexadecimal: compare numbers by value there.
    if (encoding(d.op).format == Format::kShift) {
      const std::size_t comma = expected.rfind(",0x");
      if (comma != std::string::npos)
        expected = expected.substr(0, comma + 1) + std::to_string(std::stoul(expected.substr(comma + 3), nullptr, 16));
    }
    CAPTURE(words[i]);
    REQUIRE(ours.substr(0, space) + " " + operands == expected);
  }
}
