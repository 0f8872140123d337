// What a platform changes in program table, machine and claim.

#include <algorithm>

#include "air/describe.hpp"
#include "kit/airbender.hpp"
#include "kit/catch.hpp"
#include "machine/claim.hpp"
#include "machine/cost.hpp"
#include "machine/program.hpp"
#include "machine/rv32im.hpp"

using namespace squall;

namespace {

using Fields = std::vector<std::uint32_t>;

Fields lowered(Platform platform, std::uint32_t word, std::uint32_t pc = 0x1000) {
  const ProgramRow r = lower(platform, word, pc);
  CHECK(r.pc == pc / 4);
  return {r.operation, r.rd, r.rs1, r.rs2, r.imm_lo, r.imm_hi};
}
std::uint32_t n(Operation op) { return number(op); }
const Fields kNothing(6);

}  // namespace

TEST_CASE("words of platforms are lowered to operations of their own, on their platform only") {
  constexpr Platform kA = Platform::kAirbender, kS = Platform::kSquall;
  CHECK(lowered(kA, kit::oracle_read(7)) == Fields{n(Operation::kOracle), 7, 0, 0, 0, 0});
  // rd = rs1 = x0 is a write of zero; a write is FENCE to the proof, whatever register it names.
  for (const unsigned rs1 : {0u, 1u, 31u}) {
    CHECK(lowered(kA, kit::oracle_write(rs1)) == Fields{n(Operation::kAddImmediate), kDummyRegister, 0, 0, 0, 0});
  }
  CHECK(lowered(kA, kit::kSelfJump) == Fields{n(Operation::kEnd), 0, 0, 0, 0, 0});
  CHECK(lowered(kS, kit::kSelfJump) == Fields{n(Operation::kJump), kDummyRegister, 0, 0x400, 0x1004, 0});
  CHECK(lowered(kA, 0x6f | 1 << 7) == Fields{n(Operation::kJump), 1, 0, 0x400, 0x1004, 0});  // jal ra, 0: no end
  CHECK(lowered(kA, kit::csrrw(0x7c7, 0, 0)) == Fields{n(Operation::kCall), 12, 10, 11, 32, 0});
  CHECK(lowered(kS, kit::custom0(5, 12, 10, 11)) == Fields{n(Operation::kCall), 12, 10, 11, 5, 0});
  CHECK(lowered(kS, 0x73) == Fields{n(Operation::kSystem), 0, 0, 0, 0, 0});

  // ECALL; abort; CSRs and forms that are none; other ways to access a CSR; calls of the other platform.
  for (const std::uint32_t word :
       {0x73u, 0xc0001073u, kit::csrrw(0x7c0, 1, 2), kit::csrrw(0x7c1, 1, 0), kit::csrrw(0x7c7, 1, 0),
        kit::csrrw(0x7c7, 0, 1), kit::csrrw(0x7ca, 1, 0), kit::csrrw(0x7cb, 0, 0), kit::csrrw(0x7c0, 1, 0) + (1 << 12),
        kit::csrrw(0x7c0, 1, 0) + (4 << 12), kit::custom0(5, 12, 10, 11), 0u, 0xffffffffu, 0x00100073u}) {
    CAPTURE(word);
    CHECK(lowered(kA, word) == kNothing);
  }
  for (const std::uint32_t word : {kit::oracle_read(7), kit::oracle_write(7), kit::csrrw(0x7c7, 0, 0), 0xc0001073u,
                                   kit::custom0(5, 0, 10, 11), kit::custom0(32, 12, 10, 11)}) {
    CAPTURE(word);
    CHECK(lowered(kS, word) == kNothing);
  }
}

TEST_CASE("instructions of RV32IM are the same on all platforms, but for ECALL and the end") {
  std::uint32_t seed = 1;
  for (const Instruction& in : kInstructions) {
    for (unsigned i = 0; i < 50; ++i) {
      seed = seed * 1664525 + 1013904223;
      const std::uint32_t word = (seed & ~in.mask) | in.match;
      if (word == kit::kSelfJump || word == 0x73) continue;
      CHECK(lowered(Platform::kSquall, word) == lowered(Platform::kAirbender, word));
    }
  }
}

