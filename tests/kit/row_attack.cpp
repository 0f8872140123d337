#include "kit/row_attack.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "machine/buses.hpp"

namespace squall::kit {

namespace {

// "state[3]" -> "state"
std::string stem(const std::string& column) { return column.substr(0, column.find('[')); }

bool is_padding(const std::vector<Sent>& sent) {
  return std::none_of(sent.begin(), sent.end(), [](const Sent& s) { return s.live(); });
}

}  // namespace

RowAttack::RowAttack(const Chip& chip, std::vector<Row> honest, const LookupTables& tables)
    : chip_(chip), honest_(std::move(honest)), tables_(tables), state_(chip_, tables_) {
  check(chip.column_count() == chip.main.size(), "a chip without fixed columns");
}

void RowAttack::free(const std::string& column, const std::string& reason) {
  check(!reason.empty(), "a reason");
  free_[column] = reason;
}

void RowAttack::implied(const std::string& item, const std::string& reason) {
  check(!reason.empty(), "a reason");
  implied_[item] = reason;
}

bool RowAttack::is_free(std::size_t cell) const {
  return free_.contains(chip_.main[cell]) || free_.contains(stem(chip_.main[cell]));
}

std::string RowAttack::label(unsigned item) const {
  const Dag& dag = chip_.dag;
  if (item < dag.constraints.size()) return dag.constraints[item].label;
  const Message& m = dag.messages[item - dag.constraints.size()];
  return m.label + " (" + std::string(m.bus.name) + ")";
}

// Spread over all rows, first and last included.
std::vector<Row> RowAttack::sample(std::size_t count) const {
  if (honest_.size() <= count) return honest_;
  std::vector<Row> rows;
  for (std::size_t i = 0; i < count; ++i) rows.push_back(honest_[i * (honest_.size() - 1) / (count - 1)]);
  return rows;
}

std::vector<Fp> RowAttack::changes(std::size_t cell) const {
  const Fp v = state_.cell(cell), half = Fp(2).inverse(), limb = Fp(kLimb);
  std::vector<Fp> values{v + Fp(1),
                         v - Fp(1),
                         Fp(0),
                         Fp(1),
                         Fp(2),
                         Fp(-1),
                         Fp(1) - v,
                         v + limb,
                         v - limb,
                         v + Fp(256),
                         -v,
                         v - Fp(256),
                         v + half,
                         v + v,
                         Fp(255),
                         v + Fp(16),
                         v - Fp(2),
                         v + Fp(2),
                         v + Fp(4),
                         v - Fp(4),
                         v + limb * half,
                         Fp::from_canonical(0x12345678)};
  std::erase(values, v);
  return values;
}

std::vector<std::string> RowAttack::disagreements() const {
  std::vector<std::string> problems;
  RowState state(chip_, tables_);
  for (const Row& row : sample(4)) {
    state.load(row);
    const Evaluation<Fp> direct = chip_.evaluate_row(row);
    const std::vector<Sent> sent = state.messages();
    for (std::size_t m = 0; m < sent.size(); ++m) {
      if (direct.messages[m].multiplicity != sent[m].multiplicity || direct.messages[m].entries != sent[m].entries) {
        problems.push_back("readers disagree about message " + sent[m].message->label);
      }
    }
  }
  return problems;
}

// Honest rows and padding are accepted, and every message is used.
void RowAttack::complain_about_rows(std::vector<std::string>& problems) {
  check(!honest_.empty(), "some honest rows");
  std::vector<bool> used(chip_.dag.messages.size(), false);
  for (std::size_t i = 0; i < honest_.size(); ++i) {
    state_.load(honest_[i]);
    for (const unsigned item : state_.broken()) {
      problems.push_back("honest row " + std::to_string(i) + " is rejected: " + label(item));
    }
    const std::vector<Sent> sent = state_.messages();
    for (std::size_t m = 0; m < sent.size(); ++m) used[m] = used[m] || sent[m].live();
    if (judge_ && judge_(sent) != Verdict::kHonest) {
      problems.push_back("honest row " + std::to_string(i) + ": the judge does not agree");
    }
    if (problems.size() > 10) return;
  }
  for (std::size_t m = 0; m < used.size(); ++m) {
    if (!used[m]) problems.push_back("never live: " + chip_.dag.messages[m].label);
  }
  state_.load(Row(chip_.column_count(), Fp(0)));
  for (const unsigned item : state_.broken()) problems.push_back("padding is rejected: " + label(item));
  if (!is_padding(state_.messages())) problems.push_back("padding has a live message");
}

// A forged row that nothing rejects is a hole, whatever it was made for.
void RowAttack::look_for_hole(const std::string& how) {
  if (!state_.broken().empty() || holes_.size() >= 10) return;
  if (judge_ && judge_(state_.messages()) == Verdict::kForged) holes_.insert("a forged row is accepted: " + how);
}

void RowAttack::complain_about_holes(std::vector<std::string>& problems) {
  problems.insert(problems.end(), holes_.begin(), holes_.end());
  holes_.clear();
}

std::vector<std::string> RowAttack::mutations(const Effort& effort) {
  std::vector<std::string> problems;
  complain_about_rows(problems);
  std::set<std::string> survived;
  for (const Row& base : sample(effort.bases)) {
    state_.load(base);
    if (is_padding(state_.messages())) continue;
    for (std::size_t cell = 0; cell < base.size(); ++cell) {
      for (const Fp value : changes(cell)) {
        state_.set(cell, value);
        look_for_hole(chip_.main[cell] + " changed");
        if (state_.broken().empty() && !state_.says_something_else(cell)) {
          const bool is_new = survived.insert(chip_.main[cell]).second;
          survived.insert(stem(chip_.main[cell]));
          if (is_new && !is_free(cell)) {
            problems.push_back("survivor: " + chip_.main[cell] + " = " + std::to_string(value.canonical()) +
                               " instead of " + std::to_string(base[cell].canonical()));
          }
        }
        state_.set(cell, base[cell]);
      }
    }
  }
  for (const auto& [name, reason] : free_) {
    if (!survived.contains(name)) problems.push_back("listed as free but never survived: " + name);
  }
  complain_about_holes(problems);
  return problems;
}

std::vector<std::string> RowAttack::removals(const Effort& effort) {
  std::vector<std::string> problems;
  complain_about_rows(problems);
  for (std::size_t i = 0; i < forged_.size(); ++i) {
    state_.load(forged_[i]);
    if (!judge_ && state_.broken().empty()) problems.push_back("forged row " + std::to_string(i) + " is accepted");
    look_for_hole("number " + std::to_string(i));
  }
  std::map<std::string, std::vector<unsigned>> labels;
  for (unsigned i = 0; i < chip_.dag.constraints.size() + chip_.dag.messages.size(); ++i) {
    if (i < chip_.dag.constraints.size() || state_.is_lookup(i)) labels[label(i)].push_back(i);
  }
  for (const auto& [name, items] : labels) {
    const std::size_t count = std::min(items.size(), effort.per_label);
    for (std::size_t k = 0; k < count; ++k) {
      const unsigned item = items[count == 1 ? 0 : k * (items.size() - 1) / (count - 1)];
      const bool needed = shown_needed(item, effort);
      const auto number = [&] { return " (number " + std::to_string(item) + ")"; };
      if (!needed && !implied_.contains(name)) problems.push_back("nobody notices the removal of: " + name + number());
      if (needed && implied_.contains(name)) {
        problems.push_back("listed as implied, but its removal is noticed: " + name + number());
      }
    }
  }
  for (const auto& [name, reason] : implied_) {
    if (!labels.contains(name)) problems.push_back("listed as implied, but there is none: " + name);
  }
  complain_about_holes(problems);
  return problems;
}

bool RowAttack::shown_needed(unsigned item, const Effort& effort) {
  std::vector<Row> bases = forged_;
  for (Row& row : sample(effort.bases)) bases.push_back(std::move(row));
  const std::vector<std::uint32_t> cells = state_.cells_of_item(item);
  for (std::size_t i = 0; i < bases.size(); ++i) {
    base_ = &bases[i];
    changed_.clear();
    state_.load(bases[i]);
    if (i < forged_.size() && forged_only_by(item)) return true;
  }
  // Every base gets a share of the tries, with few repairs first.
  for (unsigned depth = 0; depth <= effort.depth; ++depth) {
    for (const Row& base : bases) {
      base_ = &base;
      changed_.clear();
      state_.load(base);
      tries_ = effort.tries / bases.size() / (effort.depth + 1);
      std::vector<std::pair<std::size_t, Fp>> starts;
      for (const std::uint32_t cell : cells) {
        for (const Fp value : changes(cell)) starts.emplace_back(cell, value);
      }
      std::shuffle(starts.begin(), starts.end(), random_);
      for (const auto& [cell, value] : starts) {
        if (tries_ == 0) break;
        if (change_and_repair(item, cell, value, depth)) return true;
      }
    }
  }
  return false;
}

bool RowAttack::forged_only_by(unsigned item) {
  if (state_.broken() != std::set<unsigned>{item}) return false;
  if (judge_) return judge_(state_.messages()) == Verdict::kForged;
  return std::any_of(changed_.begin(), changed_.end(), [&](std::size_t cell) { return !is_free(cell); });
}

bool RowAttack::change_and_repair(unsigned item, std::size_t cell, Fp value, unsigned depth) {
  if (tries_ == 0) return false;
  --tries_;
  const Fp before = state_.cell(cell);
  state_.set(cell, value);
  changed_.push_back(cell);
  if (state_.broken().empty()) look_for_hole(chip_.main[cell] + " changed on the way to: " + label(item));
  const bool found = forged_only_by(item) || (depth > 0 && repair(item, depth));
  changed_.pop_back();
  state_.set(cell, before);
  return found;
}

// Mends the first thing that is broken apart from the item, if the item stays broken.
bool RowAttack::repair(unsigned item, unsigned depth) {
  std::vector<unsigned> others(state_.broken().begin(), state_.broken().end());
  if (std::erase(others, item) == 0 || others.empty() || others.size() > 3 * depth) return false;
  struct Mend {
    std::size_t cell;
    Fp value;
  };
  std::vector<Mend> mends;
  for (const auto& [node, value] : wishes(others[0])) {
    for (const std::uint32_t cell : state_.cells_of(node)) {
      if (std::find(changed_.begin(), changed_.end(), cell) != changed_.end()) continue;
      const std::optional<Fp> solution = solve(node, value, cell);
      if (solution && *solution != state_.cell(cell)) mends.push_back({cell, *solution});
    }
  }
  // Cells that matter in few places first.
  std::stable_sort(mends.begin(), mends.end(), [&](const Mend& a, const Mend& b) {
    return state_.items_of(a.cell).size() < state_.items_of(b.cell).size();
  });
  for (const Mend& mend : mends) {
    if (change_and_repair(item, mend.cell, mend.value, depth - 1)) return true;
  }
  return false;
}

// Nodes and values that would mend a broken item.
std::vector<std::pair<NodeId, Fp>> RowAttack::wishes(unsigned item) const {
  const Dag& dag = chip_.dag;
  std::vector<std::pair<NodeId, Fp>> result;
  if (item < dag.constraints.size()) {
    // A product is zero where a factor is.
    std::vector<NodeId> open{dag.constraints[item].node};
    while (!open.empty()) {
      const NodeId node = open.back();
      open.pop_back();
      if (dag.nodes[node].kind == NodeKind::kMul) {
        open.insert(open.end(), {dag.nodes[node].a, dag.nodes[node].b});
      } else if (dag.nodes[node].kind != NodeKind::kConstant) {
        result.emplace_back(node, Fp(0));
      }
    }
    return result;
  }
  const Message& m = dag.messages[item - dag.constraints.size()];
  const std::vector<Fp> now = state_.tuple(item);
  for (const auto& [entry, value] : tables_.at(m.bus.number).mend(now)) result.emplace_back(m.entries[entry], value);
  return result;
}

// The value of a cell that makes node = value, if the node is linear in it.
std::optional<Fp> RowAttack::solve(NodeId node, Fp value, std::size_t cell) {
  const Fp before = state_.cell(cell), now = state_.node(node);
  state_.set(cell, before + Fp(1));
  const Fp slope = state_.node(node) - now;
  state_.set(cell, before + Fp(2));
  const Fp next = state_.node(node) - now;
  state_.set(cell, before);
  if (slope == Fp(0) || next != slope + slope) return std::nullopt;
  return before + (value - now) * slope.inverse();
}

}  // namespace squall::kit
