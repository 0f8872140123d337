#include "kit/chip_suite.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "machine/buses.hpp"

namespace squall::kit {

namespace {

bool in_range_table(const std::vector<Fp>& tuple) {
  const std::uint32_t bound = tuple[0].canonical(), x = tuple[1].canonical();
  return bound != 0 && bound <= 1u << (kRangeLogRows - 1) && (bound & (bound - 1)) == 0 && x < bound;
}

bool in_and_table(const std::vector<Fp>& tuple) {
  const std::uint32_t a = tuple[0].canonical(), b = tuple[1].canonical();
  return a < 256 && b < 256 && tuple[2] == Fp(a & b);
}

std::string show(Fp value) {
  const std::uint32_t w = value.canonical();
  return w > Fp::kModulus / 2 ? "-" + std::to_string(Fp::kModulus - w) : std::to_string(w);
}

}  // namespace

ChipSuite::ChipSuite(Chip chip, Judge judge, unsigned max_degree, unsigned group_size)
    : chip_(std::move(chip)), judge_(std::move(judge)) {
  finish_chip(chip_, max_degree, group_size);
  lookup(kRangeBus, in_range_table);
  lookup(kAndBus, in_and_table);
  values_.resize(chip_.dag.nodes.size());
  for (const Node& n : chip_.dag.nodes) {
    std::vector<bool> columns(chip_.column_count());
    if (n.kind == NodeKind::kColumn) {
      columns[n.a] = true;
    } else if (n.kind != NodeKind::kConstant) {
      for (std::size_t i = 0; i < columns.size(); ++i) columns[i] = depends_[n.a][i] || depends_[n.b][i];
    }
    depends_.push_back(std::move(columns));
  }
}

std::size_t ChipSuite::column(const std::string& name) const {
  const auto place = std::find(chip_.main.begin(), chip_.main.end(), name);
  check(place != chip_.main.end(), "a main column has this name");
  return static_cast<std::size_t>(place - chip_.main.begin());
}

void ChipSuite::free(const std::string& column_name, const std::string& reason) {
  column(column_name);
  check(!reason.empty(), "a reason");
  free_[column_name] = reason;
}

void ChipSuite::implied(const std::string& item, const std::string& reason) {
  check(!reason.empty(), "a reason");
  implied_[item] = reason;
}

void ChipSuite::evaluate(const Row& row, NodeId end) {
  for (NodeId i = 0; i < end; ++i) {
    const Node& n = chip_.dag.nodes[i];
    switch (n.kind) {
      case NodeKind::kConstant:
        values_[i] = Fp::from_canonical(n.a);
        break;
      case NodeKind::kColumn:
        values_[i] = row[n.a];
        break;
      case NodeKind::kAdd:
        values_[i] = values_[n.a] + values_[n.b];
        break;
      case NodeKind::kSub:
        values_[i] = values_[n.a] - values_[n.b];
        break;
      case NodeKind::kMul:
        values_[i] = values_[n.a] * values_[n.b];
        break;
    }
  }
}

std::vector<Sent> ChipSuite::messages(int without) const {
  std::vector<Sent> sent;
  for (std::size_t i = 0; i < chip_.dag.messages.size(); ++i) {
    if (static_cast<int>(i) == without) continue;
    const Message& m = chip_.dag.messages[i];
    Sent s{&m, values_[m.multiplicity], {}};
    for (const NodeId entry : m.entries) s.entries.push_back(values_[entry]);
    sent.push_back(std::move(s));
  }
  return sent;
}

const ChipSuite::Examined& ChipSuite::examine(const Row& row) {
  ++examined_;
  evaluate(row, static_cast<NodeId>(values_.size()));
  result_.broken.clear();
  const Dag& dag = chip_.dag;
  for (unsigned i = 0; i < dag.constraints.size(); ++i) {
    if (values_[dag.constraints[i].node] != Fp(0)) result_.broken.push_back(i);
  }
  std::vector<Fp> tuple;
  for (unsigned i = 0; i < dag.messages.size(); ++i) {
    const Message& m = dag.messages[i];
    const auto contains = lookups_.find(m.bus.number);
    if (contains == lookups_.end() || !m.bound || values_[m.multiplicity] == Fp(0)) continue;
    tuple.clear();
    for (const NodeId entry : m.entries) tuple.push_back(values_[entry]);
    if (!contains->second(tuple)) result_.broken.push_back(static_cast<unsigned>(dag.constraints.size()) + i);
  }
  return result_;
}

// All but range checks and bytes, of the row examined last and of `base`. False for padding, which may hold anything as
// long as it says nothing. Leaves the values of `base` behind.
bool ChipSuite::same_messages(const Row& base) {
  const auto relevant = [&] {
    std::vector<Fp> all;
    for (const Message& m : chip_.dag.messages) {
      if (m.bus.number == kRangeBus.number || m.bus.number == kAndBus.number) continue;
      if (values_[m.multiplicity] == Fp(0)) continue;
      all.push_back(values_[m.multiplicity]);
      for (const NodeId entry : m.entries) all.push_back(values_[entry]);
    }
    return all;
  };
  const std::vector<Fp> mine = relevant();
  if (mine.empty()) return false;
  evaluate(base, static_cast<NodeId>(values_.size()));
  return mine == relevant();
}

std::string ChipSuite::label(unsigned item) const {
  const Dag& dag = chip_.dag;
  if (item < dag.constraints.size()) return dag.constraints[item].label;
  const Message& m = dag.messages[item - dag.constraints.size()];
  return m.label + " (" + std::string(m.bus.name) + ")";
}

// Values of `cell` that make node = value: by factors if the value is 0, else where the node is linear in the cell.
void ChipSuite::solve(const Row& row, NodeId node, Fp value, std::size_t cell, std::vector<Fp>& solutions) {
  if (!depends_[node][cell]) return;
  const Node& n = chip_.dag.nodes[node];
  if (n.kind == NodeKind::kMul && value == Fp(0)) {
    solve(row, n.a, 0, cell, solutions);
    solve(row, n.b, 0, cell, solutions);
    return;
  }
  Row trial = row;
  Fp at[3];
  for (unsigned k = 0; k < 3; ++k) {
    trial[cell] = k;
    evaluate(trial, node + 1);
    at[k] = values_[node];
  }
  const Fp slope = at[1] - at[0];
  if (slope == Fp(0) || at[2] - at[1] != slope) return;
  solutions.push_back((value - at[0]) * slope.inverse());
}

// What would mend a broken item: a constraint is zero; the entries of a lookup are as in the honest row, or one of the
// values that the suite was told to try, or zero.
ChipSuite::Equations ChipSuite::equations(const Row& base, unsigned item) {
  const Dag& dag = chip_.dag;
  if (item < dag.constraints.size()) return {{dag.constraints[item].node, Fp(0)}};
  const Message& m = dag.messages[item - dag.constraints.size()];
  evaluate(base, static_cast<NodeId>(values_.size()));
  Equations result{{m.multiplicity, Fp(0)}};
  for (unsigned k = 0; k < m.entries.size(); ++k) {
    if (dag.is_constant(m.entries[k])) continue;
    std::vector<Fp> wanted{values_[m.entries[k]], Fp(0)};
    const auto more = targets_.find({m.bus.number, k});
    if (more != targets_.end()) wanted.insert(wanted.end(), more->second.begin(), more->second.end());
    for (const Fp value : wanted) result.emplace_back(m.entries[k], value);
  }
  return result;
}

std::vector<Fp> ChipSuite::changes(const Row& base, std::size_t cell, bool few) const {
  const Fp v = base[cell], half = Fp(2).inverse(), quarter = half * half, limb = Fp(kLimb);
  std::vector<Fp> values{v + Fp(1), v - Fp(1), v + limb, v - limb, Fp(0), Fp(1), Fp(1) - v, v + half, v + limb * half};
  if (!few) {
    for (const Fp step : {Fp(2), Fp(4), Fp(256), Fp(1 << 14), Fp(1 << 15), Fp(1 << 17), quarter, limb.inverse(),
                          Fp(256).inverse(), Fp(32).inverse(), half * limb.inverse()}) {
      values.push_back(v + step);
      values.push_back(v - step);
    }
    values.insert(values.end(), {Fp(2), Fp(-1), -v, half, v + v, v * half, Fp(0xffff), Fp(Fp::kModulus / 2)});
    for (std::size_t other = 0; other < base.size(); ++other) values.push_back(base[other]);
    for (std::size_t i = 0; i < honest_.size(); i += std::max<std::size_t>(1, honest_.size() / 4)) {
      values.push_back(honest_[i][cell]);
    }
  }
  const auto order = [](Fp a, Fp b) { return a.raw() < b.raw(); };
  std::sort(values.begin(), values.end(), order);
  values.erase(std::unique(values.begin(), values.end()), values.end());
  std::erase(values, v);
  return values;
}

void ChipSuite::consider(const Row& base, const Row& row, std::vector<std::size_t> changed, unsigned depth) {
  const std::vector<unsigned> broken = examine(row).broken;
  if (broken.size() <= 1) {
    const bool known = broken.size() == 1 && needed_[broken[0]];
    const Verdict verdict = known ? Verdict::kHonest : judge_(messages());
    if (broken.size() == 1) {
      if (verdict == Verdict::kForged) needed_[broken[0]] = true;
    } else {
      std::string columns, text;
      std::sort(changed.begin(), changed.end());
      for (const std::size_t cell : changed) columns += (columns.empty() ? "" : "+") + chip_.main[cell];
      for (std::size_t i = 0; i < chip_.main.size(); ++i) text += " " + chip_.main[i] + "=" + show(row[i]);
      if (verdict == Verdict::kForged) {
        forgeries_.emplace(columns, text);
      } else if (verdict == Verdict::kHonest && row != base && same_messages(base)) {
        survivors_.emplace(columns, text);
      }
      return;
    }
  }
  if (depth == 0 || broken.size() > 4) return;
  std::vector<Fp> solutions;
  for (const unsigned item : broken) {
    for (const auto& [node, value] : equations(base, item)) {
      for (std::size_t cell = 0; cell < chip_.main.size(); ++cell) {
        if (std::find(changed.begin(), changed.end(), cell) != changed.end()) continue;
        solutions.clear();
        solve(row, node, value, cell, solutions);
        for (const Fp solution : solutions) {
          if (solution == row[cell]) continue;
          Row next = row;
          next[cell] = solution;
          std::vector<std::size_t> more = changed;
          more.push_back(cell);
          consider(base, next, more, depth - 1);
        }
      }
    }
  }
}

void ChipSuite::attack(const Row& base, unsigned depth) {
  for (std::size_t cell = 0; cell < chip_.main.size(); ++cell) {
    for (const Fp value : changes(base, cell, depth > 1)) {
      Row row = base;
      row[cell] = value;
      consider(base, row, {cell}, depth);
    }
  }
}

// Selectors and the like: two or three of them at once, with values that are no booleans too.
void ChipSuite::combine_booleans(const Row& base, unsigned depth) {
  const std::size_t n = booleans_.size();
  const auto set = [&](const std::vector<std::size_t>& cells) {
    std::size_t combinations = 1;
    for (std::size_t i = 0; i < cells.size(); ++i) combinations *= 4;
    for (std::size_t k = 0; k < combinations; ++k) {
      Row row = base;
      std::vector<std::size_t> changed;
      for (std::size_t i = 0, rest = k; i < cells.size(); ++i, rest /= 4) {
        const Fp value = static_cast<int>(rest % 4) - 1;
        if (row[cells[i]] != value) changed.push_back(cells[i]);
        row[cells[i]] = value;
      }
      if (!changed.empty()) consider(base, row, changed, depth);
    }
  };
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = i + 1; j < n; ++j) {
      set({booleans_[i], booleans_[j]});
      for (std::size_t k = j + 1; k < std::min<std::size_t>(n, 5); ++k) {
        set({booleans_[i], booleans_[j], booleans_[k]});
      }
    }
  }
}

