// A proof of a program that calls BLAKE3 and BLAKE2s.

#include <cstring>

#include "kit/catch.hpp"
#include "machine/functions/blake.hpp"
#include "small_program.hpp"

namespace squall::end_to_end {
namespace {

constexpr std::uint32_t kMessage = kit::kDataBase, kBlake3 = kMessage + 64, kBlake2s = kMessage + 128;

// "abc" in one block, and for each function the state (32 bytes) with what c points to behind it.
Bytes data() {
  std::array<std::uint32_t, 48> words = {0x00636261};
  std::copy(blake::kIv.begin(), blake::kIv.end(), words.begin() + 16);
  words[26] = 3;   // bytes
  words[27] = 11;  // start and end of a chunk, root
  std::copy(blake::kParameterIv.begin(), blake::kParameterIv.end(), words.begin() + 32);
  words[40] = 3;
  words[42] = 0xffffffff;
  Bytes bytes(sizeof words);
  std::memcpy(bytes.data(), words.data(), sizeof words);
  return bytes;
}

TEST_CASE("a proof with calls of BLAKE3 and BLAKE2s") {
  kit::Assembler a;
  a.li(6, kMessage);
  a.li(9, kOutputBase);
  a.li(10, 8);
  a.store(Opcode::kSw, 10, 0, 9);
  for (const auto& [function, state] : {std::pair(1u, kBlake3), {2u, kBlake2s}}) {
    a.li(5, state);
    a.li(7, state + 32);
    a.word(function << 25 | 6 << 20 | 5 << 15 | 7 << 7 | 0x0b);  // custom-0 with rs1 = x5, rs2 = x6, rd = x7
    a.i(Opcode::kLw, 8, 5, 0);
    a.store(Opcode::kSw, 8, static_cast<std::int32_t>(4 * function), 9);
  }
  a.exit(0);
  const Program program = must(Program::load(a.elf(data())));
  const ProofResult result = prove(program, {});
  const auto claim = verify(result.proof, program.id(), kTestRow);
  REQUIRE(claim.ok());
  CHECK(claim.value().output == Bytes{0x64, 0x37, 0xb3, 0xac, 0x50, 0x8c, 0x5e, 0x8c});
}

}  // namespace
}  // namespace squall::end_to_end
