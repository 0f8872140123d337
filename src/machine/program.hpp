#pragma once

// The program as the chips see it: one row of field words per executable word of the image, made once from the decoded
// instruction. Rows are what the program bus carries, and are committed in the verifying key.

#include <cstdint>
#include <vector>

#include "machine/decode.hpp"
#include "machine/image.hpp"

namespace squall {

// Operands as canonical words. rd = x0 is lowered to the dummy register; a register that the instruction does not have
// is 0. Beyond that the fields are trusted constants, chosen so that chips have little left to prove:
//
//   kAddImmediate         imm_lo, imm_hi: limbs of the 32-bit addend. LUI, AUIPC and FENCE are additions to x0.
//   k...Immediate of and, or, xor
//                         rs2, imm_lo: the two low bytes of the immediate, whose other 16 bits are all equal to s;
//                         imm_hi: the factor u of the high limb, s, 1 - s and 1 - 2s for and, or, xor
//   kShift...Immediate    k = 16 big + j. kShiftBy16 is added to the operation if big. imm_lo = E = 2^j to the right,
//                         2^(16-j) to the left; imm_hi = G = 2^16 / E; rs2 = G / 2 for SRAI, otherwise G
//   kLess...Immediate     imm_lo, imm_hi: limbs of the immediate; the signed form has the top bit flipped
//   kBranchEqual          imm_lo, imm_hi: pc / 4 of the next instruction if equal, and if not
//   kBranchLess...        the same if less, and if not
//   kJump                 imm_lo, imm_hi: limbs of the link; rs2: target / 4
//   kJumpRegister         imm_lo, imm_hi: limbs of the link; rs2: the signed immediate as a field word
//   loads and stores      imm_lo: the signed immediate as a field word
//   kCall                 imm_lo: the function's number
//   all others            no immediate
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
  kShiftRightImmediate,  // logical and arithmetic
  kLess,
  kLessUnsigned,
  kLessImmediate,
  kLessUnsignedImmediate,
  kBranchEqual,         // BEQ BNE
  kBranchLess,          // BLT BGE
  kBranchLessUnsigned,  // BLTU BGEU
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
  kCall,  // imm_lo: number of the function
  kOracle,
  kEnd,
};

constexpr std::uint32_t number(Operation op) { return static_cast<std::uint32_t>(op); }
inline constexpr std::uint32_t kShiftBy16 = 64;  // above every operation

// pc / 4 that no program has: where a branch to a misaligned address leads.
inline constexpr std::uint32_t kNowhere = 1u << 30;

// The row of an instruction at a byte address. An illegal word, or a jump to a misaligned address, gives kNone, which
// no chip accepts.
ProgramRow lower(const Decoded& decoded, std::uint32_t pc);
// The row of a word on a platform.
ProgramRow lower(Platform platform, std::uint32_t word, std::uint32_t pc);

// The lowered executable words of an image. The rows cover a contiguous range of addresses (gaps are kNone), so that a
// word's row is found by subtraction.
class ProgramTable {
 public:
  // Number of rows that an image needs; the loader's or prover's business to bound before making the table.
  static std::uint64_t row_count(const Image& image);
  explicit ProgramTable(const Image& image);
  const std::vector<ProgramRow>& rows() const { return rows_; }
  std::uint32_t first_pc() const { return rows_.empty() ? 0 : rows_[0].pc; }  // byte address / 4
  bool contains(std::uint32_t pc) const { return pc % 4 == 0 && pc / 4 - first_pc() < rows_.size(); }
  // pc: a byte address inside the table.
  const ProgramRow& at(std::uint32_t pc) const { return rows_[pc / 4 - rows_[0].pc]; }

 private:
  std::vector<ProgramRow> rows_;
};

}  // namespace squall
