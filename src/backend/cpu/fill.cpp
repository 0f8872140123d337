// Main columns from the trace, and the counts of lookup tables.

#include <algorithm>
#include <map>
#include <stdexcept>
#include <string>

#include "backend/cpu/cpu_backend.hpp"
#include "backend/cpu/matrix.hpp"
#include "backend/common/chip_plan.hpp"
#include "base/bits.hpp"

namespace squall {
namespace cpu {
namespace {

constexpr std::size_t kFillRows = 512;      // per call of Trace::fill
constexpr std::size_t kTaskRows = 1 << 13;  // per task

struct RowRange {
  std::size_t instance, trace_row;  // trace_row: of the instance's first row
  std::size_t begin, end;           // rows of the instance
};

// Rows in order; every instance is full but the last ones.
std::vector<RowRange> trace_ranges(const Machine& machine, const std::vector<InstanceView>& instances,
                                   const Trace& trace) {
  std::vector<RowRange> ranges;
  std::vector<std::size_t> next(machine.chips.size());
  for (std::size_t c = 0; c < instances.size(); ++c) {
    const InstanceView& view = instances[c];
    if (view.chip->table) continue;
    const std::size_t rows = trace.rows(view.chip_index), first = next[view.chip_index];
    const std::size_t count = std::min(view.height(), rows - first);
    next[view.chip_index] += count;
    for (std::size_t begin = 0; begin < count; begin += kTaskRows) {
      ranges.push_back({c, first, begin, std::min(count, begin + kTaskRows)});
    }
  }
  for (std::size_t c = 0; c < machine.chips.size(); ++c) {
    if (!machine.chips[c].table && next[c] < trace.rows(c)) {
      throw std::runtime_error("chip " + machine.chips[c].name + " has more rows than its instances");
    }
  }
  return ranges;
}

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
  LookupTable(const Context& context, const InstanceView& view)
      : name_(view.chip->name), index_(*view.chip->table), height_(view.height()), counts_column_(view.main[0]) {
    const Dag& dag = view.chip->dag;
    const auto own = std::find_if(dag.messages.begin(), dag.messages.end(),
                                  [&](const Message& m) { return m.bus.number == index_.bus.number; });
    check(own != dag.messages.end() && index_.weights.size() == own->entries.size(), "a table has a row message");
    for (const NodeId entry : own->entries) {
      const Node& node = dag.nodes[entry];
      Entry& e = entries_.emplace_back();
      if (node.kind == NodeKind::kConstant) {
        e.constant = node.a;
        continue;
      }
      check(node.kind == NodeKind::kColumn, "a table's entries are columns or constants");
      e.words = Buffer<std::uint32_t>(height_);
      context.kernels_for(height_).canonical(view.columns[node.a], height_, e.words.data());
    }
    drop_implied_entry();
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
  // If the index of every row's own tuple is that row, one entry follows from the others.
  void drop_implied_entry() {
    for (std::size_t row = 0; row < height_; ++row) {
      std::int64_t at = index_.offset;
      for (std::size_t k = 0; k < entries_.size(); ++k) at += index_.weights[k] * entries_[k].at(row);
      if (at != static_cast<std::int64_t>(row)) return;
    }
    for (std::size_t k = entries_.size(); k-- > 0;) {
      if (index_.weights[k] == 0 || entries_[k].words.empty()) continue;
      entries_[k].compare = false;
      return;
    }
  }

  std::string name_;
  const TableIndex& index_;
  std::size_t height_;
  Fp* counts_column_;
  std::vector<Entry> entries_;
};

// The lookups of one chip.
class LookupPlan {
 public:
  LookupPlan(const Chip& chip, const std::map<unsigned, std::size_t>& table_of_bus)
      : chip_(chip), code_(compile(chip.dag, roots(chip, table_of_bus))) {}
  bool empty() const { return lookups_.empty(); }

  // Whether a row of zeros looks nothing up: then padding need not be visited.
  bool padding_is_silent() const {
    if (chip_.main.size() != chip_.column_count()) return false;
    const auto values = chip_.evaluate_row(std::vector<Fp>(chip_.main.size()));
    return std::all_of(lookups_.begin(), lookups_.end(),
                       [&](const Lookup& l) { return values.messages[l.message].multiplicity == Fp(0); });
  }

  void count(const Context& context, const InstanceView& view, std::size_t begin, std::size_t end,
             const std::vector<LookupTable>& tables, std::vector<std::vector<std::uint32_t>>& counts,
             Scratch& scratch) const {
    const Kernels& k = kernels(context.isa);
    const std::size_t outputs = code_.outputs();
    Fp* slots = scratch.words((code_.slots() + outputs) * kBaseChunk);
    auto* words = reinterpret_cast<std::uint32_t*>(slots + code_.slots() * kBaseChunk);
    const Fp** values = scratch.pointers(outputs);
    for (std::size_t row = begin; row < end; row += kBaseChunk) {
      // Whole vectors: rows past `end` are padding, or count nothing here.
      const std::size_t count = std::min(kBaseChunk, end - row), padded = ceil_div(count, k.width) * k.width;
      k.run(code_.view(), view.columns.data(), row, padded, slots, values);
      for (std::size_t i = 0; i < outputs; ++i) k.canonical(values[i], padded, words + i * kBaseChunk);
      for (const Lookup& lookup : lookups_) {
        const LookupTable& table = tables[lookup.table];
        auto& table_counts = counts[lookup.table];
        if (table_counts.empty()) table_counts.resize(table.height());
        const std::size_t bad = count_chunk(lookup, table, words, count, table_counts.data());
        if (bad < count) fail(lookup, table, row + bad);
      }
    }
  }

