#include "stark/plan.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string>

#include "backend/memory.hpp"
#include "base/bits.hpp"
#include "stark/statement.hpp"

namespace squall {

namespace {

// Widest pair of matrices (main and helper columns together) before the next H is taken: wider means more opened words
// per query, narrower means larger tables for merge and WHIR, whose cost per row does not depend on the width.
constexpr std::uint64_t kTargetWidth = 200;
// What an instance is worth in cells: about 1.2 KB of proof and its share of the verifier's time, against the same
// share of the prover's; in a small proof at least this many.
constexpr std::uint64_t kLeastInstanceCells = 1u << 16;
constexpr unsigned kInstanceShare = 11;  // 2^-11 of all cells
std::uint64_t instance_cells(std::uint64_t needed) { return std::max(kLeastInstanceCells, needed >> kInstanceShare); }

std::uint64_t width_of_chip(const Chip& chip) { return chip.main.size() + chip.helper_columns(); }

bool is_fixed(const Chip& chip) { return chip.column_count() > chip.main.size(); }

// Cuts `rows` rows into heights of the set (ascending list); nothing if the chip's limits do not allow it.
class Cutter {
 public:
  Cutter(const Chip& chip, unsigned skip, const std::vector<unsigned>& heights, std::uint64_t instance)
      : chip_(chip), instance_cells_(instance) {
    for (const unsigned t : heights) {
      if (t >= std::max(chip.limits.min_log, skip) && t <= chip.limits.max_log) allowed_.push_back(t);
    }
    std::reverse(allowed_.begin(), allowed_.end());
  }

  std::optional<std::vector<unsigned>> cut(std::uint64_t rows) const {
    if (allowed_.empty()) {
      if (rows == 0 && chip_.limits.min_instances == 0) return std::vector<unsigned>{};
      return std::nullopt;
    }
    std::vector<unsigned> result = rows == 0 ? std::vector<unsigned>{} : best(rows, 0).heights;
    while (result.size() < chip_.limits.min_instances) result.push_back(allowed_.back());
    if (result.size() <= chip_.limits.max_instances) return result;
    for (auto t = allowed_.rbegin(); t != allowed_.rend(); ++t) {  // the least height of which few enough do
      const std::uint64_t count = ceil_div(rows, std::uint64_t(1) << *t);
      if (count <= chip_.limits.max_instances) return std::vector<unsigned>(count, *t);
    }
    return std::nullopt;
  }

 private:
  struct Cut {
    std::vector<unsigned> heights;
    std::uint64_t cost = 0;
  };
  // The cheaper of two ways: whole instances of the tallest height for everything, or only as many as are full and
  // lower ones for the rest.
  Cut best(std::uint64_t rows, std::size_t i) const {
    const unsigned t = allowed_[i];
    const std::uint64_t height = std::uint64_t(1) << t, each = height * width_of_chip(chip_) + instance_cells_;
    const std::uint64_t full = rows >> t, rest = rows - (full << t);
    const std::uint64_t kCap = chip_.limits.max_instances + std::uint64_t(1);
    Cut all;
    all.cost = (full + (rest > 0)) * each;
    const auto whole = [&](std::uint64_t count) {
      return std::vector<unsigned>(static_cast<std::size_t>(std::min(count, kCap)), t);
    };
    all.heights = whole(full + (rest > 0));
    if (rest == 0 || i + 1 == allowed_.size()) return all;
    Cut lower = best(rest, i + 1);
    lower.cost += full * each;
    if (lower.cost >= all.cost) return all;
    std::vector<unsigned> heights = whole(full);
    heights.insert(heights.end(), lower.heights.begin(), lower.heights.end());
    return {std::move(heights), lower.cost};
  }

