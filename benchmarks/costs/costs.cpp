// What instructions and calls of accelerated functions cost in cells, as the page docs/costs.md.
//
//   squall-costs         prints the page
//   squall-costs FILE    compares: exit code 1 if the file says something else

#include <cstdio>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <string>

#include "machine/cost.hpp"
#include "machine/rv32im.hpp"

using namespace squall;

namespace {

// Mnemonics that a chip proves, from the instruction table.
std::string mnemonics(EventClass c) {
  if (c == EventClass::kCall) return "any call, without the function";
  if (c == EventClass::kOracle) return "reads of the private input (airbender)";
  std::string names;
  for (const Instruction& i : kInstructions) {
    if (i.event_class == c) names += (names.empty() ? "" : " ") + std::string(i.mnemonic);
  }
  return names;
}

std::string page() {
  const Machine machine =
      rv32im_machine(ProgramHeader{Platform::kSquall, 0, kMinLogRows, kMinLogRows, kMinLogRows, kAllFamilies});
  const CellCosts costs = cell_costs(machine);
  std::string text =
      "# What proving costs\n\n"
      "Cells are committed field elements (main and helper columns) per row. Proving time follows them closely. "
      "Printed by\n"
      "`squall-costs` (`benchmarks/costs`) from the machine's chips; a test compares. `squall profile` adds them up "
      "for a\n"
      "program. Not in these tables, because all instructions share it: lookup tables, the first and last values of\n"
      "memory, and re-stamps of words that were last used long ago.\n\n"
      "## Instructions\n\n| chip | instructions | cells |\n|---|---|---|\n";
  for (unsigned i = 0; i < kEventClasses; ++i) {
    const auto c = static_cast<EventClass>(i);
    text += fmt::format("| {} | {} | {} |\n", event_class_name(c), mnemonics(c), costs.of(c));
  }
  const double add = static_cast<double>(costs.of(EventClass::kAdd));
  text +=
      "\n## Accelerated functions\n\nPer call, the call instruction included.\n\n| function | cells | as many as `add` "
      "|\n|---|---|---|\n";
  for (const FunctionInfo& f : functions()) {
    const std::uint64_t cells = costs.of(EventClass::kCall) + costs.of(f.family);
    text += fmt::format("| {} | {} | {:.1f} |\n", f.name, cells, static_cast<double>(cells) / add);
  }
  return text;
}

}  // namespace

int main(int count, char** arguments) {
  const std::string text = page();
  if (count == 1) {
    std::fputs(text.c_str(), stdout);
    return 0;
  }
  std::ifstream file(arguments[1], std::ios::binary);
  const std::string there{std::istreambuf_iterator<char>(file), {}};
  if (there == text) return 0;
  std::fprintf(stderr, "%s is out of date: write it anew with squall-costs\n", arguments[1]);
  return 1;
}
