#pragma once

// What back ends need to fill a witness besides kernels: which rows of the trace belong to which instance, which of a
// chip's messages look something up in which table, and what to say if it is not there.

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "air/machine.hpp"
#include "air/shape.hpp"
#include "air/trace.hpp"
#include "backend/common/chip_plan.hpp"

namespace squall {

// Rows begin, ..., end - 1 of an instance, whose first row is row `trace_row` of the chip's trace.
struct RowRange {
  std::size_t instance, trace_row;
  std::size_t begin, end;
};

// All rows of the trace in order, at most `most` per range. Every instance of a chip is full but the last ones. Throws
// std::runtime_error if the trace has more rows than the instances.
std::vector<RowRange> trace_ranges(const Machine& machine, std::span<const Instance> instances, const Trace& trace,
                                   std::size_t most);

// How a lookup table's rows are compared with what is looked up: its tuple, entry by entry.
struct LookupTableForm {
  explicit LookupTableForm(const Chip& chip);

  struct Entry {
    bool constant;
    std::uint32_t word;    // constant: canonical
    std::uint32_t column;  // else: of the chip
  };
  std::string name;
  const TableIndex* index;  // the chip's
  std::vector<Entry> entries;
  // The entry that follows from the others and the row, provided that the index of every row's own tuple is that row.
  std::optional<std::size_t> implied;
};

// The lookups of one chip, and the program that computes their multiplicities and entries.
class LookupPlan {
 public:
  struct Lookup {
    std::size_t message, table;
    std::uint32_t multiplicity;  // output of the code
    std::vector<std::uint32_t> entries;
  };
  // A row may take at most this many copies less one, so that counts stay small.
  static constexpr std::uint32_t kMostCopies = 256;

  // The chip outlives the plan.
  LookupPlan(const Chip& chip, const std::map<unsigned, std::size_t>& table_of_bus);

  bool empty() const { return lookups_.empty(); }
  const std::vector<Lookup>& lookups() const { return lookups_; }
  const terms::KernelCode& code() const { return code_; }
  // Whether a row of zeros looks nothing up: then padding need not be visited.
  bool padding_is_silent() const { return silent_; }

  // Throws std::runtime_error: a row of an instance looks up what is not in the table.
  [[noreturn]] void fail(std::size_t lookup, const std::string& table, std::size_t row) const;

 private:
  std::vector<NodeId> roots(const std::map<unsigned, std::size_t>& table_of_bus);
  bool zeros_are_silent() const;

  const Chip& chip_;
  std::vector<Lookup> lookups_;
  terms::KernelCode code_;
  bool silent_;
};

// All that looks something up: the tables' instances by bus, and the plans of all chips.
struct LookupPlans {
  LookupPlans(const Machine& machine, std::span<const Instance> instances);

  std::vector<std::size_t> instances;  // per table
  std::vector<LookupTableForm> tables;
  std::vector<LookupPlan> of_chip;  // empty if there are no tables; chips without an instance have none

  // The rows to visit: first whole instances whose padding is not silent, in pieces of at most `most` rows, then the
  // rows of the trace.
  std::vector<RowRange> ranges(std::span<const Instance> instances, std::span<const RowRange> trace_ranges,
                               std::size_t most) const;
};

}  // namespace squall
