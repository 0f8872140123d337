// Main and helper columns.

#include <map>
#include <stdexcept>
#include <string>

#include "backend/reference/instances.hpp"
#include "field/algorithms.hpp"

namespace squall {

namespace {

// Counts how often the rows of the lookup tables are used.
class Counter {
 public:
  explicit Counter(const std::vector<reference::InstanceColumns>& instances) {
    for (std::size_t c = 0; c < instances.size(); ++c) {
      const auto& table = instances[c].chip->table;
      if (!table) continue;
      tables_[table->bus.number] = {c, &instances[c], std::vector<Fp>(std::size_t(1) << instances[c].log_rows)};
    }
  }

  void count(const Chip& chip, std::size_t row, std::size_t number, const MessageValue<Fp>& message,
             bool drop_unknown) {
    const auto found = tables_.find(message.bus.number);
    if (found == tables_.end() || message.multiplicity == Fp(0)) return;
    Table& table = found->second;
    const TableIndex& index = *table.columns->chip->table;
    std::int64_t at = index.offset;
    for (std::size_t k = 0; k < message.entries.size(); ++k) at += index.weights[k] * message.entries[k].canonical();
    const bool inside = at >= 0 && at < static_cast<std::int64_t>(table.counts.size());
    if (!inside || tuple_at(table, static_cast<std::size_t>(at)) != message.entries) {
      if (drop_unknown) return;
      throw std::runtime_error("chip " + chip.name + ", message " + chip.dag.messages[number].label + ", row " +
                               std::to_string(row) + ": not in the table " + table.columns->chip->name);
    }
    table.counts[static_cast<std::size_t>(at)] += message.multiplicity;
  }

  // Calls write(instance number, counts).
  template <class Write>
  void finish(Write write) const {
    for (const auto& [bus, table] : tables_) write(table.instance, table.counts);
  }

 private:
  struct Table {
    std::size_t instance;
    const reference::InstanceColumns* columns;
    std::vector<Fp> counts;
  };
  // What the table itself says in that row.
  static std::vector<Fp> tuple_at(const Table& table, std::size_t row) {
    const Chip& chip = *table.columns->chip;
    for (const auto& m : chip.evaluate_row(table.columns->row(row)).messages) {
      if (m.bus.number == chip.table->bus.number) return m.entries;
    }
    return {};
  }

  std::map<unsigned, Table> tables_;  // by bus
};

}  // namespace

void ReferenceBackend::fill(Witness& witness, const Trace& trace) {
  const Shape& shape = witness.shape;
  const Machine& machine = witness.key.machine;
  std::vector<std::size_t> first_column, next_row(machine.chips.size());
  std::size_t column = 0;
  for (const Instance& instance : shape.instances) {
    const Chip& chip = machine.chips[instance.chip];
    first_column.push_back(column);
    column += chip.main.size();
    if (chip.table) continue;
    // The instances of a chip take its rows in order; each is full but the last ones.
    const std::size_t height = std::size_t(1) << instance.log_rows, width = chip.main.size();
    std::size_t& begin = next_row[instance.chip];
    const std::size_t rows = trace.rows(instance.chip), count = std::min(height, rows - std::min(rows, begin));
    std::vector<std::uint32_t> words(count * width);
    if (count > 0) trace.fill(instance.chip, begin, count, words.data());
    begin += count;
    for (std::size_t i = 0; i < width; ++i) {
      std::vector<Fp> values(height);
      for (std::size_t r = 0; r < count; ++r) values[r] = Fp::from_canonical(words[r * width + i]);
      upload(*witness.main, shape.main.places[first_column.back() + i], values);
    }
  }
  for (std::size_t c = 0; c < machine.chips.size(); ++c) {
    if (!machine.chips[c].table && next_row[c] < trace.rows(c)) {
      throw std::runtime_error("chip " + machine.chips[c].name + " has more rows than its instances");
    }
  }

  const auto instances = reference::gather(witness);
  Counter counter(instances);
  for (const auto& instance : instances) {
    if (instance.chip->table) continue;  // a table's own message is not a use of it
    for (std::size_t r = 0; r < std::size_t(1) << instance.log_rows; ++r) {
      const Evaluation<Fp> values = instance.chip->evaluate_row(instance.row(r));
      for (std::size_t i = 0; i < values.messages.size(); ++i)
        counter.count(*instance.chip, r, i, values.messages[i], drop_unknown_lookups_);
    }
  }
  counter.finish([&](std::size_t c, const std::vector<Fp>& counts) {
    upload(*witness.main, shape.main.places[first_column[c]], counts);
  });
}

std::vector<K> ReferenceBackend::helpers(Witness& witness, const LogupChallenges& logup) {
  Witness without = witness;
  without.helper = nullptr;
  std::vector<K> totals;
  std::size_t column = 0;
  for (const auto& instance : reference::gather(without)) {
    const Chip& chip = *instance.chip;
    const std::size_t height = std::size_t(1) << instance.log_rows;
    std::vector<std::vector<Fp>> columns(chip.helper_columns(), std::vector<Fp>(height));
    K total = 0;
    for (std::size_t r = 0; r < height; ++r) {
      const Evaluation<Fp> values = chip.evaluate_row(instance.row(r));
      std::vector<K> inverses;
      for (const auto& m : values.messages) {
        inverses.push_back(logup.fingerprint(m.bus, std::span<const Fp>(m.entries)));
      }
      batch_inverse(inverses);
      for (std::size_t g = 0; g < chip.groups.size(); ++g) {
        K h = 0;
        for (std::size_t i = chip.groups[g].first; i < chip.groups[g].first + chip.groups[g].count; ++i) {
          h += inverses[i] * values.messages[i].multiplicity;
        }
        for (unsigned k = 0; k < K::kDegree; ++k) columns[g * K::kDegree + k][r] = h.c[k];
        total += h;
      }
    }
    for (const auto& values : columns) upload(*witness.helper, witness.shape.helper.places[column++], values);
    totals.push_back(total);
  }
  return totals;
}

}  // namespace squall
