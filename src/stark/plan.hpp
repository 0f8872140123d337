#pragma once

// Chooses H and the heights of all instances from the numbers of rows.
//
// A chip's rows are cut into instances whose heights come from one small set, shared by all chips: padding costs cells,
// an instance costs proof bytes, and every distinct height may leave a matrix column partly empty in two matrices. What
// is cheapest is taken as long as the memory suffices; when it does not, the cheapest H that fits.

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "squall/error.hpp"

#include "air/key.hpp"
#include "air/shape.hpp"
#include "pcs/params.hpp"

namespace squall {

struct PlanOptions {
  std::uint64_t memory_limit = 0;  // bytes that proving may use, by estimate; 0: no limit
  unsigned min_log_rows = 0;       // least H, for tests
  // Bytes that a proof of this shape takes; empty: of the host's memory.
  std::function<std::uint64_t(const Shape&)> estimate = {};
  // For the refusal: "WORK needs about 9.31 GiB of MEMORY, the limit is 7.50 GiB; ADVICE".
  std::string work = "proving", memory = "memory", advice = {};
};

struct Plan {
  Shape shape;
  std::uint64_t rows = 0;          // of all instances, padding included
  std::uint64_t packed_cells = 0;  // of main and helper columns, padding included
  std::uint64_t cells = 0;         // of the main and the helper matrix, unused slots included
  std::uint64_t memory = 0;        // bytes, estimated peak
  std::uint64_t cost = 0;          // what the choice minimises, in cells
};

// rows[c]: the rows that chip c needs; of no importance for chips with a TableIndex. Error kResourceLimit ("... needs
// about X, the limit is Y") if the machine's limits or the memory do not allow it.
Result<Plan> plan_shape(const VerifyingKey& key, const Params& params, std::span<const std::size_t> rows,
                        const PlanOptions& options = {});

}  // namespace squall
