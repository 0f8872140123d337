#include "air/shape.hpp"

#include <algorithm>

#include "base/bits.hpp"

namespace squall {

Packing::Packing(std::span<const unsigned> heights, unsigned rows) : log_rows(rows), places(heights.size()) {
  std::map<unsigned, std::vector<std::size_t>> members;
  for (std::size_t i = 0; i < heights.size(); ++i) members[heights[i]].push_back(i);
  for (const auto& [height, columns] : members) {
    const std::size_t slots = std::size_t(1) << (log_rows - height);
    for (std::size_t k = 0; k < columns.size(); ++k) {
      places[columns[k]] = {static_cast<std::uint32_t>(width + k / slots), static_cast<std::uint32_t>(k % slots)};
    }
    const std::size_t count = ceil_div(columns.size(), slots);
    for (std::size_t w = 0; w < count; ++w) classes[height].push_back(static_cast<std::uint32_t>(width + w));
    width += count;
  }
}

std::optional<std::string> Shape::make(const Machine& machine, unsigned skip, unsigned min_log_rows, unsigned log_rows,
                                       std::vector<std::vector<unsigned>> heights, Shape& shape) {
  if (log_rows < std::max(min_log_rows, skip) || log_rows > kMaxLogRows) {
    return "H = " + std::to_string(log_rows) + " is out of range";
  }
  if (heights.size() != machine.chips.size()) return "one list of heights per chip";
  shape = Shape{};
  shape.log_rows = log_rows;
  shape.skip = skip;
  std::uint64_t rows = 0, fractions = 0;
  std::map<unsigned, std::uint64_t> bus_weight;
  std::vector<unsigned> main_heights, helper_heights;
  unsigned tallest = 0;
  for (std::size_t c = 0; c < machine.chips.size(); ++c) {
    const Chip& chip = machine.chips[c];
    const ChipLimits& limits = chip.limits;
    if (heights[c].size() < limits.min_instances || heights[c].size() > limits.max_instances) {
      return chip.name + ": number of instances is out of range";
    }
    for (const unsigned t : heights[c]) {
      if (t < std::max(limits.min_log, skip) || t > std::min(limits.max_log, log_rows)) {
        return chip.name + ": height is out of range";
      }
      const std::uint64_t height = std::uint64_t(1) << t;
      rows += height;
      fractions += height * chip.dag.messages.size();
      for (const Message& m : chip.dag.messages) {
        if (m.bound) bus_weight[m.bus.number] += height * *m.bound;
      }
      tallest = std::max(tallest, t);
      shape.instances.push_back({c, t});
      main_heights.insert(main_heights.end(), chip.main.size(), t);
      helper_heights.insert(helper_heights.end(), chip.helper_columns(), t);
    }
  }
  if (shape.instances.empty()) return "no instance";
  if (shape.instances.size() > kMaxInstances) return "too many instances";
  if (rows > machine.row_limit) return "too many rows";
  if (fractions > kMaxFractions) return "too many messages";
  // LogUp counts modulo p: the messages of a bus, the verifier's own included, must not be able to add up to p.
  for (const auto& [bus, weight] : bus_weight) {
    if (weight + machine.public_messages.size() + machine.max_publics >= Fp::kModulus) {
      return "bus " + std::to_string(bus) + " could overflow";
    }
  }
  shape.heights = std::move(heights);
  shape.variables = tallest - skip;
  shape.main = Packing(main_heights, log_rows);
  shape.helper = Packing(helper_heights, log_rows);
  return std::nullopt;
}

Bytes Shape::header() const {
  Bytes out{static_cast<std::uint8_t>(log_rows)};
  for (const auto& chip : heights) {
    append_le(out, chip.size(), 2);
    for (const unsigned t : chip) out.push_back(static_cast<std::uint8_t>(t));
  }
  return out;
}

std::size_t Shape::value_count(const Machine& machine) const {
  std::size_t count = 0;
  for (const Instance& instance : instances) {
    const Chip& chip = machine.chips[instance.chip];
    count += chip.main.size() + chip.preprocessed.size() + chip.helper_columns();
  }
  return count;
}

}  // namespace squall
