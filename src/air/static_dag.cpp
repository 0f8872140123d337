#include "air/static_dag.hpp"

#include <algorithm>
#include <map>

namespace squall {
namespace {

// The node of `dag` that equals each of the recorded ones; empty if one is missing. Numbers may differ, since the order
// in which operands of an expression are evaluated is the compiler's choice.
std::vector<NodeId> counterparts(const StaticDag& recorded, const Dag& dag) {
  std::map<Node, NodeId> known;
  for (NodeId i = 0; i < dag.nodes.size(); ++i) known[dag.nodes[i]] = i;
  std::vector<NodeId> result;
  for (Node node : recorded.nodes) {
    if (node.kind != NodeKind::kConstant && node.kind != NodeKind::kColumn) {
      node.a = result[node.a];
      node.b = result[node.b];
      if (node.kind != NodeKind::kSub && node.a > node.b) std::swap(node.a, node.b);
    }
    const auto found = known.find(node);
    if (found == known.end()) return {};
    result.push_back(found->second);
  }
  return result;
}

}  // namespace

bool same_chip(const StaticDag& dag, const StaticList<MessageGroup, 48>& groups, const Chip& chip) {
  const std::vector<NodeId> map = counterparts(dag, chip.dag);
  if (map.empty()) return false;
  const auto same_node = [&](NodeId a, NodeId b) { return map[a] == b; };
  const auto same_constraint = [&](NodeId a, const Constraint& b) { return map[a] == b.node; };
  const auto same_message = [&](const StaticDag::Message& a, const Message& b) {
    return a.bus == b.bus.number && map[a.multiplicity] == b.multiplicity &&
           std::equal(a.entries.begin(), a.entries.end(), b.entries.begin(), b.entries.end(), same_node);
  };
  const Dag& other = chip.dag;
  return std::equal(dag.constraints.begin(), dag.constraints.end(), other.constraints.begin(), other.constraints.end(),
                    same_constraint) &&
         std::equal(dag.messages.begin(), dag.messages.end(), other.messages.begin(), other.messages.end(),
                    same_message) &&
         std::equal(groups.begin(), groups.end(), chip.groups.begin(), chip.groups.end());
}

}  // namespace squall
