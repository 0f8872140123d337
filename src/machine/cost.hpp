#pragma once

// What an instruction or a call of a function costs in cells: committed base-field values per row, of main and helper
// columns, in all chips that get rows from it. Tables, touches and the ledger are shared by all and not counted.

#include <array>
#include <cstdint>

#include "air/machine.hpp"
#include "machine/events.hpp"
#include "machine/functions.hpp"

namespace squall {

struct CellCosts {
  std::array<std::uint64_t, kEventClasses> instruction = {};
  std::array<std::uint64_t, kFamilies> call = {};  // beyond the call instruction itself

  std::uint64_t of(EventClass c) const { return instruction[static_cast<unsigned>(c)]; }
  std::uint64_t of(Family f) const { return call[static_cast<unsigned>(f)]; }
};

CellCosts cell_costs(const Machine& machine);

}  // namespace squall
