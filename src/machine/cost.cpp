#include "machine/cost.hpp"

#include "machine/chips/all.hpp"

namespace squall {

namespace {

template <class... R>
void add_rows(CellCosts& costs, std::uint64_t cells, chips::CallRows<R...>) {
  ((costs.call[static_cast<unsigned>(R::kFamily)] += cells * R::kRows), ...);
}

}  // namespace

CellCosts cell_costs(const Machine& machine) {
  CellCosts costs;
  for (const Chip& chip : machine.chips) {
    const std::uint64_t cells = chip.main.size() + chip.helper_columns();
    chips::for_each_instruction_chip([&]<class C>(EventClass c) {
      if (chip.name == C::kName) costs.instruction[static_cast<unsigned>(c)] = cells;
    });
    chips::for_each_call_chip([&]<class C>() {
      if (chip.name == C::kName) add_rows(costs, cells, typename C::Rows{});
    });
  }
  return costs;
}

}  // namespace squall
