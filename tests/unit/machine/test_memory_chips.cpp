// Loads and stores: honest rows for every kind, position, sign and carry of the address, and the attacks of the suite.

#include "kit/catch.hpp"
#include "kit/chip_instruction.hpp"
#include "machine/chips/load.hpp"
#include "machine/chips/store.hpp"

using namespace squall;
using kit::InstructionSuite;

namespace {

template <class Suite>
void require_sound(Suite& suite) {
  const auto problems = suite.run(24);
  INFO(suite.chip().name << ": " << suite.examined() << " rows examined");
  for (const std::string& problem : problems) UNSCOPED_INFO(problem);
  REQUIRE(problems.empty());
}

constexpr std::uint32_t kWords[] = {0, 0x80402010, 0x7f80ff01, 0x01ff807f, 0xffffffff, 0x00ff00ff, 0x8000007f};
constexpr std::uint32_t kBases[] = {0,          4,          0x10000,    0xfffc,     0x10ffc,   0x7fffffc,
                                    0x12348000, 0x80000000, 0xfffffff0, 0xfffffffc, 0xffff0000};
constexpr std::int32_t kOffsets[] = {0, 4, -4, 2044, -2048, 0x7c};

// Every base, offset and position within the word, with a word and a stored value of each kind.
template <class Suite>
void add_accesses(Suite& suite, Opcode op, unsigned size) {
  const Format format = instruction(op).format;
  Decoded d{op, 0, 1, 0, 0};
  if (has_rd(format)) d.rd = 3;
  if (has_rs2(format)) d.rs2 = 2;
  unsigned i = 0;
  for (const std::uint32_t base : kBases) {
    for (const std::int32_t offset : kOffsets) {
      for (unsigned position = 0; position < 4; position += size) {
        const std::int32_t slack = static_cast<std::int32_t>(suite.random() % 64);  // between base and offset
        d.imm = std::min(2047, offset + slack);
        const std::uint32_t a = base + position + static_cast<std::uint32_t>(offset - d.imm);
        const std::uint32_t word = i % 3 ? kWords[i % std::size(kWords)] : suite.random();
        const std::uint32_t stored = i % 4 ? kWords[(i / 2) % std::size(kWords)] : suite.random();
        suite.add(d, a, stored, word);
        ++i;
      }
    }
  }
  // Aliases; x0 as base needs an offset of its own.
  for (const auto& [rd, rs1, rs2] : {std::array{1, 1, 1}, {0, 1, 2}, {3, 0, 2}, {3, 1, 0}, {0, 0, 0}}) {
    if (has_rd(format)) d.rd = static_cast<std::uint8_t>(rd);
    d.rs1 = static_cast<std::uint8_t>(rs1);
    if (has_rs2(format)) d.rs2 = static_cast<std::uint8_t>(rs2);
    d.imm = -8;
    suite.add(d, 0x20000, 0xabcdef98, 0x11223344);
  }
}

// carry = 4 * 32512 moves the low address limb by -2^16 carry = 4 modulo p, and wrap takes the high limb back into
// range.
template <class Suite>
void forge_carry(Suite& suite, Opcode op) {
  Decoded d{op, 0, 1, 0, 8};
  if (has_rd(instruction(op).format)) d.rd = 3;
  if (has_rs2(instruction(op).format)) d.rs2 = 2;
  suite.allow(d, 0x1000);
  kit::Row row = suite.row(d, 0x1000, suite.event(d, 0x1000, 0x10010, 0x55, 0x11111111));
  row[suite.column("carry")] = 4 * 32512;
  row[suite.column("wrap")] = 1;
  suite.forged(row);
}

// A row of `operation` with a fraction as selector, made to read as another instruction `other` with the same fields.
template <class Suite>
void forge_selector(Suite& suite, const Decoded& d, Operation operation, const Decoded& other, std::uint32_t word) {
  suite.allow(d, 0x1000);
  suite.allow(other, 0x1000);
  kit::Row row = suite.row(d, 0x1000, suite.event(d, 0x1000, 0x10010, 0x55, word));
  row[suite.column("real")] = Fp(lower(other, 0x1000).operation) * Fp(number(operation)).inverse();
  suite.forged(row);
}

}  // namespace

TEST_CASE("load-word") {
  InstructionSuite<chips::LoadWord> suite;
  add_accesses(suite, Opcode::kLw, 4);
  forge_carry(suite, Opcode::kLw);
  require_sound(suite);
}

TEST_CASE("store-word") {
  InstructionSuite<chips::StoreWord> suite;
  add_accesses(suite, Opcode::kSw, 4);
  forge_carry(suite, Opcode::kSw);
  require_sound(suite);
}

TEST_CASE("load-part") {
  InstructionSuite<chips::LoadPart> suite;
  add_accesses(suite, Opcode::kLb, 1);
  add_accesses(suite, Opcode::kLbu, 1);
  add_accesses(suite, Opcode::kLh, 2);
  add_accesses(suite, Opcode::kLhu, 2);
  forge_carry(suite, Opcode::kLb);
  require_sound(suite);
}

TEST_CASE("store-part") {
  InstructionSuite<chips::StorePart> suite;
  add_accesses(suite, Opcode::kSb, 1);
  add_accesses(suite, Opcode::kSh, 2);
  forge_carry(suite, Opcode::kSb);
  forge_selector(suite, {Opcode::kSb, 0, 1, 2, 4}, Operation::kStoreByte, {Opcode::kSw, 0, 1, 2, 4}, 0x01020304);
  // SW done as SH, where storing the low byte gives the same half: neither selector is boolean.
  const Decoded d{Opcode::kSh, 0, 1, 2, 4};
  suite.allow(d, 0x1000);
  kit::Row row = suite.row(d, 0x1000, suite.event(d, 0x1000, 0x10010, 0xaabb1277, 0x56781234));
  row[suite.column("is_half")] = Fp(number(Operation::kStoreWord)) - Fp(number(Operation::kStoreByte));
  suite.forged(row);
  require_sound(suite);
}