bool ChipSuite::is_complete() const {
  const std::size_t constraints = chip_.dag.constraints.size();
  for (unsigned i = 0; i < needed_.size(); ++i) {
    if (needed_[i] || implied_.contains(label(i))) continue;
    if (i < constraints || lookups_.contains(chip_.dag.messages[i - constraints].bus.number)) return false;
  }
  return true;
}

void ChipSuite::check_honest(std::vector<std::string>& problems) {
  const unsigned constraints = static_cast<unsigned>(chip_.dag.constraints.size());
  for (std::size_t i = 0; i < honest_.size(); ++i) {
    for (const unsigned item : examine(honest_[i]).broken) {
      problems.push_back("honest row " + std::to_string(i) + " is rejected: " + label(item));
    }
    if (judge_(messages()) != Verdict::kHonest) {
      problems.push_back("honest row " + std::to_string(i) + ": the judge does not agree");
    }
    // The graph and the chip's own code say the same.
    const Evaluation<Fp> direct = chip_.evaluate_row(honest_[i]);
    const std::vector<Sent> sent = messages();
    for (std::size_t m = 0; m < sent.size(); ++m) {
      if (direct.messages[m].multiplicity != sent[m].multiplicity || direct.messages[m].entries != sent[m].entries) {
        problems.push_back("readers disagree about message " + sent[m].message->label);
      }
    }
    if (problems.size() > 10) return;
  }
  // Dropping a message that is no lookup.
  for (std::size_t m = 0; m < chip_.dag.messages.size(); ++m) {
    if (lookups_.contains(chip_.dag.messages[m].bus.number)) continue;
    for (const Row& row : honest_) {
      examine(row);
      if (messages()[m].live() && judge_(messages(static_cast<int>(m))) != Verdict::kHonest) {
        needed_[constraints + m] = true;
        break;
      }
    }
  }
}

