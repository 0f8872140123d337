// Chips of arithmetic and logic: honest rows for corner values, aliases and random values, and the attacks of the
// suite.

#include "kit/catch.hpp"
#include "kit/chip_instruction.hpp"
#include "machine/chips/add.hpp"
#include "machine/chips/add_immediate.hpp"
#include "machine/chips/bitwise.hpp"
#include "machine/chips/compare.hpp"
#include "machine/chips/shift.hpp"

using namespace squall;
using kit::InstructionSuite;

namespace {

Decoded registers(Opcode op) { return {op, 3, 1, 2, 0}; }
Decoded immediate(Opcode op, std::int32_t imm) { return {op, 3, 1, 0, imm}; }

template <class Suite>
void require_sound(Suite& suite) {
  const auto problems = suite.run();
  INFO(suite.chip().name << ": " << suite.examined() << " rows examined");
  for (const std::string& problem : problems) UNSCOPED_INFO(problem);
  REQUIRE(problems.empty());
}

constexpr std::int32_t kImmediates[] = {0, 1, 2, 31, 255, 256, 0x7ff, -1, -2, -256, -257, -0x800};

template <class Suite>
void add_registers(Suite& suite, std::initializer_list<Opcode> ops) {
  for (const Opcode op : ops) {
    suite.add_values(registers(op));
    suite.add_aliases(registers(op), 0x80010000, 0x8000ffff);
  }
}

template <class Suite>
void add_immediates(Suite& suite, std::initializer_list<Opcode> ops) {
  for (const Opcode op : ops) {
    for (const std::int32_t imm : kImmediates) {
      for (const std::uint32_t a : kit::kCorners) suite.add(immediate(op, imm), a);
      for (int i = 0; i < 5; ++i) suite.add(immediate(op, imm), suite.random());
      for (int d = -1; d <= 1; ++d) suite.add(immediate(op, imm), static_cast<std::uint32_t>(imm + d));
    }
    suite.add_aliases(immediate(op, -5), 0x80010000, 0);
  }
}

}  // namespace

TEST_CASE("add") {
  InstructionSuite<chips::Add> suite;
  add_registers(suite, {Opcode::kAdd, Opcode::kSub});
  require_sound(suite);
}

TEST_CASE("add-immediate") {
  InstructionSuite<chips::AddImmediate> suite;
  add_immediates(suite, {Opcode::kAddi});
  for (const std::uint32_t imm : {0u, 0x1000u, 0xfffff000u, 0x80000000u}) {
    suite.add({Opcode::kLui, 5, 0, 0, static_cast<std::int32_t>(imm)}, 0);
    suite.add({Opcode::kAuipc, 5, 0, 0, static_cast<std::int32_t>(imm)}, 0);
  }
  suite.add({Opcode::kFence, 0, 0, 0, 0}, 0);
  suite.add({Opcode::kLui, 0, 0, 0, 0x1000}, 0);
  require_sound(suite);
}

TEST_CASE("bitwise") {
  InstructionSuite<chips::Bitwise> suite;
  add_registers(suite, {Opcode::kAnd, Opcode::kOr, Opcode::kXor});
  require_sound(suite);
}

TEST_CASE("bitwise-immediate") {
  InstructionSuite<chips::BitwiseImmediate> suite;
  add_immediates(suite, {Opcode::kAndi, Opcode::kOri, Opcode::kXori});
  require_sound(suite);
}

TEST_CASE("shift") {
  InstructionSuite<chips::Shift> suite;
  add_registers(suite, {Opcode::kSll, Opcode::kSrl, Opcode::kSra});
  for (const Opcode op : {Opcode::kSll, Opcode::kSrl, Opcode::kSra}) {
    for (std::uint32_t amount = 0; amount < 64; ++amount) {
      for (const std::uint32_t a : {0x80000001u, 0x7fff8001u, 0xffffffffu, suite.random()}) {
        suite.add(registers(op), a, amount);
      }
    }
  }
  require_sound(suite);
}

TEST_CASE("shift-immediate") {
  InstructionSuite<chips::ShiftImmediate> suite;
  for (const Opcode op : {Opcode::kSlli, Opcode::kSrli, Opcode::kSrai}) {
    for (std::int32_t amount = 0; amount < 32; ++amount) {
      for (const std::uint32_t a : kit::kCorners) suite.add(immediate(op, amount), a);
      suite.add(immediate(op, amount), suite.random());
    }
    suite.add_aliases(immediate(op, 5), 0x80010000, 0);
  }
  require_sound(suite);
}

TEST_CASE("compare") {
  InstructionSuite<chips::Compare> suite;
  add_registers(suite, {Opcode::kSlt, Opcode::kSltu});
  require_sound(suite);
}

TEST_CASE("compare-immediate") {
  InstructionSuite<chips::CompareImmediate> suite;
  add_immediates(suite, {Opcode::kSlti, Opcode::kSltiu});
  require_sound(suite);
}
