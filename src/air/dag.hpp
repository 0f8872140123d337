#pragma once

// A chip's constraints and messages as one hash-consed graph of additions, subtractions and multiplications over
// columns and constants. It is recorded by running the chip's `eval` once on symbols; degree, documentation, exporters
// and the provers' evaluators read it. The verifier evaluates `eval` directly.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "air/bus.hpp"
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

  unsigned degree(NodeId node) const { return degrees[node]; }
  bool is_constant(NodeId node) const { return nodes[node].kind == NodeKind::kConstant; }
  // Constants only.
  Fp constant_value(NodeId node) const { return Fp::from_canonical(nodes[node].a); }

 private:
  NodeId add(Node node, unsigned degree);
  std::map<Node, NodeId> known_;
};

// The value type with which `eval` is recorded: a node of a Dag, or a constant that belongs to none yet.
class Symbol {
 public:
  Symbol() = default;
  Symbol(Fp constant) : constant_(constant) {}
  template <std::integral I>
  Symbol(I value) : constant_(Fp(value)) {}
  Symbol(Dag* dag, NodeId node) : dag_(dag), node_(node) {}

  // The node of this value in `dag`.
  NodeId in(Dag& dag) const { return dag_ ? node_ : dag.constant(constant_); }

  friend Symbol operator+(const Symbol& a, const Symbol& b) { return apply(NodeKind::kAdd, a, b); }
  friend Symbol operator-(const Symbol& a, const Symbol& b) { return apply(NodeKind::kSub, a, b); }
  friend Symbol operator*(const Symbol& a, const Symbol& b) { return apply(NodeKind::kMul, a, b); }
  friend Symbol operator-(const Symbol& a) { return Symbol(0) - a; }
  Symbol& operator+=(const Symbol& b) { return *this = *this + b; }

 private:
  static Symbol apply(NodeKind kind, const Symbol& a, const Symbol& b);
  Dag* dag_ = nullptr;
  NodeId node_ = 0;
  Fp constant_;
};

}  // namespace squall
