// Main columns from the trace, and the counts of lookup tables.

#include <algorithm>
#include <string>

#include "backend/common/lookups.hpp"
#include "backend/cpu/cpu_backend.hpp"
#include "backend/cpu/matrix.hpp"
#include "base/bits.hpp"

namespace squall {
namespace cpu {
namespace {

constexpr std::size_t kFillRows = 512;      // per call of Trace::fill
constexpr std::size_t kTaskRows = 1 << 13;  // per task

void fill_range(const Context& context, const InstanceView& view, const RowRange& range, const Trace& trace,
                Scratch& scratch) {
  const std::size_t width = view.main.size();
  auto* words = reinterpret_cast<std::uint32_t*>(scratch.words(kFillRows * width));
  std::vector<Fp*> columns(width);
  for (std::size_t row = range.begin; row < range.end; row += kFillRows) {
    const std::size_t count = std::min(kFillRows, range.end - row);
    trace.fill(view.chip_index, range.trace_row + row, count, words);
    for (std::size_t i = 0; i < width; ++i) columns[i] = view.main[i] + row;
    kernels(context.isa).columns_of(words, count, width, columns.data());
  }
}

// A lookup table: its tuples as canonical words, to compare with.
class LookupTable {
 public:
  LookupTable(const Context& context, const InstanceView& view, const LookupTableForm& form)
      : name_(form.name), index_(*form.index), height_(view.height()), counts_column_(view.main[0]) {
    for (const LookupTableForm::Entry& entry : form.entries) {
      Entry& e = entries_.emplace_back();
      e.constant = entry.word;
      if (entry.constant) continue;
      e.words = Buffer<std::uint32_t>(height_);
      context.kernels_for(height_).canonical(view.columns[entry.column], height_, e.words.data());
    }
    if (form.implied && rows_find_themselves()) entries_[*form.implied].compare = false;
  }

  const std::string& name() const { return name_; }
  std::size_t height() const { return height_; }
  const TableIndex& index() const { return index_; }
  struct Entry {
    std::uint32_t constant = 0;
    Buffer<std::uint32_t> words;  // empty: the constant
    bool compare = true;
    std::uint32_t at(std::size_t row) const { return words.empty() ? constant : words[row]; }
  };
  const std::vector<Entry>& entries() const { return entries_; }

  void write_counts(const std::vector<std::vector<std::uint32_t>>& per_worker) {
    for (std::size_t row = 0; row < height_; ++row) {
      std::uint64_t total = 0;
      for (const auto& counts : per_worker) total += counts.empty() ? 0 : counts[row];
      counts_column_[row] = Fp(total);
    }
  }

 private:
  bool rows_find_themselves() const {
    for (std::size_t row = 0; row < height_; ++row) {
      std::int64_t at = index_.offset;
      for (std::size_t k = 0; k < entries_.size(); ++k) at += index_.weights[k] * entries_[k].at(row);
      if (at != static_cast<std::int64_t>(row)) return false;
    }
    return true;
  }

