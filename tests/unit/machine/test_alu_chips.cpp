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

// The chip's row for a shift of a by `amount` at pc, which the program may hold.
kit::Row shift_row(InstructionSuite<chips::Shift>& suite, Opcode op, std::uint32_t pc, std::uint32_t a,
                   std::uint32_t amount) {
  suite.allow(registers(op), pc);
  return suite.row(registers(op), pc, suite.event(registers(op), pc, a, amount));
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

  // Amounts whose pieces are no bits: the power of two is right, its exponent is not the amount. Each row is an honest
  // one for a shift by `done`, with another amount b_0 = sum of 2^i bits[i].
  struct Lie {
    std::uint32_t done, bits[4];
  };
  for (const Lie& lie : {Lie{2, {3, 0, 0, 0}}, Lie{4, {0, 5, 0, 0}}, Lie{8, {0, 0, 17, 0}}}) {
    kit::Row row = shift_row(suite, Opcode::kSrl, 0x1000, 0x12345678, lie.done);
    std::uint32_t amount = 0;
    for (unsigned i = 0; i < 4; ++i) {
      row[suite.column("bit[0]") + i] = lie.bits[i];
      amount += lie.bits[i] << i;
    }
    row[suite.column("b[0]")] = amount;
    suite.forged(row);
  }
  // 1 + 255 257 = 2^16: a shift by 16 without `big`.
  kit::Row row = shift_row(suite, Opcode::kSrl, 0x1000, 0x12345678, 0);
  const auto set = [&](const char* name, Fp value) { row[suite.column(name)] = value; };
  set("bit[3]", 257);
  set("b[0]", 8 * 257);
  set("E", 65536);
  set("G", 1);
  for (const char* high : {"high[0]", "high[1]", "c[1]"}) set(high, 0);
  set("low[0]", 0x5678);
  set("low[1]", 0x1234);
  set("c[0]", 0x1234);
  suite.forged(row);
  // Two operations at once, which make the number of JALR: its link is 0 here.
  row = shift_row(suite, Opcode::kSrl, 0xfffffffc, 0x00040008, 2);
  set("is_sra", 1);
  set("G", 1 << 15);
  set("c[0]", 4);
  set("c[1]", 2);
  suite.forged(row);
  // A sign that is a fraction: its range check holds, and c[1] is off by 3/2.
  row = shift_row(suite, Opcode::kSra, 0x1000, 0x12345678, 2);
  set("sign", Fp(0x1233) * Fp(1 << 15).inverse());
  row[suite.column("c[1]")] += Fp(0x1233 * 3) * Fp(2).inverse();
  suite.forged(row);
  for (const char* selector : {"is_sll is boolean", "is_sra is boolean"}) {
    suite.implied(selector, "-1 for one and 1 for both others makes the number of no operation with such operands");
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
  // left = 1 - right makes the number of any operation. A branch to its own successor, at a place where that is a power
  // of two, passes for a shift.
  const std::uint32_t pc = 4 * 255;
  suite.allow({Opcode::kBeq, 0, 1, 2, 4}, pc);
  const Decoded shift = immediate(Opcode::kSrli, 8);
  kit::Row row = suite.row(shift, pc, suite.event(shift, pc, 0, 0));
  const int right = static_cast<int>(number(Operation::kBranchEqual) - number(Operation::kShiftLeftImmediate));
  row[suite.column("right")] = right;
  row[suite.column("left")] = 1 - right;
  row[suite.column("H")] = 2;
  for (const char* zero : {"rd", "old[0]", "old[1]"}) row[suite.column(zero)] = 0;
  suite.forged(row);
  require_sound(suite);
}

TEST_CASE("compare") {
  InstructionSuite<chips::Compare> suite;
  add_registers(suite, {Opcode::kSlt, Opcode::kSltu});
  suite.implied("is_sltu is boolean",
                "is_slt = 1 - is_sltu shifts the top limbs by 2^15 is_slt: out of range for every operation's number");
  require_sound(suite);
}

TEST_CASE("compare-immediate") {
  InstructionSuite<chips::CompareImmediate> suite;
  add_immediates(suite, {Opcode::kSlti, Opcode::kSltiu});
  require_sound(suite);
}

namespace {

// ADDI without the range check of the result's low limb, and with a constraint that says nothing new.
struct Loose : ChipDefinition {
  static constexpr std::string_view kName = "loose";
  template <class T>
  using Main = chips::AddImmediate::Main<T>;

  template <class B>
  static void eval(B& b, const Main<typename B::Value>& r) {
    using V = typename B::Value;
    b.boolean("real is boolean", r.real);
    b.zero("once more", r.real * (r.real - V(1)) * V(2));
    const V shift(Fp(kLimb).inverse());
    const V carry = (r.a[0] + r.imm[0] - r.c[0]) * shift;
    b.boolean("carry of the low limbs", carry);
    b.boolean("carry of the high limbs", (r.a[1] + r.imm[1] + carry - r.c[1]) * shift);
    chips::step(b, r.real, r.pc, r.pc + V(1), r.clock);
    chips::fetch(b, r.real, r.pc, V(number(Operation::kAddImmediate)), r.rd, r.rs1, V(0), r.imm[0], r.imm[1]);
    chips::read_register(b, "rs1", r.real, r.rs1, r.a, r.time_a, r.clock);
    chips::write_register(b, "rd", r.real, r.rd, r.old, r.c, r.time_rd, r.clock + V(2));
    chips::check_range(b, "result", r.real, kLimb, r.c[1]);
  }
  static void fill(Main<std::uint32_t>& r, const Event& e, const ProgramRow& p) { chips::AddImmediate::fill(r, e, p); }
};

bool mentions(const std::vector<std::string>& problems, const std::string& text) {
  for (const std::string& problem : problems) {
    if (problem.find(text) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("the suite finds a forgery, a useless constraint, and lists that are too long") {
  InstructionSuite<Loose> suite;
  add_immediates(suite, {Opcode::kAddi});
  suite.free("imm[0]", "a lie");
  suite.implied("carry of the high limbs", "a lie");
  const auto problems = suite.run();
  CHECK(mentions(problems, "FORGED by changing c[0]"));
  CHECK(mentions(problems, "nobody notices the removal of: once more"));
  CHECK(mentions(problems, "listed as free but never survived: imm[0]"));
  CHECK(mentions(problems, "listed as implied, but its removal is noticed: carry of the high limbs"));
}
