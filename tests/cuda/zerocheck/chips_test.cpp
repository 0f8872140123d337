// Squall's own chips, compiled and interpreted, on random rows.

#include "machine/byte_table.hpp"
#include "machine/chips/all.hpp"
#include "machine/rv32im.hpp"
#include "setup.hpp"

namespace squall::cuda {
namespace {

using Prefer = ChipKernels::Prefer;

Machine riscv_machine() { return rv32im_machine(ProgramHeader{Platform::kSquall, 0, 6, 6, 6, kAllFamilies}); }

// The narrow chips of the RISC-V machine, over low tables.
Machine low_machine() {
  Machine m;
  m.name = "low tables";
  m.buses = riscv_machine().buses;
  m.row_limit = kRowLimit;
  const ChipLimits free;
  const auto fixed = &ChipLimits::fixed;
  chips::for_each_instruction_chip([&]<class C>(EventClass) { m.chips.push_back(make_chip<C>(free)); });
  m.chips.push_back(make_chip<chips::Touch>(free));
  m.chips.push_back(make_chip<chips::Ledger>(free));
  m.chips.push_back(make_chip<chips::Registers>(fixed(6), {ClosedForm::index(6)}));
  m.chips.push_back(make_chip<chips::ImageWords>(fixed(7)));
  m.chips.push_back(make_chip<chips::Regions>(fixed(6)));
  m.chips.push_back(make_chip<chips::Program>(fixed(8)));
  m.chips.push_back(make_chip<chips::Range>(fixed(9), {ClosedForm::top_bit(9), ClosedForm::below_top_bit(9)}));
  m.chips.push_back(
      make_chip<chips::And>(fixed(6), {ClosedForm::index(3), ClosedForm::index(6, 3), ClosedForm::bitwise_and(3)}));
  finish_machine(m);
  return m;
}

// One instance of every chip; those of `more` have three.
std::vector<std::vector<unsigned>> heights(const Machine& machine, const std::vector<std::string>& more) {
  std::vector<std::vector<unsigned>> result;
  for (const Chip& chip : machine.chips) {
    const bool several = std::find(more.begin(), more.end(), chip.name) != more.end();
    const unsigned fixed = chip.limits.min_log;
    if (chip.limits.max_log == fixed) {
      result.push_back({fixed});
    } else {
      result.push_back(several ? std::vector<unsigned>{9, 6, 7} : std::vector<unsigned>{6});
    }
  }
  return result;
}

#ifndef SQUALL_FEW_COMPILED_CHIPS
TEST_CASE("all chips of the RISC-V machine are compiled, but those of calls and a row or two") {
  const Machine machine = riscv_machine();
  const std::string byte_name = byte_table().name;
  std::vector<std::string_view> interpreted{chips::End::kName, byte_name};
  chips::for_each_call_chip([&]<class C>() { interpreted.push_back(C::kName); });
  const ChipKernels kernels(machine);
  for (std::size_t c = 0; c < machine.chips.size(); ++c) {
    INFO(machine.chips[c].name);
    const bool listed = std::count(interpreted.begin(), interpreted.end(), machine.chips[c].name) > 0;
    CHECK(kernels.compiled(c) != listed);
  }
}

TEST_CASE("a chip that differs is interpreted") {
  Machine machine = low_machine();
  machine.chips[0].dag.messages[1].bus = kExitBus;
  machine.chips[1].groups[0].count -= 1;
  machine.chips[2].dag.constraints.pop_back();
  const ChipKernels kernels(machine);
  CHECK(!kernels.compiled(0));
  CHECK(!kernels.compiled(1));
  CHECK(!kernels.compiled(2));
  CHECK(kernels.compiled(3));
  CHECK(!ChipKernels(machine, Prefer::kInterpreted).compiled(3));
}

#endif

TEST_CASE("every verb on every chip, compiled and interpreted") {
  const Machine machine = low_machine();
  Setup setup(machine, heights(machine, {"add", "load-part", "ledger"}), 10);
  setup.randomise();
  setup.compare(ChipKernels(setup.key.machine));
  const ChipKernels interpreted(setup.key.machine, Prefer::kInterpreted);
  setup.compare_helpers(interpreted);
  setup.compare_skip(interpreted);
}

TEST_CASE("any order of threads") {
  const Machine machine = low_machine();
  auto few = heights(machine, {"jump"});
  for (std::size_t c = 0; c < kEventClasses; ++c) {
    if (machine.chips[c].name != "jump" && machine.chips[c].name != "system") few[c].clear();
  }
  in_all_orders([&] {
    Setup setup(machine, few, 10);
    setup.randomise();
    setup.compare(ChipKernels(setup.key.machine));
  });
}

}  // namespace
}  // namespace squall::cuda
