#include "air/row_check.hpp"

namespace squall {

namespace {

// A small negative number reads better than its class.
std::string number(Fp value) {
  const std::uint32_t word = value.canonical();
  return word > Fp::kModulus / 2 ? "-" + std::to_string(Fp::kModulus - word) : std::to_string(word);
}

}  // namespace

std::string Violation::text() const {
  return chip + " row " + std::to_string(row) + ": " + label + " (value " + number(value) + ", " + file + ":" +
         std::to_string(line) + ")";
}

std::vector<Violation> check_rows(const Chip& chip, std::span<const Fp> rows, std::size_t first_row) {
  const std::size_t width = chip.column_count();
  check(width > 0 && rows.size() % width == 0, "whole rows");
  std::vector<Violation> violations;
  for (std::size_t row = 0; row < rows.size() / width; ++row) {
    const Evaluation<Fp> values = chip.evaluate_row(rows.subspan(row * width, width));
    for (std::size_t i = 0; i < values.constraints.size(); ++i) {
      if (values.constraints[i] == Fp(0)) continue;
      const Constraint& c = chip.dag.constraints[i];
      violations.push_back({chip.name, c.label, first_row + row, values.constraints[i], c.file, c.line});
    }
  }
  return violations;
}

std::string BusBalance::Unbalanced::text() const {
  std::string out(bus.name);
  out += " (";
  for (std::size_t i = 0; i < tuple.size(); ++i) out += (i ? ", " : "") + std::to_string(tuple[i]);
  out += ") times " + number(total) + ":";
  for (const Source& source : sources) {
    out += " [" + number(source.multiplicity) + " from ";
    if (!source.chip.empty()) out += source.chip + " row " + std::to_string(source.row) + ": ";
    out += source.label + "]";
  }
  return out;
}

void BusBalance::add(const Chip& chip, std::span<const Fp> rows, std::size_t first_row) {
  const std::size_t width = chip.column_count();
  check(width > 0 && rows.size() % width == 0, "whole rows");
  for (std::size_t row = 0; row < rows.size() / width; ++row) {
    const Evaluation<Fp> values = chip.evaluate_row(rows.subspan(row * width, width));
    for (std::size_t i = 0; i < values.messages.size(); ++i) {
      const auto& m = values.messages[i];
      add(m.bus, m.entries, {chip.name, chip.dag.messages[i].label, first_row + row, m.multiplicity});
    }
  }
}

void BusBalance::add(const PublicTuple& tuple, std::string label) {
  add(tuple.bus, tuple.entries, {"", std::move(label), 0, tuple.multiplicity});
}

void BusBalance::add(const Bus& bus, std::span<const Fp> entries, Source source) {
  if (source.multiplicity == Fp(0)) return;
  std::vector<std::uint32_t> key{bus.number};
  for (const Fp entry : entries) key.push_back(entry.canonical());
  Entry& entry = entries_[std::move(key)];
  entry.bus = bus;
  entry.total += source.multiplicity;
  entry.sources.push_back(std::move(source));
}

std::vector<BusBalance::Unbalanced> BusBalance::unbalanced() const {
  std::vector<Unbalanced> result;
  for (const auto& [key, entry] : entries_) {
    if (entry.total == Fp(0)) continue;
    result.push_back({entry.bus, {key.begin() + 1, key.end()}, entry.total, entry.sources});
  }
  return result;
}

}  // namespace squall
