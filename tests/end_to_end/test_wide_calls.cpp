// Proofs of programs that call functions of 256-bit numbers.

#include "kit/catch.hpp"
#include "small_program.hpp"

namespace squall::end_to_end {
namespace {

TEST_CASE("a proof with calls of modular functions") {
  Bytes data(96);
  data[0] = 10, data[32] = 38, data[64] = 97;
  kit::Assembler a;
  a.li(5, kit::kDataBase);
  a.li(6, kit::kDataBase + 32);
  a.li(7, kit::kDataBase + 64);
  // custom-0 with rs1 = x5, rs2 = x6, rd = x7.
  for (const std::uint32_t function : {5u, 6u, 7u}) a.word(function << 25 | 6 << 20 | 5 << 15 | 7 << 7 | 0x0b);
  a.i(Opcode::kLw, 8, 5, 0);
  a.li(9, kOutputBase);
  a.li(10, 4);
  a.store(Opcode::kSw, 10, 0, 9);
  a.store(Opcode::kSw, 8, 4, 9);
  a.exit(0);
  const Program program = must(Program::load(a.elf(data)));
  const ProofResult result = prove(program, {});
  const auto claim = verify(result.proof, program.id(), kTestRow);
  REQUIRE(claim.ok());
  CHECK(claim.value().output == Bytes{89, 0, 0, 0});
}

}  // namespace
}  // namespace squall::end_to_end
