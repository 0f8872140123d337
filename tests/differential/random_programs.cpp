// Thousands of random programs on every machine there is. The seed of a failing batch is printed.

#include "compare.hpp"
#include "kit/catch.hpp"
#include "kit/random_program.hpp"

using namespace squall;

TEST_CASE("random programs behave as on the reference and on qemu", "[differential]") {
  const kit::Qemu qemu;
  if (!qemu.available()) WARN("qemu-riscv32 is not installed: compared with the reference only");
  constexpr unsigned kBatches = 20, kPrograms = 100, kLength = 60;
  for (unsigned batch = 0; batch < kBatches; ++batch) {
    CAPTURE(batch);
    kit::RandomProgram random(batch + 1);
    kit::Assembler a;
    for (unsigned i = 0; i < kPrograms; ++i) random.append_to(a, kLength);
    a.exit(0);
    REQUIRE(kit::compare_machines(a.elf(), qemu, kit::kDumpSize) == "");
  }
}