  const std::string& name_;
  const TableIndex& index_;
  std::size_t height_;
  Fp* counts_column_;
  std::vector<Entry> entries_;
};

// The first row that is not in the table, else `count`. Entry by entry, so that every loop is a simple one.
std::size_t count_chunk(const LookupPlan::Lookup& lookup, const LookupTable& table, const std::uint32_t* words,
                        std::size_t count, std::uint32_t* counts) {
  std::int64_t at[kBaseChunk];
  std::uint32_t wrong[kBaseChunk];
  std::fill_n(at, count, table.index().offset);
  for (std::size_t k = 0; k < lookup.entries.size(); ++k) {
    const std::uint32_t* entry = words + lookup.entries[k] * kBaseChunk;
    const std::int64_t weight = table.index().weights[k];
    if (weight == 0) continue;
    if (weight == 1) {
      for (std::size_t i = 0; i < count; ++i) at[i] += entry[i];
    } else {
      for (std::size_t i = 0; i < count; ++i) at[i] += weight * entry[i];
    }
  }
  for (std::size_t i = 0; i < count; ++i) {
    const bool inside = static_cast<std::uint64_t>(at[i]) < table.height();
    wrong[i] = !inside;
    if (!inside) at[i] = 0;
  }
  for (std::size_t k = 0; k < lookup.entries.size(); ++k) {
    const LookupTable::Entry& expected = table.entries()[k];
    const std::uint32_t* entry = words + lookup.entries[k] * kBaseChunk;
    if (!expected.compare) continue;
    if (expected.words.empty()) {
      for (std::size_t i = 0; i < count; ++i) wrong[i] |= expected.constant ^ entry[i];
    } else {
      const std::uint32_t* column = expected.words.data();
      for (std::size_t i = 0; i < count; ++i) wrong[i] |= column[at[i]] ^ entry[i];
    }
  }
  const std::uint32_t* multiplicity = words + lookup.multiplicity * kBaseChunk;
  for (std::size_t i = 0; i < count; ++i) {
    if (multiplicity[i] == 0) continue;
    if (wrong[i] != 0 || multiplicity[i] >= LookupPlan::kMostCopies) return i;
    counts[at[i]] += multiplicity[i];
  }
  return count;
}

void count_lookups(const Context& context, const LookupPlan& plan, const InstanceView& view, const RowRange& range,
                   const std::vector<LookupTable>& tables, std::vector<std::vector<std::uint32_t>>& counts,
                   Scratch& scratch) {
  const Kernels& k = kernels(context.isa);
  const KernelCode& code = plan.code();
  const std::size_t outputs = code.outputs();
  Fp* slots = scratch.words((code.slots() + outputs) * kBaseChunk);
  auto* words = reinterpret_cast<std::uint32_t*>(slots + code.slots() * kBaseChunk);
  const Fp** values = scratch.pointers(outputs);
  for (std::size_t row = range.begin; row < range.end; row += kBaseChunk) {
    // Whole vectors: rows past the end are padding, or count nothing here.
    const std::size_t count = std::min(kBaseChunk, range.end - row), padded = ceil_div(count, k.width) * k.width;
    k.run(code.view(), view.columns.data(), row, padded, slots, values);
    for (std::size_t i = 0; i < outputs; ++i) k.canonical(values[i], padded, words + i * kBaseChunk);
    for (std::size_t i = 0; i < plan.lookups().size(); ++i) {
      const LookupPlan::Lookup& lookup = plan.lookups()[i];
      const LookupTable& table = tables[lookup.table];
      auto& table_counts = counts[lookup.table];
      if (table_counts.empty()) table_counts.resize(table.height());
      const std::size_t bad = count_chunk(lookup, table, words, count, table_counts.data());
      if (bad < count) plan.fail(i, table.name(), row + bad);
    }
  }
}

}  // namespace
}  // namespace cpu

void CpuBackend::fill(Witness& witness, const Trace& trace) {
  using namespace cpu;
  const Machine& machine = witness.key.machine;
  const auto instances = views(witness);
  std::vector<Scratch> scratch(context_.pool.size());
  const std::span<const Instance> shape = witness.shape.instances;
  const auto ranges = trace_ranges(machine, shape, trace, kTaskRows);
  context_.pool.for_each_worker(ranges.size(), [&](std::size_t i, unsigned worker) {
    fill_range(context_, instances[ranges[i].instance], ranges[i], trace, scratch[worker]);
  });

  const LookupPlans plans(machine, shape);
  if (plans.tables.empty()) return;
  std::vector<LookupTable> tables;
  for (std::size_t t = 0; t < plans.tables.size(); ++t) {
    tables.emplace_back(context_, instances[plans.instances[t]], plans.tables[t]);
  }
  const auto lookups = plans.ranges(shape, ranges, kTaskRows);
  std::vector<std::vector<std::vector<std::uint32_t>>> counts(context_.pool.size());
  for (auto& c : counts) c.resize(tables.size());
  context_.pool.for_each_worker(lookups.size(), [&](std::size_t i, unsigned worker) {
    const InstanceView& view = instances[lookups[i].instance];
    count_lookups(context_, plans.of_chip[view.chip_index], view, lookups[i], tables, counts[worker], scratch[worker]);
  });
  for (std::size_t t = 0; t < tables.size(); ++t) {
    std::vector<std::vector<std::uint32_t>> of_table;
    for (auto& c : counts) of_table.push_back(std::move(c[t]));
    tables[t].write_counts(of_table);
  }
}

}  // namespace squall
