// Chips of branches and jumps.

#include "kit/catch.hpp"
#include "kit/chip_instruction.hpp"
#include "machine/chips/branch.hpp"
#include "machine/chips/jump.hpp"

using namespace squall;
using kit::InstructionSuite;

namespace {

template <class Suite>
void require_sound(Suite& suite) {
  const auto problems = suite.run();
  INFO(suite.chip().name << ": " << suite.examined() << " rows examined");
  for (const std::string& problem : problems) UNSCOPED_INFO(problem);
  REQUIRE(problems.empty());
}

template <class Suite>
void add_branches(Suite& suite, std::initializer_list<Opcode> ops) {
  for (const Opcode op : ops) {
    for (const std::int32_t offset : {8, -8, 4, 0, 4092, -4096}) {
      const Decoded d{op, 0, 1, 2, offset};
      for (const std::uint32_t value : kit::kCorners) suite.add(d, value, value);
      if (offset == 8) suite.add_values(d);
      suite.add_aliases(d, 0x80010000, 0x8000ffff);
      for (int i = 0; i < 10; ++i) {
        const std::uint32_t v = suite.random();
        suite.add(d, v, v);
        suite.add(d, v, v ^ 1u << i * 3);
        suite.add(d, v, v + 1);
      }
    }
  }
}

}  // namespace

TEST_CASE("branch-equal") {
  InstructionSuite<chips::BranchEqual> suite;
  add_branches(suite, {Opcode::kBeq, Opcode::kBne});
  suite.free("q", "it is multiplied by n, which is 0 if the registers are equal");
  require_sound(suite);
}

TEST_CASE("branch-less") {
  InstructionSuite<chips::BranchLess> suite;
  add_branches(suite, {Opcode::kBlt, Opcode::kBge, Opcode::kBltu, Opcode::kBgeu});
  require_sound(suite);
}

TEST_CASE("jump") {
  InstructionSuite<chips::Jump> suite;
  for (const std::int32_t offset : {0, 4, 8, -4, 0xffffc, -0x100000}) {
    for (const int rd : {0, 1, 5, 31}) {
      const Decoded d{Opcode::kJal, static_cast<std::uint8_t>(rd), 0, 0, offset};
      suite.add(d, 0);
      suite.add_at(d, 0x1000, 0);
      suite.add_at(d, 0xfffffffc, 0);  // the link and maybe the target wrap
    }
  }
  require_sound(suite);
}

TEST_CASE("jump-register") {
  InstructionSuite<chips::JumpRegister> suite;
  for (const std::int32_t imm : {0, 1, 2, 3, 4, 0x7ff, -1, -2, -4, -0x800}) {
    const Decoded d{Opcode::kJalr, 3, 1, 0, imm};
    for (std::uint32_t target : {0u, 4u, 0x7ffcu, 0xfffcu, 0x10000u, 0x7ffffffcu, 0x80000000u, 0xfffffffcu}) {
      for (const std::uint32_t odd : {0u, 1u}) suite.add(d, target + odd - static_cast<std::uint32_t>(imm));
      suite.add(d, (suite.random() & ~3u) - static_cast<std::uint32_t>(imm));
    }
  }
  for (const auto& [rd, rs1] : {std::pair{0, 1}, {1, 1}, {1, 0}, {0, 0}}) {
    suite.add({Opcode::kJalr, static_cast<std::uint8_t>(rd), static_cast<std::uint8_t>(rs1), 0, 8}, 0x4000);
  }
  require_sound(suite);
}
