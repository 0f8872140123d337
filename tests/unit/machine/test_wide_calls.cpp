// Programs that call functions of 256-bit numbers: all rows and buses of the machine.

#include "kit/airbender.hpp"
#include "kit/catch.hpp"
#include "kit/machine_witness.hpp"

using namespace squall;
using enum Opcode;

namespace {

constexpr std::uint32_t kX = kit::kDataBase, kY = kX + 32, kM = kX + 64;

// Words at x, y and m of a native program.
Bytes numbers(std::uint32_t x, std::uint32_t y, std::uint32_t m) {
  std::vector<std::uint32_t> words(24);
  words[0] = x, words[8] = y, words[16] = m;
  return kit::bytes_of(words);
}

// x := x op y modulo m, op after op; ends with its low word.
kit::Assembler modular_program(std::initializer_list<std::uint32_t> functions = {5, 6, 7}) {
  kit::Assembler a;
  a.li(5, kX);
  a.li(6, kY);
  a.li(7, kM);
  for (const std::uint32_t function : functions) a.word(kit::custom0(function, 7, 5, 6));
  a.i(kLw, 10, 5, 0);
  a.li(17, 93);
  a.ecall();
  return a;
}

}  // namespace

TEST_CASE("native calls of modular functions") {
  kit::MachineWitness w(modular_program(), {}, numbers(10, 38, 97));
  CHECK(w.problems() == std::vector<std::string>{});
  // 10 38 = 89, 89 + 38 = 30, 30 - 38 = 89 modulo 97.
  CHECK(w.execution.record.exit_code == 89);
  CHECK(w.of("modular").size() == 3);
  CHECK(w.of("call").size() == 3);

  w.at("modular", 1, "r[0]") += Fp(1);
  CHECK_FALSE(w.accepted());
  w.at("modular", 1, "r[0]") -= Fp(1);
  w.at("modular", 2, "time_x[0]") -= Fp(1);
  CHECK_FALSE(w.accepted());
  w.at("modular", 2, "time_x[0]") += Fp(1);
  REQUIRE(w.accepted());
  w.of("modular").pop_back();
  CHECK_FALSE(w.accepted());
}

TEST_CASE("calls of modular functions that have no value stop the guest") {
  const auto fails = [](std::uint32_t function, const Bytes& data) {
    const Result<Image> image = load_elf(modular_program({function}).elf(data));
    REQUIRE(image.ok());
    const Result<Execution> execution = execute(image.value(), {});
    REQUIRE_FALSE(execution.ok());
    return execution.error().message;
  };
  CHECK(fails(5, numbers(10, 3, 0)).find("the modulus is zero") != std::string::npos);
  CHECK(fails(7, numbers(10, 3, 7)).find("the difference is not below the modulus") != std::string::npos);
}

TEST_CASE("airbender calls of 256-bit integers") {
  kit::Assembler a(0);
  const std::uint32_t x = kit::kRam + 64, y = kit::kRam + 128;
  a.li(5, 0xfffffff0);
  a.li(6, 0x11);
  a.li(10, x);
  a.li(11, y);
  for (std::int32_t i = 0; i < 8; ++i) a.store(kSw, 5, 4 * i, 10);
  a.store(kSw, 6, 0, 11);
  // x + y, its carry into the copy of y, y x - its low half, equality.
  for (const std::uint32_t word : {1u, 64u + 128u, 8u, 32u, 4u, 2u, 16u}) {
    a.li(12, word);
    a.word(kit::csrrw(0x7ca, 0, 0));
    a.r(kAdd, 13, 13, 13);
    a.r(kAdd, 13, 13, 12);
  }
  a.i(kLw, 14, 10, 0);
  a.word(kit::kSelfJump);
  kit::MachineWitness w(kit::rom_image(a));
  CHECK(w.problems() == std::vector<std::string>{});
  CHECK(w.of("airbender-u256").size() == 7);
  w.at("airbender-u256", 3, "flag") += Fp(1);
  CHECK_FALSE(w.accepted());
}
