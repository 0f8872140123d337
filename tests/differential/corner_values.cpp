// Every instruction on the cross product of corner values, in all ways in which its registers can coincide.

#include "compare.hpp"
#include "kit/catch.hpp"
#include "kit/random_program.hpp"

using namespace squall;
using kit::Assembler;

namespace {

constexpr unsigned kRa = 5, kRb = 6, kRd = 7, kOut = 8, kBase = 9;

// Collects one result word per case behind kDataBase + 64 and writes them all at the end.
class Cases {
 public:
  Cases() {
    a.li(kBase, kit::kDataBase);
    a.li(kOut, kResults);
  }
  // The value of a register is a result.
  void result(unsigned r) {
    a.store(Opcode::kSw, r, 0, kOut);
    a.i(Opcode::kAddi, kOut, kOut, 4);
    size_ += 4;
  }
  Bytes finish() {
    a.write_text(kResults, size_);
    a.exit(0);
    return a.elf();
  }

  Assembler a;

 private:
  static constexpr std::uint32_t kResults = kit::kDataBase + 64;
  std::uint32_t size_ = 0;
};

void expect_same(Cases& cases) {
  static const kit::Qemu qemu;
  REQUIRE(kit::compare_machines(cases.finish(), qemu, 4) == "");
}

}  // namespace

TEST_CASE("register-register instructions on corner values", "[differential]") {
  for (const Instruction& in : kInstructions) {
    if (in.format != Format::kR) continue;
    CAPTURE(in.mnemonic);
    Cases cases;
    for (std::uint32_t x : kit::kCornerValues) {
      for (std::uint32_t y : kit::kCornerValues) {
        cases.a.li(kRa, x), cases.a.li(kRb, y);
        cases.a.r(in.op, kRd, kRa, kRb);
        cases.result(kRd);
      }
      struct Aliases {
        unsigned rd, rs1, rs2;
      };
      for (auto [rd, rs1, rs2] : {Aliases{kRa, kRa, kRb},
                                  {kRb, kRa, kRb},
                                  {kRa, kRa, kRa},
                                  {kRd, kRa, kRa},
                                  {0, kRa, kRb},
                                  {kRd, 0, kRb},
                                  {kRd, kRa, 0},
                                  {kRd, 0, 0},
                                  {0, 0, 0},
                                  {kRd, kRd, kRd}}) {
        cases.a.li(kRa, x), cases.a.li(kRb, 0x89abcdef), cases.a.li(kRd, 0x13579bdf);
        cases.a.r(in.op, rd, rs1, rs2);
        cases.result(rd);
      }
    }
    expect_same(cases);
  }
}

TEST_CASE("immediate instructions on corner values", "[differential]") {
  for (const Instruction& in : kInstructions) {
    if (in.format != Format::kI && in.format != Format::kShift) continue;
    CAPTURE(in.mnemonic);
    Cases cases;
    for (std::uint32_t x : kit::kCornerValues)
      for (std::int32_t imm :
           {0, 1, 2, 7, 15, 16, 17, 30, 31, 32, 33, 127, 128, 255, 1024, 2046, 2047, -1, -2, -32, -2047, -2048}) {
        if (in.format == Format::kShift && (imm < 0 || imm > 31)) continue;
        cases.a.li(kRa, x);
        cases.a.i(in.op, kRd, kRa, imm);
        cases.result(kRd);
        cases.a.i(in.op, kRa, kRa, imm);
        cases.result(kRa);
        cases.a.i(in.op, 0, kRa, imm);
        cases.result(0);
      }
    expect_same(cases);
  }
}

