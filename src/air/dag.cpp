#include "air/dag.hpp"

#include <algorithm>
#include <utility>

namespace squall {

NodeId Dag::add(Node node, unsigned degree) {
  const auto [place, inserted] = known_.try_emplace(node, static_cast<NodeId>(nodes.size()));
  if (inserted) {
    nodes.push_back(node);
    degrees.push_back(degree);
  }
  return place->second;
}

NodeId Dag::constant(Fp value) { return add({NodeKind::kConstant, value.canonical(), 0}, 0); }

NodeId Dag::column(std::uint32_t index) { return add({NodeKind::kColumn, index, 0}, 1); }

NodeId Dag::binary(NodeKind kind, NodeId a, NodeId b) {
  if (is_constant(a) && is_constant(b)) {
    const Fp x = constant_value(a), y = constant_value(b);
    return constant(kind == NodeKind::kAdd ? x + y : kind == NodeKind::kSub ? x - y : x * y);
  }
  const auto is = [&](NodeId node, Fp value) { return is_constant(node) && constant_value(node) == value; };
  if (kind == NodeKind::kMul) {
    if (is(a, 0) || is(b, 0)) return constant(0);
    if (is(a, 1)) return b;
    if (is(b, 1)) return a;
    if (a > b) std::swap(a, b);
    return add({kind, a, b}, degrees[a] + degrees[b]);
  }
  if (is(b, 0)) return a;
  if (kind == NodeKind::kAdd) {
    if (is(a, 0)) return b;
    if (a > b) std::swap(a, b);
  }
  return add({kind, a, b}, std::max(degrees[a], degrees[b]));
}

Symbol Symbol::apply(NodeKind kind, const Symbol& a, const Symbol& b) {
  Dag* dag = a.dag_ ? a.dag_ : b.dag_;
  if (!dag) {
    return kind == NodeKind::kAdd   ? a.constant_ + b.constant_
           : kind == NodeKind::kSub ? a.constant_ - b.constant_
                                    : a.constant_ * b.constant_;
  }
  return Symbol(dag, dag->binary(kind, a.in(*dag), b.in(*dag)));
}

}  // namespace squall