TEST_CASE("the machine's description names the platform") {
  const ProgramHeader native{Platform::kSquall, 0, kMinLogRows, kMinLogRows, kMinLogRows};
  ProgramHeader airbender = native;
  airbender.platform = Platform::kAirbender;
  const Machine a = rv32im_machine(native), b = rv32im_machine(airbender);
  CHECK(a.name == "squall rv32im");
  CHECK(b.name == "airbender rv32im");
  CHECK(describe(a) != describe(b));  // which the program id hashes
}

TEST_CASE("an image belongs to one platform") {
  kit::Assembler a(0);
  a.word(kit::kSelfJump);
  Image image = kit::rom_image(a);
  CHECK(MachineProgram::make(image).ok());
  image.platform = Platform::kSquall;
  const auto relabelled = MachineProgram::make(image);
  REQUIRE_FALSE(relabelled.ok());
  CHECK(relabelled.error().code == ErrorCode::kBadProgram);
  image.platform = Platform::kAirbender;
  image.regions[1].kind = RegionKind::kOutput;
  CHECK_FALSE(MachineProgram::make(image).ok());
}

TEST_CASE("claims of airbender programs are eight registers and exit code 0") {
  constexpr Platform kA = Platform::kAirbender;
  Outcome claim{0, Bytes(32)};
  for (std::size_t i = 0; i < 32; ++i) claim.output[i] = static_cast<std::uint8_t>(200 + i);
  const std::vector<std::uint32_t> publics = publics_of(kA, claim);
  REQUIRE(publics.size() == 2 + 16);
  CHECK((publics[0] == 0 && publics[1] == 0 && publics[2] == 0xc9c8 && publics[17] == 0xe7e6));
  CHECK(claim_of(kA, publics) == claim);

  for (const std::size_t size : {0u, 1u, 28u, 31u, 33u, 36u, 64u}) CHECK_FALSE(possible(kA, {0, Bytes(size)}));
  CHECK_FALSE(possible(kA, {1, Bytes(32)}));
  CHECK(possible(kA, {0, Bytes(32)}));
  for (std::size_t count = 0; count <= 20; ++count) {
    std::vector<std::uint32_t> other = publics;
    other.resize(count);
    CHECK(claim_of(kA, other).has_value() == (count == 18));
  }
  for (std::size_t i = 0; i < publics.size(); ++i) {
    std::vector<std::uint32_t> other = publics;
    other[i] += 0x10000;  // no limb
    CHECK_FALSE(claim_of(kA, other));
    other[i] = publics[i] ^ 1;
    const auto changed = claim_of(kA, other);
    CHECK(changed.has_value() == (i >= 2));  // the exit code is 0
    CHECK_FALSE(changed == claim);
  }
  // The same numbers say something else on the native platform, or nothing.
  CHECK_FALSE(claim_of(Platform::kSquall, publics) == claim);
}

// A constraint or message that is gone makes no test of what is left fail: here it is missed.
TEST_CASE("chips of platforms and functions say as much as ever") {
  struct Count {
    std::string_view chip;
    std::size_t constraints, messages;
  };
  const Count counts[] = {
      {"call", 1, 14},        {"oracle", 1, 8},
      {"end", 1, 59},         {"blake3", 449, 1017},
      {"blake2s", 641, 1449}, {"airbender-blake2s", 198, 319},
      {"modular", 57, 189},   {"airbender-u256", 47, 147},
      {"keccak", 101, 323},   {"keccak-round", 2272, 20},
      {"sha256", 2257, 126},  {"sha256-rounds", 2562, 21},
  };
  const Machine machine =
      rv32im_machine(ProgramHeader{Platform::kSquall, 0, kMinLogRows, kMinLogRows, kMinLogRows, kAllFamilies});
  for (const Count& count : counts) {
    const auto chip =
        std::find_if(machine.chips.begin(), machine.chips.end(), [&](const Chip& c) { return c.name == count.chip; });
    REQUIRE(chip != machine.chips.end());
    INFO(count.chip);
    CHECK(chip->dag.constraints.size() == count.constraints);
    CHECK(chip->dag.messages.size() == count.messages);
  }
}

// Otherwise its calls would be executed and never proven.
TEST_CASE("every function has a chip") {
  const CellCosts costs = cell_costs(
      rv32im_machine(ProgramHeader{Platform::kSquall, 0, kMinLogRows, kMinLogRows, kMinLogRows, kAllFamilies}));
  CHECK(functions().size() == 9);
  for (const FunctionInfo& f : functions()) {
    INFO(f.name);
    CHECK(costs.of(f.family) > 100);
  }
}
