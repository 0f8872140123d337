#include "backend/common/lookups.hpp"

#include <algorithm>
#include <stdexcept>

#include "base/check.hpp"

namespace squall {
namespace {

void cut(std::vector<RowRange>& ranges, RowRange all, std::size_t most) {
  for (std::size_t begin = all.begin; begin < all.end; begin += std::min(most, all.end - begin)) {
    ranges.push_back({all.instance, all.trace_row, begin, std::min(all.end, begin + most)});
  }
}

std::size_t height(const Instance& instance) { return std::size_t(1) << instance.log_rows; }

}  // namespace

std::vector<RowRange> trace_ranges(const Machine& machine, std::span<const Instance> instances, const Trace& trace,
                                   std::size_t most) {
  std::vector<RowRange> ranges;
  std::vector<std::size_t> next(machine.chips.size());
  for (std::size_t c = 0; c < instances.size(); ++c) {
    const std::size_t chip = instances[c].chip;
    if (machine.chips[chip].table) continue;
    const std::size_t rows = trace.rows(chip), first = next[chip];
    const std::size_t count = std::min(height(instances[c]), rows - first);
    next[chip] += count;
    cut(ranges, {c, first, 0, count}, most);
  }
  for (std::size_t c = 0; c < machine.chips.size(); ++c) {
    if (!machine.chips[c].table && next[c] < trace.rows(c)) {
      throw std::runtime_error("chip " + machine.chips[c].name + " has more rows than its instances");
    }
  }
  return ranges;
}

LookupTableForm::LookupTableForm(const Chip& chip) : name(chip.name), index(&*chip.table) {
  const Dag& dag = chip.dag;
  const auto own = std::find_if(dag.messages.begin(), dag.messages.end(),
                                [&](const Message& m) { return m.bus.number == index->bus.number; });
  check(own != dag.messages.end() && index->weights.size() == own->entries.size(), "a table has a row message");
  for (const NodeId entry : own->entries) {
    const Node& node = dag.nodes[entry];
    check(node.kind == NodeKind::kConstant || node.kind == NodeKind::kColumn,
          "a table's entries are columns or constants");
    const bool constant = node.kind == NodeKind::kConstant;
    entries.push_back({constant, constant ? node.a : 0, constant ? 0 : node.a});
    if (!constant && index->weights[entries.size() - 1] != 0) implied = entries.size() - 1;
  }
}

LookupPlan::LookupPlan(const Chip& chip, const std::map<unsigned, std::size_t>& table_of_bus)
    : chip_(chip), code_(compile(chip.dag, roots(table_of_bus))), silent_(zeros_are_silent()) {}

std::vector<NodeId> LookupPlan::roots(const std::map<unsigned, std::size_t>& table_of_bus) {
  std::vector<NodeId> nodes;
  std::map<NodeId, std::uint32_t> numbers;
  const auto output = [&](NodeId node) {
    const auto [found, added] = numbers.emplace(node, static_cast<std::uint32_t>(nodes.size()));
    if (added) nodes.push_back(node);
    return found->second;
  };
  for (std::size_t i = 0; !chip_.table && i < chip_.dag.messages.size(); ++i) {
    const Message& m = chip_.dag.messages[i];
    const auto table = table_of_bus.find(m.bus.number);
    if (table == table_of_bus.end()) continue;
    Lookup& lookup = lookups_.emplace_back(Lookup{i, table->second, output(m.multiplicity), {}});
    for (const NodeId entry : m.entries) lookup.entries.push_back(output(entry));
  }
  return nodes;
}

bool LookupPlan::zeros_are_silent() const {
  if (lookups_.empty() || chip_.main.size() != chip_.column_count()) return false;
  const auto values = chip_.evaluate_row(std::vector<Fp>(chip_.main.size()));
  return std::all_of(lookups_.begin(), lookups_.end(),
                     [&](const Lookup& l) { return values.messages[l.message].multiplicity == Fp(0); });
}

void LookupPlan::fail(std::size_t lookup, const std::string& table, std::size_t row) const {
  throw std::runtime_error("chip " + chip_.name + ", message " + chip_.dag.messages[lookups_[lookup].message].label +
                           ", row " + std::to_string(row) + ": not in the table " + table);
}

LookupPlans::LookupPlans(const Machine& machine, std::span<const Instance> all) {
  std::map<unsigned, std::size_t> table_of_bus;
  for (std::size_t c = 0; c < all.size(); ++c) {
    const Chip& chip = machine.chips[all[c].chip];
    if (!chip.table) continue;
    table_of_bus[chip.table->bus.number] = tables.size();
    tables.emplace_back(chip);
    instances.push_back(c);
  }
  if (tables.empty()) return;
  std::vector<bool> present(machine.chips.size());
  for (const Instance& instance : all) present[instance.chip] = true;
  of_chip.reserve(machine.chips.size());
  const std::map<unsigned, std::size_t> none;
  for (std::size_t c = 0; c < machine.chips.size(); ++c) {
    of_chip.emplace_back(machine.chips[c], present[c] ? table_of_bus : none);
  }
}

std::vector<RowRange> LookupPlans::ranges(std::span<const Instance> all, std::span<const RowRange> trace_ranges,
                                          std::size_t most) const {
  std::vector<RowRange> result;
  if (tables.empty()) return result;
  for (std::size_t c = 0; c < all.size(); ++c) {
    const LookupPlan& plan = of_chip[all[c].chip];
    if (!plan.empty() && !plan.padding_is_silent()) cut(result, {c, 0, 0, height(all[c])}, most);
  }
  for (const RowRange& range : trace_ranges) {
    const LookupPlan& plan = of_chip[all[range.instance].chip];
    if (!plan.empty() && plan.padding_is_silent()) result.push_back(range);
  }
  return result;
}

}  // namespace squall
