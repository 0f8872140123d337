#include "air/dag.hpp"

namespace squall {

namespace {

std::uint64_t hash(const Node& n) {
  std::uint64_t x = (std::uint64_t(n.a) << 32 | n.b) + static_cast<std::uint64_t>(n.kind) * 0x9e3779b97f4a7c15u;
  x ^= x >> 31;
  x *= 0xbf58476d1ce4e5b9u;  // of the finalizer of SplitMix64
  return x ^ x >> 29;
}

}  // namespace

std::uint32_t& Dag::place_of(const Node& node) {
  std::size_t at = hash(node) & (places_.size() - 1);
  while (places_[at] != 0 && nodes[places_[at] - 1] != node) at = (at + 1) & (places_.size() - 1);
  return places_[at];
}

void Dag::grow() {
  places_.assign(places_.empty() ? 64 : 2 * places_.size(), 0);
  for (std::uint32_t i = 0; i < nodes.size(); ++i) place_of(nodes[i]) = i + 1;
}

NodeId Dag::add(const Node& node, unsigned degree) {
  if (2 * (nodes.size() + 1) > places_.size()) grow();
  std::uint32_t& place = place_of(node);
  if (place == 0) {
    nodes.push_back(node);
    degrees.push_back(degree);
    place = static_cast<std::uint32_t>(nodes.size());
  }
  return place - 1;
}

NodeId Dag::constant(Fp value) { return add({NodeKind::kConstant, value.canonical(), 0}, 0); }

NodeId Dag::column(std::uint32_t index) { return add({NodeKind::kColumn, index, 0}, 1); }

NodeId Dag::binary(NodeKind kind, NodeId a, NodeId b) { return fold_binary(*this, kind, a, b); }

}  // namespace squall
