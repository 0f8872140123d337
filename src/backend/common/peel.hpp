#pragma once

// Entries of messages without their constants, which cost nothing in a fingerprint.

#include "air/dag.hpp"

namespace squall {

// scale * node + offset, or only the offset.
struct Peeled {
  NodeId node = 0;
  bool constant = false;
  Fp scale = 1, offset = 0;
};

// For a Dag, or a graph like it.
template <class Graph>
constexpr Peeled peel(const Graph& dag, NodeId node) {
  Peeled entry;
  for (;;) {
    const Node n = dag.nodes[node];
    if (n.kind == NodeKind::kConstant) {
      entry.offset += entry.scale * dag.constant_value(node);
      entry.constant = true;
      return entry;
    }
    if (n.kind == NodeKind::kColumn || (!dag.is_constant(n.a) && !dag.is_constant(n.b))) break;
    const bool left = dag.is_constant(n.a);
    const Fp constant = dag.constant_value(left ? n.a : n.b);
    node = left ? n.b : n.a;
    if (n.kind == NodeKind::kMul) {
      entry.scale *= constant;
    } else if (n.kind == NodeKind::kAdd) {
      entry.offset += entry.scale * constant;
    } else if (left) {
      entry.offset += entry.scale * constant;
      entry.scale = -entry.scale;
    } else {
      entry.offset -= entry.scale * constant;
    }
  }
  entry.node = node;
  return entry;
}

}  // namespace squall
