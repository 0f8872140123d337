#include "machine/program.hpp"

#include <algorithm>
#include <array>

#include "field/koalabear.hpp"

namespace squall {

namespace {

// The operation of an instruction, per row of the instruction table.
constexpr std::array<Operation, kOpcodes> kOperations = [] {
  std::array<Operation, kOpcodes> table{};
  const auto set = [&](Opcode op, Operation operation) { table[static_cast<unsigned>(op)] = operation; };
  for (const Opcode op : {Opcode::kLui, Opcode::kAuipc, Opcode::kAddi, Opcode::kFence}) {
    set(op, Operation::kAddImmediate);
  }
  set(Opcode::kAdd, Operation::kAdd);
  set(Opcode::kSub, Operation::kSub);
  set(Opcode::kAnd, Operation::kAnd);
  set(Opcode::kOr, Operation::kOr);
  set(Opcode::kXor, Operation::kXor);
  set(Opcode::kAndi, Operation::kAndImmediate);
  set(Opcode::kOri, Operation::kOrImmediate);
  set(Opcode::kXori, Operation::kXorImmediate);
  set(Opcode::kSll, Operation::kShiftLeft);
  set(Opcode::kSrl, Operation::kShiftRightLogical);
  set(Opcode::kSra, Operation::kShiftRightArithmetic);
  set(Opcode::kSlli, Operation::kShiftLeftImmediate);
  set(Opcode::kSrli, Operation::kShiftRightImmediate);
  set(Opcode::kSrai, Operation::kShiftRightImmediate);
  set(Opcode::kSlt, Operation::kLess);
  set(Opcode::kSltu, Operation::kLessUnsigned);
  set(Opcode::kSlti, Operation::kLessImmediate);
  set(Opcode::kSltiu, Operation::kLessUnsignedImmediate);
  set(Opcode::kBeq, Operation::kBranchEqual);
  set(Opcode::kBne, Operation::kBranchEqual);
  set(Opcode::kBlt, Operation::kBranchLess);
  set(Opcode::kBge, Operation::kBranchLess);
  set(Opcode::kBltu, Operation::kBranchLessUnsigned);
  set(Opcode::kBgeu, Operation::kBranchLessUnsigned);
  set(Opcode::kJal, Operation::kJump);
  set(Opcode::kJalr, Operation::kJumpRegister);
  set(Opcode::kLw, Operation::kLoadWord);
  set(Opcode::kSw, Operation::kStoreWord);
  set(Opcode::kLb, Operation::kLoadByte);
  set(Opcode::kLbu, Operation::kLoadByteUnsigned);
  set(Opcode::kLh, Operation::kLoadHalf);
  set(Opcode::kLhu, Operation::kLoadHalfUnsigned);
  set(Opcode::kSb, Operation::kStoreByte);
  set(Opcode::kSh, Operation::kStoreHalf);
  set(Opcode::kMul, Operation::kMultiply);
  set(Opcode::kMulh, Operation::kMultiplyHigh);
  set(Opcode::kMulhsu, Operation::kMultiplyHighSignedUnsigned);
  set(Opcode::kMulhu, Operation::kMultiplyHighUnsigned);
  set(Opcode::kDiv, Operation::kDivide);
  set(Opcode::kDivu, Operation::kDivideUnsigned);
  set(Opcode::kRem, Operation::kRemainder);
  set(Opcode::kRemu, Operation::kRemainderUnsigned);
  set(Opcode::kEcall, Operation::kSystem);
  return table;
}();
static_assert(std::ranges::find(kOperations, Operation::kNone) == kOperations.end(), "every instruction is lowered");

std::uint32_t field_word(std::int32_t value) { return Fp(value).canonical(); }

void set_immediate(ProgramRow& row, std::uint32_t value) {
  row.imm_lo = value & 0xffff;
  row.imm_hi = value >> 16;
}

void lower_bitwise(ProgramRow& row, Opcode op, std::uint32_t imm) {
  const std::uint32_t s = imm >> 31;
  row.rs2 = imm & 0xff;
  row.imm_lo = imm >> 8 & 0xff;
  row.imm_hi = op == Opcode::kAndi ? s : op == Opcode::kOri ? 1 - s : field_word(1 - 2 * static_cast<int>(s));
}

void lower_shift(ProgramRow& row, Opcode op, unsigned amount) {
  const unsigned j = amount % 16, e = op == Opcode::kSlli ? 16 - j : j;
  if (amount >= 16) row.operation += kShiftBy16;
  row.imm_lo = 1u << e;
  row.imm_hi = 1u << (16 - e);
  row.rs2 = op == Opcode::kSrai ? row.imm_hi / 2 : row.imm_hi;
}

// if_true goes to imm_lo, else the two are exchanged.
void lower_branch(ProgramRow& row, bool taken_if_true, std::uint32_t target) {
  const std::uint32_t taken = target % 4 == 0 ? target / 4 : kNowhere, next = row.pc + 1;
  row.imm_lo = taken_if_true ? taken : next;
  row.imm_hi = taken_if_true ? next : taken;
}

}  // namespace

ProgramRow lower(const Decoded& d, std::uint32_t pc) {
  ProgramRow row{pc / 4, number(Operation::kNone), 0, 0, 0, 0, 0};
  if (!d.legal()) return row;
  const Format format = instruction(d.op).format;
  const std::uint32_t imm = static_cast<std::uint32_t>(d.imm), target = pc + imm;
  if (format == Format::kJ && target % 4 != 0) return row;

  row.operation = number(kOperations[static_cast<unsigned>(d.op)]);
  const std::uint32_t rd = d.rd == 0 ? kDummyRegister : d.rd;
  if (has_rd(format)) row.rd = rd;
  if (has_rs1(format)) row.rs1 = d.rs1;
  if (has_rs2(format)) row.rs2 = d.rs2;
  switch (event_class(d.op)) {
    case EventClass::kAddImmediate:
      row.rd = rd;  // FENCE, which has none, writes zero to the dummy register
      set_immediate(row, d.op == Opcode::kAuipc ? target : imm);
      break;
    case EventClass::kBitwiseImmediate:
      lower_bitwise(row, d.op, imm);
      break;
    case EventClass::kShiftImmediate:
      lower_shift(row, d.op, imm);
      break;
    case EventClass::kCompareImmediate:
      set_immediate(row, d.op == Opcode::kSlti ? imm ^ 0x80000000u : imm);
      break;
    case EventClass::kBranchEqual:
      lower_branch(row, d.op == Opcode::kBeq, target);
      break;
    case EventClass::kBranchLess:
      lower_branch(row, d.op == Opcode::kBlt || d.op == Opcode::kBltu, target);
      break;
    case EventClass::kJump:
      row.rs2 = target / 4;
      set_immediate(row, pc + 4);
      break;
    case EventClass::kJumpRegister:
      row.rs2 = field_word(d.imm);
      set_immediate(row, pc + 4);
      break;
    case EventClass::kLoadWord:
    case EventClass::kLoadPart:
    case EventClass::kStoreWord:
    case EventClass::kStorePart:
      row.imm_lo = field_word(d.imm);
      break;
    case EventClass::kAdd:
    case EventClass::kBitwise:
    case EventClass::kShift:
    case EventClass::kCompare:
    case EventClass::kMultiply:
    case EventClass::kMultiplyHigh:
    case EventClass::kDivide:
    case EventClass::kSystem:
    case EventClass::kCall:
    case EventClass::kOracle:
      break;
  }
  return row;
}

ProgramRow lower(Platform platform, std::uint32_t word, std::uint32_t pc) {
  using Kind = PlatformInstruction::Kind;
  const PlatformInstruction p = platform_instruction(platform, word);
  ProgramRow row{pc / 4, number(Operation::kNone), 0, 0, 0, 0, 0};
  const std::uint32_t rd = p.rd == 0 ? kDummyRegister : p.rd;
  switch (p.kind) {
    case Kind::kNone:
      return lower(has_base_instruction(platform, decode<32>(word)) ? decode<32>(word) : Decoded{}, pc);
    case Kind::kCall:
      return {pc / 4, number(Operation::kCall), rd, p.rs1, p.rs2, number(p.function->function), 0};
    case Kind::kOracleRead:
      return {pc / 4, number(Operation::kOracle), rd, 0, 0, 0, 0};
    case Kind::kOracleWrite:  // nothing happens that is proven: a write of zero to the dummy register, as for FENCE
      return {pc / 4, number(Operation::kAddImmediate), kDummyRegister, 0, 0, 0, 0};
    case Kind::kEnd:
      return {pc / 4, number(Operation::kEnd), 0, 0, 0, 0, 0};
  }
  return row;
}

namespace {

// First and last executable word.
struct Span {
  const ImageWord *first = nullptr, *last = nullptr;
};

Span executable(const Image& image) {
  Span span;
  for (const ImageWord& word : image.words) {
    if (!word.executable) continue;
    if (!span.first) span.first = &word;
    span.last = &word;
  }
  return span;
}

}  // namespace

std::uint64_t ProgramTable::row_count(const Image& image) {
  const Span span = executable(image);
  return span.first ? std::uint64_t(span.last->address) - span.first->address + 1 : 0;
}

ProgramTable::ProgramTable(const Image& image) {
  const Span span = executable(image);
  if (!span.first) return;
  const std::uint32_t first = span.first->address;
  rows_.reserve(row_count(image));
  for (std::uint32_t address = first; address <= span.last->address; ++address) {
    rows_.push_back({address, number(Operation::kNone), 0, 0, 0, 0, 0});
  }
  for (const ImageWord& word : image.words) {
    if (word.executable) rows_[word.address - first] = lower(image.platform, word.value, word.address * 4);
  }
}

}  // namespace squall
