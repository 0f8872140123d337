#include "air/dag.hpp"

namespace squall {

NodeId Dag::add(const Node& node, unsigned degree) {
  const auto [place, inserted] = known_.try_emplace(node, static_cast<NodeId>(nodes.size()));
  if (inserted) {
    nodes.push_back(node);
    degrees.push_back(degree);
  }
  return place->second;
}

NodeId Dag::constant(Fp value) { return add({NodeKind::kConstant, value.canonical(), 0}, 0); }

NodeId Dag::column(std::uint32_t index) { return add({NodeKind::kColumn, index, 0}, 1); }

NodeId Dag::binary(NodeKind kind, NodeId a, NodeId b) { return fold_binary(*this, kind, a, b); }

}  // namespace squall