TEST_CASE("branches on corner values, both ways", "[differential]") {
  for (const Instruction& in : kInstructions) {
    if (in.format != Format::kB) continue;
    CAPTURE(in.mnemonic);
    Cases cases;
    for (std::uint32_t x : kit::kCornerValues)
      for (std::uint32_t y : kit::kCornerValues) {
        cases.a.li(kRa, x), cases.a.li(kRb, y);
        cases.a.i(Opcode::kAddi, kRd, 0, 1);
        auto taken = cases.a.new_label();
        cases.a.branch(in.op, kRa, kRb, taken);
        cases.a.i(Opcode::kAddi, kRd, 0, 2);
        cases.a.bind(taken);
        cases.result(kRd);
        cases.a.i(Opcode::kAddi, kRd, 0, 1);
        auto same = cases.a.new_label();
        cases.a.branch(in.op, kRa, kRa, same);
        cases.a.i(Opcode::kAddi, kRd, 0, 2);
        cases.a.bind(same);
        cases.result(kRd);
      }
    expect_same(cases);
  }
}

TEST_CASE("upper immediates, jumps and their links", "[differential]") {
  Cases cases;
  for (std::uint32_t upper : {0u, 0x1000u, 0x7ffff000u, 0x80000000u, 0xfffff000u}) {
    cases.a.u(Opcode::kLui, kRd, upper), cases.result(kRd);
    cases.a.u(Opcode::kAuipc, kRd, upper), cases.result(kRd);
    cases.a.u(Opcode::kAuipc, 0, upper), cases.result(0);
  }
  // Forward and backward JAL; JALR whose base is its own destination, with an odd sum.
  auto forward = cases.a.new_label(), back = cases.a.new_label(), on = cases.a.new_label();
  cases.a.jal(kRd, forward);
  cases.a.bind(back);
  cases.result(kRa);
  cases.a.jal(0, on);
  cases.a.bind(forward);
  cases.result(kRd);
  cases.a.jal(kRa, back);
  cases.a.bind(on);
  cases.a.u(Opcode::kAuipc, kRa, 0);
  cases.a.i(Opcode::kJalr, kRa, kRa, 13);
  cases.a.li(kRa, 0xbad);
  cases.result(kRa);
  cases.a.fence();
  expect_same(cases);
}

TEST_CASE("loads and stores at every offset", "[differential]") {
  Cases cases;
  for (const Instruction& in : kInstructions) {
    if (in.format != Format::kLoad && in.format != Format::kS) continue;
    const bool word = in.op == Opcode::kLw || in.op == Opcode::kSw;
    const bool half = in.op == Opcode::kLh || in.op == Opcode::kLhu || in.op == Opcode::kSh;
    const std::int32_t size = word ? 4 : half ? 2 : 1;
    for (std::uint32_t x : {0u, 0x807f01feu, 0x7f80fe01u, 0xffffffffu, 0x00ff8000u}) {
      for (std::int32_t offset = 0; offset < 8; offset += size) {
        cases.a.li(kRa, x), cases.a.li(kRb, ~x * 3);
        cases.a.store(Opcode::kSw, kRa, 0, kBase);
        cases.a.store(Opcode::kSw, kRb, 4, kBase);
        if (in.format == Format::kS) {
          cases.a.li(kRd, 0x1234a6c8);
          cases.a.store(in.op, kRd, offset, kBase);
          cases.a.i(Opcode::kAddi, kRd, kBase, 2000);
          cases.a.store(in.op, kRa, offset - 2000 + 8, kRd);
          cases.a.store(in.op, kBase, offset + 16, kBase);  // address and value from one register
          for (std::int32_t at : {0, 4, 8, 12, 16, 20}) cases.a.i(Opcode::kLw, kRd, kBase, at), cases.result(kRd);
        } else {
          cases.a.i(in.op, kRd, kBase, offset), cases.result(kRd);
          cases.a.i(Opcode::kAddi, kRd, kBase, 0);
          cases.a.i(in.op, kRd, kRd, offset), cases.result(kRd);  // base is the destination
          cases.a.i(in.op, 0, kBase, offset), cases.result(0);
        }
      }
    }
  }
  expect_same(cases);
}