  const Chip& chip_;
  std::uint64_t instance_cells_;
  std::vector<unsigned> allowed_;  // descending
};

// All chips cut with one set of heights, and what that costs; no cost if it is impossible.
struct Layout {
  std::vector<std::vector<unsigned>> heights;
  std::uint64_t rows = 0, packed_cells = 0, width = 0;
  std::optional<std::uint64_t> cost;
};

// What is asked for: rows per chip, and the cells that they fill without padding.
struct Demand {
  std::span<const std::size_t> rows;
  std::uint64_t cells = 0;
};

Layout lay_out(const VerifyingKey& key, const Demand& demand, const std::set<unsigned>& set, unsigned log_rows) {
  Layout layout;
  const std::vector<unsigned> list(set.begin(), set.end());
  std::uint64_t instances = 0;
  std::vector<std::uint64_t> main(kMaxLogRows + 1), helper(kMaxLogRows + 1);  // columns per height
  for (std::size_t c = 0; c < key.machine.chips.size(); ++c) {
    const Chip& chip = key.machine.chips[c];
    if (is_fixed(chip)) {
      layout.heights.push_back({chip.limits.min_log});
    } else {
      auto cut = Cutter(chip, key.skip, list, instance_cells(demand.cells)).cut(demand.rows[c]);
      if (!cut) return layout;
      layout.heights.push_back(std::move(*cut));
    }
    instances += layout.heights.back().size();
    for (const unsigned t : layout.heights.back()) {
      if (t > log_rows) return layout;
      layout.rows += std::uint64_t(1) << t;
      layout.packed_cells += width_of_chip(chip) << t;
      main[t] += chip.main.size();
      helper[t] += chip.helper_columns();
    }
  }
  for (unsigned t = 0; t <= log_rows; ++t) {
    const std::uint64_t slots = std::uint64_t(1) << (log_rows - t);
    layout.width += ceil_div(main[t], slots) + ceil_div(helper[t], slots);
  }
  // Committed cells, and once more the packed ones, on which the zerocheck works.
  layout.cost = (layout.width << log_rows) + layout.packed_cells + instances * instance_cells(demand.cells);
  return layout;
}

// The cheapest layout that no exchange of one height for another (or for none) improves.
Layout improve(const VerifyingKey& key, const Demand& demand, unsigned log_rows, std::set<unsigned> set) {
  Layout best = lay_out(key, demand, set, log_rows);
  for (bool improved = best.cost.has_value(); improved;) {
    improved = false;
    std::set<unsigned> best_set;
    const auto toggle = [](std::set<unsigned>& s, unsigned t) {
      if (!s.erase(t)) s.insert(t);
    };
    for (unsigned t = key.skip; t <= log_rows; ++t) {
      for (unsigned u = t; u <= log_rows; ++u) {
        std::set<unsigned> changed = set;
        toggle(changed, t);
        if (u != t) toggle(changed, u);
        Layout layout = lay_out(key, demand, changed, log_rows);
        if (layout.cost && *layout.cost < *best.cost) {
          best = std::move(layout);
          best_set = std::move(changed);
          improved = true;
        }
      }
    }
    if (improved) set = std::move(best_set);
  }
  return best;
}

// Tries from two ends: all heights, and the tallest alone.
Layout search(const VerifyingKey& key, const Demand& demand, unsigned log_rows) {
  std::set<unsigned> all;
  for (unsigned t = key.skip; t <= log_rows; ++t) all.insert(t);
  Layout many = improve(key, demand, log_rows, all), few = improve(key, demand, log_rows, {log_rows});
  return few.cost && (!many.cost || *few.cost < *many.cost) ? few : many;
}

Error limit(std::string message) { return {ErrorCode::kResourceLimit, std::move(message)}; }

// Why not even the tallest instances do: names the chip.
Error refusal(const VerifyingKey& key, std::span<const std::size_t> rows) {
  for (std::size_t c = 0; c < key.machine.chips.size(); ++c) {
    const Chip& chip = key.machine.chips[c];
    const std::uint64_t most = std::uint64_t(chip.limits.max_instances) << std::min(chip.limits.max_log, kMaxLogRows);
    if (!is_fixed(chip) && rows[c] > most) {
      return limit("chip " + chip.name + " needs " + std::to_string(rows[c]) + " rows, the limit is " +
                   std::to_string(most));
    }
  }
  return limit("no choice of heights fits the machine's limits");
}

std::string mebibytes(std::uint64_t bytes) { return std::to_string(ceil_div(bytes, 1u << 20)) + " MiB"; }

}  // namespace

Result<Plan> plan_shape(const VerifyingKey& key, const Params& params, std::span<const std::size_t> rows,
                        const PlanOptions& options) {
  const Machine& machine = key.machine;
  if (rows.size() != machine.chips.size()) return Error{ErrorCode::kInternal, "one number of rows per chip"};
  unsigned least = std::max(least_log_rows(key, params), options.min_log_rows);
  Demand demand{rows};
  std::uint64_t needed = 0;
  for (std::size_t c = 0; c < machine.chips.size(); ++c) {
    const Chip& chip = machine.chips[c];
    const std::uint64_t height = std::uint64_t(1) << chip.limits.min_log;
    if (is_fixed(chip)) least = std::max(least, chip.limits.min_log);
    if (is_fixed(chip) && !chip.table && rows[c] > height) {
      return limit("chip " + chip.name + " needs " + std::to_string(rows[c]) + " rows, the limit is " +
                   std::to_string(height));
    }
    const std::uint64_t count = is_fixed(chip) ? height : rows[c];
    if (count > machine.row_limit) return limit("chip " + chip.name + " alone exceeds the limit of rows");
    demand.cells += count * width_of_chip(chip);
    needed += count;
    if (!is_fixed(chip) && chip.limits.min_instances > 0) least = std::max(least, chip.limits.min_log);
  }
  if (needed > machine.row_limit) {
    return limit("the proof needs about " + std::to_string(needed) + " rows, the limit is " +
                 std::to_string(machine.row_limit));
  }
  unsigned log_rows =
      std::clamp(log2_ceil(ceil_div(demand.cells, kTargetWidth)), std::min(least, kMaxLogRows), kMaxLogRows);
  Layout layout = search(key, demand, log_rows);
  while (log_rows < kMaxLogRows && (!layout.cost || layout.width > kTargetWidth * 5 / 4)) {
    layout = search(key, demand, ++log_rows);
  }
  if (!layout.cost) return refusal(key, rows);

  Plan plan;
  const auto reason = Shape::make(machine, key.skip, least_log_rows(key, params), log_rows, layout.heights, plan.shape);
  if (reason) {
    std::size_t instances = 0;
    for (const auto& chip : layout.heights) instances += chip.size();
    return limit("the proof needs about " + std::to_string(layout.rows) + " rows in " + std::to_string(instances) +
                 " instances: " + *reason);
  }
  plan.rows = layout.rows;
  plan.packed_cells = layout.packed_cells;
  plan.cells = layout.width << log_rows;
  plan.memory = host_memory(key, plan.shape);
  if (options.memory_limit != 0 && plan.memory > options.memory_limit) {
    return limit("proving needs about " + mebibytes(plan.memory) + " of memory, the limit is " +
                 mebibytes(options.memory_limit));
  }
  return plan;
}

}  // namespace squall
