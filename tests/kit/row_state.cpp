#include <algorithm>

#include "kit/row_attack.hpp"

namespace squall::kit {

namespace {

std::vector<std::uint32_t> merged(const std::vector<std::uint32_t>& a, const std::vector<std::uint32_t>& b) {
  std::vector<std::uint32_t> all;
  std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(all));
  return all;
}

}  // namespace

RowState::RowState(const Chip& chip, const LookupTables& tables) : chip_(chip), tables_(tables) {
  const Dag& dag = chip.dag;
  cell_nodes_.resize(chip.column_count());
  cell_items_.resize(chip.column_count());
  values_.resize(dag.nodes.size());
  for (NodeId i = 0; i < dag.nodes.size(); ++i) {
    const Node& n = dag.nodes[i];
    node_cells_.emplace_back();
    if (n.kind == NodeKind::kColumn) {
      node_cells_[i] = {n.a};
    } else if (n.kind != NodeKind::kConstant) {
      node_cells_[i] = merged(node_cells_[n.a], node_cells_[n.b]);
    }
    for (const std::uint32_t cell : node_cells_[i]) cell_nodes_[cell].push_back(i);
  }
  for (unsigned item = 0; item < dag.constraints.size() + dag.messages.size(); ++item) {
    for (const std::uint32_t cell : cells_of_item(item)) cell_items_[cell].push_back(item);
  }
}

std::vector<std::uint32_t> RowState::cells_of_item(unsigned item) const {
  const Dag& dag = chip_.dag;
  if (item < dag.constraints.size()) return node_cells_[dag.constraints[item].node];
  const Message& m = dag.messages[item - dag.constraints.size()];
  std::vector<std::uint32_t> cells = node_cells_[m.multiplicity];
  for (const NodeId entry : m.entries) cells = merged(cells, node_cells_[entry]);
  return cells;
}

Fp RowState::compute(NodeId node) const {
  const Node& n = chip_.dag.nodes[node];
  switch (n.kind) {
    case NodeKind::kConstant:
      return Fp::from_canonical(n.a);
    case NodeKind::kColumn:
      return row_[n.a];
    case NodeKind::kAdd:
      return values_[n.a] + values_[n.b];
    case NodeKind::kSub:
      return values_[n.a] - values_[n.b];
    case NodeKind::kMul:
      return values_[n.a] * values_[n.b];
  }
  return 0;
}

void RowState::load(const Row& row) {
  row_ = row;
  for (NodeId i = 0; i < values_.size(); ++i) values_[i] = compute(i);
  loaded_ = values_;
  broken_.clear();
  for (unsigned i = 0; i < chip_.dag.constraints.size() + chip_.dag.messages.size(); ++i) judge(i);
}

void RowState::set(std::size_t cell, Fp value) {
  row_[cell] = value;
  for (const NodeId node : cell_nodes_[cell]) values_[node] = compute(node);
  for (const unsigned item : cell_items_[cell]) judge(item);
}

bool RowState::is_lookup(unsigned item) const {
  const Dag& dag = chip_.dag;
  if (item < dag.constraints.size()) return false;
  const Message& m = dag.messages[item - dag.constraints.size()];
  return m.bound && tables_.contains(m.bus.number);
}

std::vector<Fp> RowState::tuple(unsigned item) const {
  std::vector<Fp> entries;
  for (const NodeId entry : chip_.dag.messages[item - chip_.dag.constraints.size()].entries) {
    entries.push_back(values_[entry]);
  }
  return entries;
}

void RowState::judge(unsigned item) {
  const Dag& dag = chip_.dag;
  bool bad = false;
  if (item < dag.constraints.size()) {
    bad = values_[dag.constraints[item].node] != Fp(0);
  } else if (is_lookup(item)) {
    const Message& m = dag.messages[item - dag.constraints.size()];
    bad = values_[m.multiplicity] != Fp(0) && !tables_.at(m.bus.number).contains(tuple(item));
  }
  if (bad) {
    broken_.insert(item);
  } else {
    broken_.erase(item);
  }
}

bool RowState::says_something_else(std::size_t cell) const {
  const std::size_t constraints = chip_.dag.constraints.size();
  for (const unsigned item : cell_items_[cell]) {
    if (item < constraints || is_lookup(item)) continue;
    const Message& m = chip_.dag.messages[item - constraints];
    if (values_[m.multiplicity] == Fp(0) && loaded_[m.multiplicity] == Fp(0)) continue;
    if (values_[m.multiplicity] != loaded_[m.multiplicity]) return true;
    for (const NodeId entry : m.entries) {
      if (values_[entry] != loaded_[entry]) return true;
    }
  }
  return false;
}

std::vector<Sent> RowState::messages() const {
  std::vector<Sent> sent;
  for (unsigned i = 0; i < chip_.dag.messages.size(); ++i) {
    const Message& m = chip_.dag.messages[i];
    sent.push_back({&m, values_[m.multiplicity], tuple(static_cast<unsigned>(chip_.dag.constraints.size()) + i)});
  }
  return sent;
}

}  // namespace squall::kit
