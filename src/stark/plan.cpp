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

// What is asked for: rows per chip, whether its chips with fixed columns take part, and the cells that all fill without
// padding.
struct Demand {
  std::span<const std::size_t> rows;
  std::vector<bool> fixed;  // per chip
  std::uint64_t cells = 0;
};

bool looks_up(const Chip& chip, const TableIndex& table) {
  return std::any_of(chip.dag.messages.begin(), chip.dag.messages.end(),
                     [&](const Message& m) { return m.bus.number == table.bus.number; });
}

// A chip with fixed columns that may be left out takes part if it has rows or, being a table, if a chip that looks
// something up in it does.
bool takes_part(const Machine& machine, std::span<const std::size_t> rows, std::size_t c) {
  const Chip& chip = machine.chips[c];
  if (chip.limits.min_instances > 0) return true;
  if (!chip.table) return rows[c] > 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Chip& user = machine.chips[i];
    if (!user.table && (rows[i] > 0 || user.limits.min_instances > 0) && looks_up(user, *chip.table)) return true;
  }
  return false;
}

Layout lay_out(const VerifyingKey& key, const Demand& demand, const std::set<unsigned>& set, unsigned log_rows) {
  Layout layout;
  const std::vector<unsigned> list(set.begin(), set.end());
  std::uint64_t instances = 0;
  std::vector<std::uint64_t> main(kMaxLogRows + 1), helper(kMaxLogRows + 1);  // columns per height
  for (std::size_t c = 0; c < key.machine.chips.size(); ++c) {
    const Chip& chip = key.machine.chips[c];
    if (is_fixed(chip)) {
      layout.heights.emplace_back(demand.fixed[c] ? 1 : 0, chip.limits.min_log);
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

// "812 MiB", "9.31 GiB": needs are rounded up, limits down, so that what is refused looks refused.
std::string size_text(std::uint64_t bytes, bool up) {
  constexpr std::uint64_t kMebi = 1u << 20, kGibi = 1u << 30;
  const auto divided = [&](std::uint64_t n, std::uint64_t d) { return up ? ceil_div(n, d) : n / d; };
  if (bytes < kGibi) return std::to_string(divided(bytes, kMebi)) + " MiB";
  const std::uint64_t whole = bytes / kGibi, hundredths = divided((bytes % kGibi) * 100, kGibi);
  const std::string digits = std::to_string(whole * 100 + hundredths);
  return digits.substr(0, digits.size() - 2) + "." + digits.substr(digits.size() - 2) + " GiB";
}

// What is to be laid out.
struct Task {
  const VerifyingKey& key;
  const Params& params;
  const PlanOptions& options;
  Demand demand;
};

// The plan with this layout, or why the machine's limits forbid it.
Result<Plan> complete(const Task& task, const Layout& layout, unsigned log_rows) {
  const VerifyingKey& key = task.key;
  if (!layout.cost) return refusal(key, task.demand.rows);
  Plan plan;
  const auto reason =
      Shape::make(key.machine, key.skip, least_log_rows(key, task.params), log_rows, layout.heights, plan.shape);
  if (reason) {
    std::size_t instances = 0;
    for (const auto& chip : layout.heights) instances += chip.size();
    return limit("the proof needs about " + std::to_string(layout.rows) + " rows in " + std::to_string(instances) +
                 " instances: " + *reason);
  }
  plan.rows = layout.rows;
  plan.packed_cells = layout.packed_cells;
  plan.cells = layout.width << log_rows;
  plan.memory = task.options.estimate ? task.options.estimate(plan.shape) : host_memory(key, plan.shape);
  plan.cost = *layout.cost;
  return plan;
}

// The cheapest plan of any H that fits into the memory, or a refusal that says what the thriftiest one needs. `first`
// did not fit. A larger H leaves fewer columns to hash at a time; a smaller one, lower tables for merge and opening.
Result<Plan> within_memory(const Task& task, Plan first, unsigned least) {
  const PlanOptions& options = task.options;
  std::uint64_t need = first.memory;
  std::optional<Plan> best;
  for (unsigned log_rows = least; log_rows <= kMaxLogRows; ++log_rows) {
    if (log_rows == first.shape.log_rows) continue;
    Result<Plan> plan = complete(task, search(task.key, task.demand, log_rows), log_rows);
    if (!plan) continue;
    need = std::min(need, plan->memory);
    if (plan->memory <= options.memory_limit && (!best || plan->cost < best->cost)) best = std::move(*plan);
  }
  if (best) return std::move(*best);
  return limit(options.work + " needs about " + size_text(need, true) + " of " + options.memory + ", the limit is " +
               size_text(options.memory_limit, false) + (options.advice.empty() ? "" : "; " + options.advice));
}

}  // namespace

Result<Plan> plan_shape(const VerifyingKey& key, const Params& params, std::span<const std::size_t> rows,
                        const PlanOptions& options) {
  const Machine& machine = key.machine;
  if (rows.size() != machine.chips.size()) return Error{ErrorCode::kInternal, "one number of rows per chip"};
  unsigned least = std::max(least_log_rows(key, params), options.min_log_rows);
  Task task{key, params, options, Demand{rows, {}}};
  Demand& demand = task.demand;
  std::uint64_t needed = 0;
  for (std::size_t c = 0; c < machine.chips.size(); ++c) {
    const Chip& chip = machine.chips[c];
    const std::uint64_t height = std::uint64_t(1) << chip.limits.min_log;
    const bool fixed = is_fixed(chip) && takes_part(machine, rows, c);
    demand.fixed.push_back(fixed);
    if (fixed) least = std::max(least, chip.limits.min_log);
    if (is_fixed(chip) && !chip.table && rows[c] > height) {
      return limit("chip " + chip.name + " needs " + std::to_string(rows[c]) + " rows, the limit is " +
                   std::to_string(height));
    }
    const std::uint64_t count = fixed ? height : is_fixed(chip) ? 0 : rows[c];
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
  Result<Plan> plan = complete(task, layout, log_rows);
  if (!plan || options.memory_limit == 0 || plan->memory <= options.memory_limit) return plan;
  return within_memory(task, std::move(*plan), std::min(least, kMaxLogRows));
}

}  // namespace squall
