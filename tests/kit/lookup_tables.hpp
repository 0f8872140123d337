#pragma once

// The lookup tables of the machine by their definition, for tests that have no table rows.

#include <functional>
#include <map>
#include <utility>
#include <vector>

#include "field/koalabear.hpp"

namespace squall::kit {

struct LookupTable {
  std::function<bool(const std::vector<Fp>& tuple)> contains;
  // What would mend a tuple that misses: entries and values worth trying.
  std::function<std::vector<std::pair<unsigned, Fp>>(const std::vector<Fp>& tuple)> mend;
};

using LookupTables = std::map<unsigned, LookupTable>;  // by bus number

// Range checks, AND of bytes, operations on bytes.
LookupTables machine_tables();

}  // namespace squall::kit
