#pragma once

// The graph of a chip at compile time: what make_chip records, as a constant expression. Back ends that compile a chip
// into straight-line code take it from here, and check with `same_chip` that the machine at hand has this very chip.

#include <array>

#include "air/chip.hpp"

namespace squall {

template <class T, std::size_t Capacity>
struct StaticList {
  std::array<T, Capacity> items{};
  std::size_t count = 0;

  constexpr void push_back(const T& item) { items.at(count++) = item; }
  constexpr std::size_t size() const { return count; }
  constexpr const T& operator[](std::size_t i) const { return items[i]; }
  constexpr const T* begin() const { return items.data(); }
  constexpr const T* end() const { return items.data() + count; }
};

class StaticDag {
 public:
  struct Message {
    unsigned bus = 0;  // its number
    NodeId multiplicity = 0;
    StaticList<NodeId, kMaxArity> entries;
  };
  StaticList<Node, 512> nodes;
  StaticList<unsigned, 512> degrees;
  StaticList<NodeId, 64> constraints;
  StaticList<Message, 48> messages;

  constexpr NodeId constant(Fp value) { return add({NodeKind::kConstant, value.canonical(), 0}, 0); }
  constexpr NodeId column(std::uint32_t index) { return add({NodeKind::kColumn, index, 0}, 1); }
  constexpr NodeId binary(NodeKind kind, NodeId a, NodeId b) { return fold_binary(*this, kind, a, b); }
  constexpr NodeId add(const Node& node, unsigned degree) {
    std::uint32_t at = (node.a * 31 + node.b * 977 + static_cast<std::uint32_t>(node.kind) * 331) % kPlaces;
    for (; places_[at] != 0; at = (at + 1) % kPlaces) {
      if (nodes[places_[at] - 1u] == node) return places_[at] - 1u;
    }
    nodes.push_back(node);
    degrees.push_back(degree);
    places_[at] = static_cast<std::uint16_t>(nodes.size());
    return static_cast<NodeId>(nodes.size() - 1);
  }

  constexpr unsigned degree(NodeId node) const { return degrees[node]; }
  constexpr bool is_constant(NodeId node) const { return nodes[node].kind == NodeKind::kConstant; }
  constexpr Fp constant_value(NodeId node) const { return Fp::from_canonical(nodes[node].a); }

  constexpr void add_constraint(std::string_view, NodeId node, const std::source_location&) {
    constraints.push_back(node);
  }
  template <class S>
  constexpr void add_message(std::string_view, const Bus& bus, const S& multiplicity, std::initializer_list<S> entries,
                             std::optional<std::uint32_t>, const std::source_location&) {
    Message message;
    message.bus = bus.number;
    for (const S& entry : entries) message.entries.push_back(entry.in(*this));
    message.multiplicity = multiplicity.in(*this);
    messages.push_back(message);
  }

 private:
  static constexpr std::uint32_t kPlaces = 2048;
  std::array<std::uint16_t, kPlaces> places_{};  // hash table: node number + 1
};

template <class Definition>
constexpr StaticDag record_static() {
  using S = BasicSymbol<StaticDag>;
  constexpr std::size_t kColumns = width_of<Definition::template Main>() + width_of<Definition::template Closed>() +
                                   width_of<Definition::template Preprocessed>();
  StaticDag dag;
  std::array<S, kColumns> row;
  for (std::uint32_t i = 0; i < kColumns; ++i) row[i] = S(&dag, dag.column(i));
  Builder<S> builder(dag);
  detail::evaluate<Definition>(builder, std::span<const S>(row));
  return dag;
}

// As in a machine with these limits.
constexpr StaticList<MessageGroup, 48> static_groups(const StaticDag& dag, unsigned max_degree, unsigned group_size) {
  StaticList<MessageGroup, 48> groups;
  for (std::size_t first = 0; first < dag.messages.size(); first += groups[groups.size() - 1].count) {
    groups.push_back(next_group(dag, first, max_degree, group_size));
  }
  return groups;
}

// Whether a finished chip is the one that was recorded.
bool same_chip(const StaticDag& dag, const StaticList<MessageGroup, 48>& groups, const Chip& chip);

}  // namespace squall