std::vector<std::string> ChipSuite::run(std::size_t bases) {
  std::vector<std::string> problems;
  check(!honest_.empty(), "some honest rows");
  const std::size_t constraints = chip_.dag.constraints.size();
  needed_.assign(constraints + chip_.dag.messages.size(), false);
  for (std::size_t cell = 0; cell < chip_.main.size(); ++cell) {
    if (std::all_of(honest_.begin(), honest_.end(), [&](const Row& r) { return r[cell] * (r[cell] - Fp(1)) == Fp(0); }))
      booleans_.push_back(cell);
  }
  check_honest(problems);
  if (!problems.empty()) return problems;

  // Padding: a row of zeros, with the fixed columns of an honest row, says nothing.
  Row padding = honest_[0];
  std::fill(padding.begin(), padding.begin() + static_cast<std::ptrdiff_t>(chip_.main.size()), Fp(0));
  for (const unsigned item : examine(padding).broken) problems.push_back("padding is rejected: " + label(item));
  for (const Sent& s : messages()) {
    if (s.live()) problems.push_back("padding has a live message: " + s.message->label);
  }

  std::vector<Row> attacked{padding};
  const std::size_t step = std::max<std::size_t>(1, honest_.size() / std::max<std::size_t>(1, bases));
  // Odd steps visit all residues of the loops that made the rows.
  for (std::size_t i = 0; i < honest_.size() && attacked.size() <= bases; i += step | 1) attacked.push_back(honest_[i]);
  for (const Row& base : attacked) {
    attack(base, 0);
    combine_booleans(base, 0);
  }
  for (const Row& base : attacked) attack(base, 1);
  for (const Row& row : forged_) consider(row, row, {}, 0);
  for (unsigned depth = 1; depth <= 2; ++depth) {
    for (std::size_t i = 0; i < attacked.size() && i < (depth == 1 ? 12 : 4) && !is_complete(); ++i) {
      combine_booleans(attacked[i], depth);
      if (depth > 1) attack(attacked[i], depth);
    }
  }

  for (const auto& [columns, row] : forgeries_) problems.push_back("FORGED by changing " + columns + ":" + row);
  std::set<std::string> survived;
  for (const auto& [columns, row] : survivors_) {
    std::string rest = columns;
    while (!rest.empty()) {
      const std::size_t plus = rest.find('+');
      const std::string name = rest.substr(0, plus);
      rest = plus == std::string::npos ? "" : rest.substr(plus + 1);
      survived.insert(name);
      if (!free_.contains(name)) problems.push_back("survivor, changing " + columns + ":" + row);
    }
  }
  for (const auto& [name, reason] : free_) {
    if (!survived.contains(name)) problems.push_back("listed as free but never survived: " + name);
  }
  std::set<std::string> noticed_nowhere;
  for (unsigned i = 0; i < needed_.size(); ++i) {
    if (!needed_[i]) noticed_nowhere.insert(label(i));
  }
  for (const std::string& item : noticed_nowhere) {
    if (!implied_.contains(item)) problems.push_back("nobody notices the removal of: " + item);
  }
  for (const auto& [item, reason] : implied_) {
    if (!noticed_nowhere.contains(item)) problems.push_back("listed as implied, but its removal is noticed: " + item);
  }
  return problems;
}

}  // namespace squall::kit
