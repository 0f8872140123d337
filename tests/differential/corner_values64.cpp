// Every instruction of RV64IM on the cross product of corner values, in all ways in which its registers can coincide.

#include "compare64.hpp"
#include "kit/catch.hpp"
#include "kit/random_program.hpp"

using namespace squall;

namespace {

constexpr unsigned kRa = 5, kRb = 6, kRd = 7, kOut = 8, kBase = 9;
constexpr std::uint64_t kPattern = 0x89abcdef01234567, kOther = 0x13579bdf02468ace;

// Collects one result per case behind kDataBase + 64 and writes them all at the end.
class Cases {
 public:
  Cases() {
    a.li(kBase, kit::kDataBase);
    a.li(kOut, kResults);
  }
  // The value of a register is a result.
  void result(unsigned r) {
    a.store(Opcode::kSd, r, 0, kOut);
    a.i(Opcode::kAddi, kOut, kOut, 8);
    size_ += 8;
  }
  Bytes finish() {
    a.write_text(kResults, size_);
    a.exit(0);
    return a.elf();
  }

  kit::Assembler64 a;

 private:
  static constexpr std::uint32_t kResults = kit::kDataBase + 64;
  std::uint32_t size_ = 0;
};

void expect_same(Cases& cases) {
  static const kit::Qemu qemu(64);
  REQUIRE(kit::compare_machines64(cases.finish(), qemu, 8) == "");
}

template <class F>
void for_each(std::initializer_list<Format> formats, F f) {
  for (const Encoding& in : kEncodings<64>) {
    if (in.op == Opcode::kIllegal || std::find(formats.begin(), formats.end(), in.format) == formats.end()) continue;
    CAPTURE(in.mnemonic);
    Cases cases;
    f(in, cases);
    expect_same(cases);
  }
}

}  // namespace

TEST_CASE("RV64 register-register instructions on corner values", "[differential]") {
  for_each({Format::kR}, [](const Encoding& in, Cases& cases) {
    for (std::uint64_t x : kit::kCornerValues64) {
      for (std::uint64_t y : kit::kCornerValues64) {
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
        cases.a.li(kRa, x), cases.a.li(kRb, kPattern), cases.a.li(kRd, kOther);
        cases.a.r(in.op, rd, rs1, rs2);
        cases.result(rd);
      }
    }
  });
}

TEST_CASE("RV64 immediate instructions on corner values", "[differential]") {
  for_each({Format::kI, Format::kShift}, [](const Encoding& in, Cases& cases) {
    const bool shift = in.format == Format::kShift;
    const std::int32_t most = !shift ? 2047 : in.op < Opcode::kIllegal ? 63 : 31;
    for (std::uint64_t x : kit::kCornerValues64)
      for (std::int32_t imm : {0,  1,   2,   7,   15,   16,   17,   30, 31, 32,  33,    62,   63,
                               64, 127, 128, 255, 1024, 2046, 2047, -1, -2, -32, -2047, -2048}) {
        if (imm > most || (shift && imm < 0)) continue;
        cases.a.li(kRa, x);
        cases.a.i(in.op, kRd, kRa, imm);
        cases.result(kRd);
        cases.a.i(in.op, kRa, kRa, imm);
        cases.result(kRa);
        cases.a.i(in.op, 0, kRa, imm);
        cases.result(0);
      }
  });
}

TEST_CASE("RV64 branches on corner values, both ways", "[differential]") {
  for_each({Format::kB}, [](const Encoding& in, Cases& cases) {
    for (std::uint64_t x : kit::kCornerValues64)
      for (std::uint64_t y : kit::kCornerValues64) {
        cases.a.li(kRa, x), cases.a.li(kRb, y);
        for (const unsigned other : {kRb, kRa}) {
          cases.a.i(Opcode::kAddi, kRd, 0, 1);
          auto taken = cases.a.new_label();
          cases.a.branch(in.op, kRa, other, taken);
          cases.a.i(Opcode::kAddi, kRd, 0, 2);
          cases.a.bind(taken);
          cases.result(kRd);
        }
      }
  });
}

TEST_CASE("RV64 upper immediates, jumps and their links", "[differential]") {
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
  cases.a.i(Opcode::kAddi, kRa, 0, 0xbd);
  cases.result(kRa);
  cases.a.fence();
  expect_same(cases);
}

TEST_CASE("RV64 loads and stores at every offset, aligned or not", "[differential]") {
  for_each({Format::kLoad, Format::kS}, [](const Encoding& in, Cases& cases) {
    for (std::uint64_t x : {std::uint64_t(0), std::uint64_t(0x807f01fe7f80fe01), ~std::uint64_t(0)}) {
      for (std::int32_t offset = 0; offset <= 16; ++offset) {
        cases.a.li(kRa, x), cases.a.li(kRb, ~x * 3);
        for (std::int32_t at : {0, 16}) cases.a.store(Opcode::kSd, kRa, at, kBase);
        for (std::int32_t at : {8, 24}) cases.a.store(Opcode::kSd, kRb, at, kBase);
        if (in.format == Format::kS) {
          cases.a.li(kRd, kPattern);
          cases.a.store(in.op, kRd, offset, kBase);
          cases.a.i(Opcode::kAddi, kRd, kBase, 2000);
          cases.a.store(in.op, kRa, offset - 2000 + 8, kRd);
          cases.a.store(in.op, kBase, offset + 16, kBase);  // address and value from one register
          for (std::int32_t at : {0, 8, 16, 24, 32}) cases.a.i(Opcode::kLd, kRd, kBase, at), cases.result(kRd);
        } else {
          cases.a.i(in.op, kRd, kBase, offset), cases.result(kRd);
          cases.a.i(Opcode::kAddi, kRd, kBase, 0);
          cases.a.i(in.op, kRd, kRd, offset), cases.result(kRd);  // base is the destination
          cases.a.i(in.op, 0, kBase, offset), cases.result(0);
        }
      }
    }
  });
}
