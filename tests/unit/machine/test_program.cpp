// Lowering, against values written down by hand.

#include "field/koalabear.hpp"
#include "kit/catch.hpp"
#include "machine/program.hpp"

using namespace squall;

namespace {

using Fields = std::vector<std::uint32_t>;

Fields fields(const Decoded& d, std::uint32_t pc = 0x1000) {
  const ProgramRow r = lower(d, pc);
  CHECK(r.pc == pc / 4);
  return {r.operation, r.rd, r.rs1, r.rs2, r.imm_lo, r.imm_hi};
}
std::uint32_t n(Operation op) { return number(op); }
constexpr std::uint32_t kMinusOne = Fp::kModulus - 1;

}  // namespace

TEST_CASE("instructions are lowered to the fields their chips expect") {
  CHECK(fields({}) == Fields{0, 0, 0, 0, 0, 0});
  CHECK(fields({Opcode::kAdd, 1, 2, 3, 0}) == Fields{n(Operation::kAdd), 1, 2, 3, 0, 0});
  CHECK(fields({Opcode::kSub, 0, 2, 3, 0}) == Fields{n(Operation::kSub), 32, 2, 3, 0, 0});
  CHECK(fields({Opcode::kAddi, 1, 2, 0, -2}) == Fields{n(Operation::kAddImmediate), 1, 2, 0, 0xfffe, 0xffff});
  CHECK(fields({Opcode::kLui, 1, 0, 0, 0x12345000}) == Fields{n(Operation::kAddImmediate), 1, 0, 0, 0x5000, 0x1234});
  CHECK(fields({Opcode::kAuipc, 1, 0, 0, 0x1000}) == Fields{n(Operation::kAddImmediate), 1, 0, 0, 0x2000, 0});
  CHECK(fields({Opcode::kFence, 0, 0, 0, 0}) == Fields{n(Operation::kAddImmediate), 32, 0, 0, 0, 0});

  CHECK(fields({Opcode::kAndi, 1, 2, 0, 0x7ab}) == Fields{n(Operation::kAndImmediate), 1, 2, 0xab, 7, 0});
  CHECK(fields({Opcode::kAndi, 1, 2, 0, -1}) == Fields{n(Operation::kAndImmediate), 1, 2, 0xff, 0xff, 1});
  CHECK(fields({Opcode::kOri, 1, 2, 0, 5}) == Fields{n(Operation::kOrImmediate), 1, 2, 5, 0, 1});
  CHECK(fields({Opcode::kOri, 1, 2, 0, -1}) == Fields{n(Operation::kOrImmediate), 1, 2, 0xff, 0xff, 0});
  CHECK(fields({Opcode::kXori, 1, 2, 0, 5}) == Fields{n(Operation::kXorImmediate), 1, 2, 5, 0, 1});
  CHECK(fields({Opcode::kXori, 1, 2, 0, -1}) == Fields{n(Operation::kXorImmediate), 1, 2, 0xff, 0xff, kMinusOne});

  const std::uint32_t left = n(Operation::kShiftLeftImmediate), right = n(Operation::kShiftRightImmediate);
  CHECK(fields({Opcode::kSlli, 1, 2, 0, 0}) == Fields{left, 1, 2, 1, 65536, 1});
  CHECK(fields({Opcode::kSlli, 1, 2, 0, 31}) == Fields{left + 64, 1, 2, 32768, 2, 32768});
  CHECK(fields({Opcode::kSrli, 1, 2, 0, 0}) == Fields{right, 1, 2, 65536, 1, 65536});
  CHECK(fields({Opcode::kSrli, 1, 2, 0, 19}) == Fields{right + 64, 1, 2, 8192, 8, 8192});
  CHECK(fields({Opcode::kSrai, 1, 2, 0, 3}) == Fields{right, 1, 2, 4096, 8, 8192});

  CHECK(fields({Opcode::kSlti, 1, 2, 0, -1}) == Fields{n(Operation::kLessImmediate), 1, 2, 0, 0xffff, 0x7fff});
  CHECK(fields({Opcode::kSltiu, 1, 2, 0, 3}) == Fields{n(Operation::kLessUnsignedImmediate), 1, 2, 0, 3, 0});

  CHECK(fields({Opcode::kBeq, 0, 2, 3, 8}) == Fields{n(Operation::kBranchEqual), 0, 2, 3, 0x402, 0x401});
  CHECK(fields({Opcode::kBne, 0, 2, 3, -4}) == Fields{n(Operation::kBranchEqual), 0, 2, 3, 0x401, 0x3ff});
  CHECK(fields({Opcode::kBlt, 0, 2, 3, 8}) == Fields{n(Operation::kBranchLess), 0, 2, 3, 0x402, 0x401});
  CHECK(fields({Opcode::kBgeu, 0, 2, 3, 8}) == Fields{n(Operation::kBranchLessUnsigned), 0, 2, 3, 0x401, 0x402});
  CHECK(fields({Opcode::kBeq, 0, 2, 3, 6}) == Fields{n(Operation::kBranchEqual), 0, 2, 3, kNowhere, 0x401});

  CHECK(fields({Opcode::kJal, 1, 0, 0, -0x1000}, 0x20000) == Fields{n(Operation::kJump), 1, 0, 0x7c00, 4, 2});
  CHECK(fields({Opcode::kJal, 1, 0, 0, 2}) == Fields{0, 0, 0, 0, 0, 0});
  CHECK(fields({Opcode::kJalr, 0, 5, 0, -1}) == Fields{n(Operation::kJumpRegister), 32, 5, kMinusOne, 0x1004, 0});

  CHECK(fields({Opcode::kLw, 1, 2, 0, -1}) == Fields{n(Operation::kLoadWord), 1, 2, 0, kMinusOne, 0});
  CHECK(fields({Opcode::kSb, 0, 2, 3, 7}) == Fields{n(Operation::kStoreByte), 0, 2, 3, 7, 0});
  CHECK(fields({Opcode::kDivu, 1, 2, 3, 0}) == Fields{n(Operation::kDivideUnsigned), 1, 2, 3, 0, 0});
  CHECK(fields({Opcode::kEcall, 0, 0, 0, 0}) == Fields{n(Operation::kSystem), 0, 0, 0, 0, 0});
}

TEST_CASE("a program table covers the executable words and marks the rest") {
  Image image;
  CHECK(ProgramTable(image).rows().empty());
  CHECK_FALSE(ProgramTable(image).contains(0));
  const std::uint32_t add = encode({Opcode::kAdd, 1, 2, 3, 0});
  image.words = {{0x3ff, add, false, false}, {0x400, add, false, true}, {0x401, add, true, false},
                 {0x402, 0, false, true},    {0x404, add, false, true}, {0x405, add, true, false}};
  const ProgramTable table(image);
  REQUIRE(table.rows().size() == 5);
  CHECK(ProgramTable::row_count(image) == 5);
  CHECK(table.first_pc() == 0x400);
  const std::uint32_t operations[] = {n(Operation::kAdd), 0, 0, 0, n(Operation::kAdd)};
  for (std::uint32_t i = 0; i < 5; ++i) {
    CHECK(table.contains(0x1000 + 4 * i));
    CHECK(table.at(0x1000 + 4 * i).pc == 0x400 + i);
    CHECK(table.at(0x1000 + 4 * i).operation == operations[i]);
  }
  CHECK_FALSE(table.contains(0xffc));
  CHECK_FALSE(table.contains(0x1014));
  CHECK_FALSE(table.contains(0x1002));
}
