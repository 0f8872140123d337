#pragma once

// Lookups of any chip, by interpreting its program; rows that come as words; what happens to tables before and after.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "backend/common/lookups.hpp"
#include "cuda/fill/lookup.hpp"
#include "cuda/matrix/matrix.hpp"

namespace squall::cuda {

// Writes `count` rows of canonical words, `width` each, one after another on the device, to rows first_row... of the
// columns (pointers on the device).
void write_rows(Gpu& gpu, const std::uint32_t* words, std::size_t count, std::size_t width, Fp* const* columns,
                std::size_t first_row);

// The lookup tables of a witness on the device, and their counters.
class LookupTables {
 public:
  LookupTables(Gpu& gpu, const LookupPlans& plans, const std::vector<InstanceView>& views);
  static std::size_t memory(const Machine& machine, const LookupPlans& plans, const Shape& shape);

  // On the host, with device pointers inside.
  const std::vector<TableRows>& rows() const { return rows_; }
  const std::vector<TableEntry>& entries(std::size_t table) const { return entries_[table]; }
  Counter* counters() { return counters_.data(); }
  Counter* failure() { return failure_.data(); }

  // Rows begin, ..., end - 1 of an instance; `columns`: the table of pointers to its columns, on the device.
  void count(const LookupPlan& plan, const Fp* const* columns, const RowRange& range, std::uint64_t sequence);
  // Writes the counts to the tables' columns, unless a lookup failed. Then: throws std::runtime_error. A round trip.
  void finish(const LookupPlans& plans, const std::vector<InstanceView>& views, const std::vector<RowRange>& ranges,
              std::span<const Instance> instances);

 private:
  Gpu& gpu_;
  std::vector<TableRows> rows_;
  std::vector<std::vector<TableEntry>> entries_;
  DeviceBuffer<Counter> counters_, failure_;
  DeviceBuffer<std::uint32_t> strays_;
  DeviceBuffer<TableRows> device_rows_;
  DeviceBuffer<TableEntry> device_entries_;
  std::vector<std::uint32_t> first_entry_;
};

}  // namespace squall::cuda
