#pragma once

// A chip's constraints and messages as one hash-consed graph of additions, subtractions and multiplications over
// columns and constants. It is recorded by running the chip's `eval` once on symbols; degree, documentation, exporters
// and the provers' evaluators read it. The verifier evaluates `eval` directly.

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "air/bus.hpp"
#include "base/check.hpp"
#include "field/koalabear.hpp"

namespace squall {

using NodeId = std::uint32_t;

enum class NodeKind : std::uint8_t { kConstant, kColumn, kAdd, kSub, kMul };

struct Node {
  NodeKind kind;
  std::uint32_t a, b;  // constant: canonical word in a; column: index in a; else operand nodes
  auto operator<=>(const Node&) const = default;
};

struct Constraint {
  std::string label;
  NodeId node;
  std::string file;  // where the chip states it
  unsigned line;
};

// Contributes multiplicity / fingerprint(bus, entries) per row. `bound` is the largest |multiplicity| that the chip's
// constraints enforce; none means a free witness, allowed only if every entry is a fixed column or a constant.
struct Message {
  std::string label;
  Bus bus;
  NodeId multiplicity;
  std::vector<NodeId> entries;
  std::optional<std::uint32_t> bound;
  std::string file;
  unsigned line;
};

class Dag {
 public:
  std::vector<Node> nodes;        // operands precede their users
  std::vector<unsigned> degrees;  // per node; columns have degree 1
  std::vector<Constraint> constraints;
  std::vector<Message> messages;

  NodeId constant(Fp value);
  NodeId column(std::uint32_t index);
  // Folds constants and neutral elements; equal expressions get equal nodes.
  NodeId binary(NodeKind kind, NodeId a, NodeId b);

  // What Builder says. Entries are symbols.
  void add_constraint(std::string_view label, NodeId node, const std::source_location& where) {
    constraints.push_back({std::string(label), node, where.file_name(), where.line()});
  }
  template <class S>
  void add_message(std::string_view label, const Bus& bus, const S& multiplicity, std::initializer_list<S> entries,
                   std::optional<std::uint32_t> bound, const std::source_location& where) {
    check(entries.size() == bus.arity, "a message has as many entries as its bus");
    std::vector<NodeId> operands;
    for (const S& entry : entries) operands.push_back(entry.in(*this));
    messages.push_back(
        {std::string(label), bus, multiplicity.in(*this), std::move(operands), bound, where.file_name(), where.line()});
  }

  // The node that equals this one, made if there is none.
  NodeId add(const Node& node, unsigned degree);

  unsigned degree(NodeId node) const { return degrees[node]; }
  bool is_constant(NodeId node) const { return nodes[node].kind == NodeKind::kConstant; }
  // Constants only.
  Fp constant_value(NodeId node) const { return Fp::from_canonical(nodes[node].a); }

 private:
  // Where a node is, or where it belongs.
  std::uint32_t& place_of(const Node& node);
  void grow();

  std::vector<std::uint32_t> places_;  // open hash table, at most half full: node number + 1, 0 is free
};

// What `binary` of a Dag does, for any graph with its interface.
template <class Graph>
constexpr NodeId fold_binary(Graph& graph, NodeKind kind, NodeId a, NodeId b) {
  if (graph.is_constant(a) && graph.is_constant(b)) {
    const Fp x = graph.constant_value(a), y = graph.constant_value(b);
    return graph.constant(kind == NodeKind::kAdd ? x + y : kind == NodeKind::kSub ? x - y : x * y);
  }
  const auto is = [&](NodeId node, Fp value) { return graph.is_constant(node) && graph.constant_value(node) == value; };
  const auto swap_if = [&](bool condition) {
    if (!condition) return;
    const NodeId first = a;
    a = b;
    b = first;
  };
  const unsigned p = graph.degree(a), q = graph.degree(b);
  if (kind == NodeKind::kMul) {
    if (is(a, 0) || is(b, 0)) return graph.constant(0);
    if (is(a, 1)) return b;
    if (is(b, 1)) return a;
    swap_if(a > b);
    return graph.add({kind, a, b}, p + q);
  }
  if (is(b, 0)) return a;
  if (kind == NodeKind::kAdd) {
    if (is(a, 0)) return b;
    swap_if(a > b);
  }
  return graph.add({kind, a, b}, p > q ? p : q);
}

// The value type with which `eval` is recorded: a node of a graph, or a constant that belongs to none yet.
template <class Graph>
class BasicSymbol {
 public:
  constexpr BasicSymbol() = default;
  constexpr BasicSymbol(Fp constant) : constant_(constant) {}
  template <std::integral I>
  constexpr BasicSymbol(I value) : constant_(Fp(value)) {}
  constexpr BasicSymbol(Graph* graph, NodeId node) : graph_(graph), node_(node) {}

  // The node of this value in `graph`.
  constexpr NodeId in(Graph& graph) const { return graph_ ? node_ : graph.constant(constant_); }

  friend constexpr BasicSymbol operator+(const BasicSymbol& a, const BasicSymbol& b) {
    return apply(NodeKind::kAdd, a, b);
  }
  friend constexpr BasicSymbol operator-(const BasicSymbol& a, const BasicSymbol& b) {
    return apply(NodeKind::kSub, a, b);
  }
  friend constexpr BasicSymbol operator*(const BasicSymbol& a, const BasicSymbol& b) {
    return apply(NodeKind::kMul, a, b);
  }
  friend constexpr BasicSymbol operator-(const BasicSymbol& a) { return BasicSymbol(0) - a; }
  constexpr BasicSymbol& operator+=(const BasicSymbol& b) { return *this = *this + b; }

 private:
  static constexpr BasicSymbol apply(NodeKind kind, const BasicSymbol& a, const BasicSymbol& b) {
    Graph* graph = a.graph_ ? a.graph_ : b.graph_;
    if (graph) return BasicSymbol(graph, graph->binary(kind, a.in(*graph), b.in(*graph)));
    return kind == NodeKind::kAdd   ? a.constant_ + b.constant_
           : kind == NodeKind::kSub ? a.constant_ - b.constant_
                                    : a.constant_ * b.constant_;
  }
  Graph* graph_ = nullptr;
  NodeId node_ = 0;
  Fp constant_;
};

using Symbol = BasicSymbol<Dag>;

}  // namespace squall