 private:
  struct Lookup {
    std::size_t message, table;
    std::uint32_t multiplicity;  // output
    std::vector<std::uint32_t> entries;
  };

  std::vector<NodeId> roots(const Chip& chip, const std::map<unsigned, std::size_t>& table_of_bus) {
    std::vector<NodeId> nodes;
    const auto output = [&](NodeId node) {
      const auto found = std::find(nodes.begin(), nodes.end(), node);
      const auto index = static_cast<std::uint32_t>(found - nodes.begin());
      if (found == nodes.end()) nodes.push_back(node);
      return index;
    };
    for (std::size_t i = 0; !chip.table && i < chip.dag.messages.size(); ++i) {
      const Message& m = chip.dag.messages[i];
      const auto table = table_of_bus.find(m.bus.number);
      if (table == table_of_bus.end()) continue;
      Lookup& lookup = lookups_.emplace_back(Lookup{i, table->second, output(m.multiplicity), {}});
      for (const NodeId entry : m.entries) lookup.entries.push_back(output(entry));
    }
    return nodes;
  }

  // The first row that is not in the table, else `count`. Entry by entry, so that every loop is a simple one.
  static std::size_t count_chunk(const Lookup& lookup, const LookupTable& table, const std::uint32_t* words,
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
      if (wrong[i] != 0 || multiplicity[i] >= kMostCopies) return i;
      counts[at[i]] += multiplicity[i];
    }
    return count;
  }
  static constexpr std::uint32_t kMostCopies = 256;  // of a row: 2^22 rows then stay below 2^30 per worker

  [[noreturn]] void fail(const Lookup& lookup, const LookupTable& table, std::size_t row) const {
    throw std::runtime_error("chip " + chip_.name + ", message " + chip_.dag.messages[lookup.message].label + ", row " +
                             std::to_string(row) + ": not in the table " + table.name());
  }

  const Chip& chip_;
  std::vector<Lookup> lookups_;
  KernelCode code_;
};

}  // namespace
}  // namespace cpu

void CpuBackend::fill(Witness& witness, const Trace& trace) {
  using namespace cpu;
  const Machine& machine = witness.key.machine;
  const auto instances = views(witness);
  std::vector<Scratch> scratch(context_.pool.size());
  const auto ranges = trace_ranges(machine, instances, trace);
  context_.pool.for_each_worker(ranges.size(), [&](std::size_t i, unsigned worker) {
    fill_range(context_, instances[ranges[i].instance], ranges[i], trace, scratch[worker]);
  });

  std::vector<LookupTable> tables;
  std::map<unsigned, std::size_t> table_of_bus;
  for (const InstanceView& view : instances) {
    if (!view.chip->table) continue;
    table_of_bus[view.chip->table->bus.number] = tables.size();
    tables.emplace_back(context_, view);
  }
  if (tables.empty()) return;
  std::vector<LookupPlan> plans;
  for (const Chip& chip : machine.chips) plans.emplace_back(chip, table_of_bus);
  std::vector<RowRange> lookups;
  for (std::size_t c = 0; c < instances.size(); ++c) {
    const LookupPlan& plan = plans[instances[c].chip_index];
    if (plan.empty()) continue;
    if (plan.padding_is_silent()) continue;
    for (std::size_t begin = 0; begin < instances[c].height(); begin += kTaskRows) {
      lookups.push_back({c, 0, begin, std::min(instances[c].height(), begin + kTaskRows)});
    }
  }
  for (const RowRange& range : ranges) {
    const LookupPlan& plan = plans[instances[range.instance].chip_index];
    if (!plan.empty() && plan.padding_is_silent()) lookups.push_back(range);
  }
  std::vector<std::vector<std::vector<std::uint32_t>>> counts(context_.pool.size());
  for (auto& c : counts) c.resize(tables.size());
  context_.pool.for_each_worker(lookups.size(), [&](std::size_t i, unsigned worker) {
    const InstanceView& view = instances[lookups[i].instance];
    plans[view.chip_index].count(context_, view, lookups[i].begin, lookups[i].end, tables, counts[worker],
                                 scratch[worker]);
  });
  for (std::size_t t = 0; t < tables.size(); ++t) {
    std::vector<std::vector<std::uint32_t>> of_table;
    for (auto& c : counts) of_table.push_back(std::move(c[t]));
    tables[t].write_counts(of_table);
  }
}

}  // namespace squall
