// Thousands of random RV64 programs on every machine there is. The seed of a failing batch is printed.

#include "compare64.hpp"
#include "kit/catch.hpp"
#include "kit/random_program.hpp"

using namespace squall;

TEST_CASE("random RV64 programs behave as on the reference and on qemu", "[differential]") {
  const kit::Qemu qemu(64);
  if (!qemu.available()) WARN(qemu.name() << " is not installed: compared with the reference only");
  constexpr unsigned kBatches = 12, kPrograms = 100, kLength = 60;
  for (unsigned batch = 0; batch < kBatches; ++batch) {
    CAPTURE(batch);
    kit::RandomProgram64 random(batch + 1);
    kit::Assembler64 a;
    for (unsigned i = 0; i < kPrograms; ++i) random.append_to(a, kLength);
    a.exit(0);
    REQUIRE(kit::compare_machines64(a.elf(), qemu, kit::kDumpSize64) == "");
  }
}
