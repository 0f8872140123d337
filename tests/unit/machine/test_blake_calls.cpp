// Programs that call compressions and rounds of BLAKE: all rows and buses of the machine.

#include "kit/airbender.hpp"
#include "kit/catch.hpp"
#include "kit/machine_witness.hpp"
#include "machine/functions/blake.hpp"

using namespace squall;
using enum Opcode;

namespace {

constexpr std::uint32_t kMessage = kit::kDataBase, kH = kMessage + 64, kLast = kMessage + 96;

// The words of "abc" in one block, the initial state for a digest of 32 bytes, and the last operand.
std::vector<std::uint32_t> operands(std::array<std::uint32_t, 8> h, std::array<std::uint32_t, 4> last) {
  std::vector<std::uint32_t> words(28);
  words[0] = 0x00636261;
  std::copy(h.begin(), h.end(), words.begin() + 16);
  std::copy(last.begin(), last.end(), words.begin() + 24);
  return words;
}

// Calls `function` once; ends with the result's first word.
kit::Assembler native_program(std::uint32_t function) {
  kit::Assembler a;
  a.li(5, kH);
  a.li(6, kMessage);
  a.li(7, kLast);
  a.word(kit::custom0(function, 7, 5, 6));
  a.i(kLw, 10, 5, 0);
  a.li(17, 93);
  a.ecall();
  return a;
}

}  // namespace

TEST_CASE("native calls of BLAKE3 and BLAKE2s") {
  const struct {
    std::uint32_t function;
    const char* chip;
    std::vector<std::uint32_t> words;
    std::uint32_t digest;  // first word of that of "abc"
  } calls[] = {{1, "blake3", operands(blake::kIv, {0, 0, 3, 11}), 0xacb33764},
               {2, "blake2s", operands(blake::kParameterIv, {3, 0, 0xffffffff, 0}), 0x8c5e8c50}};
  for (const auto& call : calls) {
    kit::MachineWitness w(native_program(call.function), {}, kit::bytes_of(call.words));
    CHECK(w.problems() == std::vector<std::string>{});
    CHECK(w.execution.record.exit_code == call.digest);
    REQUIRE(w.of(call.chip).size() == 1);
    w.at(call.chip, 0, "result[0]") += Fp(1);
    CHECK_FALSE(w.accepted());
    w.at(call.chip, 0, "result[0]") -= Fp(1);
    REQUIRE(w.accepted());
    w.of(call.chip).clear();
    CHECK_FALSE(w.accepted());
  }
}

TEST_CASE("rounds of BLAKE2s on Airbender, seven to compress two digests and ten in the other convention") {
  constexpr std::uint32_t kState = kit::kRam + 128, kInput = kit::kRam + 0x10000 - 28;  // across the end of a bank
  kit::Assembler a(0);
  a.li(10, kState);
  a.li(11, kit::kRam + 0x20000);
  a.li(12, (8 | 4 | 1) << 16);
  for (unsigned i = 0; i < 7; ++i) a.word(kit::csrrw(0x7c7, 0, 0));
  a.li(11, kInput);
  for (unsigned i = 0; i < 10; ++i) {
    a.li(12, 1u << i);
    a.li(13, i == 9);
    a.word(kit::csrrw(0x7c7, 0, 0));
  }
  a.i(kLw, 14, 10, 0);
  a.word(kit::kSelfJump);
  kit::MachineWitness w(kit::rom_image(a));
  CHECK(w.problems() == std::vector<std::string>{});
  REQUIRE(w.of("airbender-blake2s").size() == 17);
  w.at("airbender-blake2s", 3, "message[5]") += Fp(1);
  CHECK_FALSE(w.accepted());
}
