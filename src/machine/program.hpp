#pragma once

// The program as the chips see it: one row of field words per executable word of the image, made once from the decoded
// instruction. Rows are what the program bus carries, and are committed in the verifying key.

#include <cstdint>
#include <vector>

#include "machine/decode.hpp"
#include "machine/image.hpp"

namespace squall {

// Operands as canonical words. The meaning of rs2 and the immediates is fixed per operation in program.cpp; register
// fields not used as registers carry other constants. rd = x0 is lowered to the dummy register.
struct ProgramRow {
  std::uint32_t pc;  // byte address / 4
  std::uint32_t operation, rd, rs1, rs2, imm_lo, imm_hi;
};

// Numbers on the program bus; 0 is no operation at all. One number per (chip, selector).
enum class Operation : std::uint32_t {
  kNone = 0,
  kAdd,
  kSub,
  kAddImmediate,
  kAnd,
  kOr,
  kXor,
  kAndImmediate,
  kOrImmediate,
  kXorImmediate,
  kShiftLeft,
  kShiftRightLogical,
  kShiftRightArithmetic,
  kShiftLeftImmediate,
  kShiftRightLogicalImmediate,
  kShiftRightArithmeticImmediate,
  kLess,
  kLessUnsigned,
  kLessImmediate,
  kLessUnsignedImmediate,
  kBranchEqual,
  kBranchNotEqual,
  kBranchLess,
  kBranchGreaterEqual,
  kBranchLessUnsigned,
  kBranchGreaterEqualUnsigned,
  kJump,
  kJumpRegister,
  kLoadWord,
  kStoreWord,
  kLoadByte,
  kLoadByteUnsigned,
  kLoadHalf,
  kLoadHalfUnsigned,
  kStoreByte,
  kStoreHalf,
  kMultiply,
  kMultiplyHigh,
  kMultiplyHighSignedUnsigned,
  kMultiplyHighUnsigned,
  kDivide,
  kDivideUnsigned,
  kRemainder,
  kRemainderUnsigned,
  kSystem,
};

constexpr std::uint32_t number(Operation op) { return static_cast<std::uint32_t>(op); }

// The row of an instruction; an illegal word gives kNone, which no chip accepts.
ProgramRow lower(const Decoded& decoded, std::uint32_t pc);

// The lowered executable words of an image. The rows cover a contiguous range of addresses (gaps are kNone), so that a
// word's row is found by subtraction.
class ProgramTable {
 public:
  explicit ProgramTable(const Image& image);
  const std::vector<ProgramRow>& rows() const { return rows_; }
  std::uint32_t first_pc() const { return rows_.empty() ? 0 : rows_[0].pc; }  // byte address / 4
  // pc: a byte address inside the table.
  const ProgramRow& at(std::uint32_t pc) const { return rows_[pc / 4 - rows_[0].pc]; }

 private:
  std::vector<ProgramRow> rows_;
};

}  // namespace squall
