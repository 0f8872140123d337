#pragma once

// What a prover may choose: H and the number and heights of the instances of every chip. All lengths in a proof follow
// from the shape, the key and the parameters.
//
// Packing. Columns of equal height 2^t form a class; in a class they fill slots 0, 1, ... of 2^(R-t) slots per matrix
// column, matrix column after matrix column, classes by ascending t. Matrix row = slot 2^t + row; unused slots are
// zero.

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "air/machine.hpp"
#include "base/bytes.hpp"
#include "pcs/params.hpp"

namespace squall {

struct Place {
  std::uint32_t column, slot;  // of a matrix
};

struct Packing {
  unsigned log_rows = 0;
  std::size_t width = 0;                                   // matrix columns
  std::vector<Place> places;                               // per packed column, in declared order
  std::map<unsigned, std::vector<std::uint32_t>> classes;  // log height -> its matrix columns

  Packing() = default;
  // heights: the log height of every column, in declared order; all <= log_rows.
  Packing(std::span<const unsigned> heights, unsigned log_rows);
};

struct Instance {
  std::size_t chip;  // index in the machine
  unsigned log_rows;
};

struct Shape {
  unsigned log_rows = 0;                       // H
  std::vector<std::vector<unsigned>> heights;  // per chip, log height per instance, as in the header
  std::vector<Instance> instances;             // chips in the machine's order, instances in the header's
  unsigned skip = 0, variables = 0;            // variables: of the zerocheck, the tallest instance's height - skip
  Packing main, helper;

  // The reason why the machine's limits forbid this shape, or nothing; on success `shape` is complete. min_log_rows:
  // the least H (height of the preprocessed matrix, skip, final polynomial).
  static std::optional<std::string> make(const Machine& machine, unsigned skip, unsigned min_log_rows,
                                         unsigned log_rows, std::vector<std::vector<unsigned>> heights, Shape& shape);

  // H, then per chip the number of instances (2 bytes) and the height of each (1 byte).
  Bytes header() const;
  // Opened values that the proof carries: per instance main, preprocessed, helper coordinates.
  std::size_t value_count(const Machine& machine) const;
};

}  // namespace squall
