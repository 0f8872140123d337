#pragma once

// What compiled chips know about themselves at compile time: their graph, in which order its nodes are computed, and
// which elements of K the challenges turn into (coefficients, by number).

#include "air/static_dag.hpp"
#include "backend/common/peel.hpp"

namespace squall::cuda {

// Chips are compiled for machines with these limits.
inline constexpr unsigned kCompiledDegree = 4, kCompiledGroup = 3;

template <class Definition>
struct ChipRecord {
  static constexpr StaticDag kDag = record_static<Definition>();
  static constexpr auto kGroups = static_groups(kDag, kCompiledDegree, kCompiledGroup);
  static constexpr std::uint32_t kColumns =
      static_cast<std::uint32_t>(width_of<Definition::template Main>() + width_of<Definition::template Closed>() +
                                 width_of<Definition::template Preprocessed>());
};

// How the host makes a coefficient. `group`: times that group's power of lambda, unless kUnscaled.
struct CoefficientRule {
  enum Kind : std::uint8_t { kConstraint, kGroup, kMessage, kEntry } kind;
  std::uint32_t group, index;  // number of the constraint, the message, or of beta's power
  Fp scale;                    // of an entry
  static constexpr std::uint32_t kUnscaled = ~0u;
  constexpr bool operator==(const CoefficientRule&) const = default;
};

// Without constraints: for the helper columns, whose fractions have no lambda.
template <class Definition, bool kWithConstraints>
class RowPlan {
 public:
  using Record = ChipRecord<Definition>;
  static constexpr const StaticDag& dag() { return Record::kDag; }
  static constexpr std::uint32_t kColumns = Record::kColumns;
  static constexpr std::size_t kConstraints = kWithConstraints ? Record::kDag.constraints.size() : 0;
  static constexpr std::size_t kGroups = Record::kGroups.size();
  static constexpr std::size_t kNodes = Record::kDag.nodes.size();

  struct Term {
    std::uint32_t node = 0, coefficient = 0;
  };
  struct Fingerprint {
    std::uint32_t constant = 0;  // coefficient
    StaticList<Term, kMaxArity> terms;
  };
  struct Tables {
    StaticList<CoefficientRule, 256> rules;
    std::array<std::uint32_t, 64> lambdas{};        // coefficient of each constraint
    std::array<std::uint32_t, 48> group_lambdas{};  // coefficient of each group
    StaticList<Fingerprint, 48> fingerprints;       // per message
    // Nodes in the order of computation. Stage j belongs to constraint j, the following ones to groups.
    StaticList<std::uint32_t, 512> order;
    std::array<std::uint32_t, 128> stage_end{};
  };
  static constexpr Tables make() {
    Tables t;
    for (std::uint32_t j = 0; j < kConstraints; ++j) {
      t.lambdas[j] = coefficient(t, {CoefficientRule::kConstraint, CoefficientRule::kUnscaled, j, 1});
    }
    for (std::uint32_t g = 0; g < kGroups; ++g) add_group(t, g);
    std::array<bool, kNodes + 1> done{};
    std::size_t stage = 0;
    for (std::uint32_t j = 0; j < kConstraints; ++j) {
      visit(t, done, dag().constraints[j]);
      t.stage_end[stage++] = static_cast<std::uint32_t>(t.order.size());
    }
    for (std::uint32_t g = 0; g < kGroups; ++g) {
      const MessageGroup group = Record::kGroups[g];
      for (std::size_t m = group.first; m < group.first + group.count; ++m) {
        for (const Term& term : t.fingerprints[m].terms) visit(t, done, term.node);
        visit(t, done, dag().messages[m].multiplicity);
      }
      t.stage_end[stage++] = static_cast<std::uint32_t>(t.order.size());
    }
    return t;
  }

 private:
  static constexpr std::uint32_t coefficient(Tables& t, const CoefficientRule& rule) {
    for (std::uint32_t i = 0; i < t.rules.size(); ++i) {
      if (t.rules[i] == rule) return i;
    }
    t.rules.push_back(rule);
    return static_cast<std::uint32_t>(t.rules.size() - 1);
  }
  // The first message of a group takes the group's lambda.
  static constexpr void add_group(Tables& t, std::uint32_t g) {
    const MessageGroup group = Record::kGroups[g];
    if (kWithConstraints) {
      t.group_lambdas[g] = coefficient(t, {CoefficientRule::kGroup, CoefficientRule::kUnscaled, g, 1});
    }
    for (std::size_t m = group.first; m < group.first + group.count; ++m) {
      const std::uint32_t scaled = kWithConstraints && m == group.first ? g : CoefficientRule::kUnscaled;
      Fingerprint fingerprint;
      fingerprint.constant = coefficient(t, {CoefficientRule::kMessage, scaled, static_cast<std::uint32_t>(m), 1});
      std::uint32_t k = 0;
      for (const NodeId entry : dag().messages[m].entries) {
        const Peeled peeled = peel(dag(), entry);
        if (!peeled.constant) {
          fingerprint.terms.push_back(
              {peeled.node, coefficient(t, {CoefficientRule::kEntry, scaled, k, peeled.scale})});
        }
        ++k;
      }
      t.fingerprints.push_back(fingerprint);
    }
  }
  // Appends a node and what it needs, operands first.
  static constexpr void visit(Tables& t, std::array<bool, kNodes + 1>& done, NodeId node) {
    if (done[node] || dag().is_constant(node)) return;
    done[node] = true;
    const Node n = dag().nodes[node];
    if (n.kind != NodeKind::kColumn) {
      visit(t, done, n.a);
      visit(t, done, n.b);
    }
    t.order.push_back(node);
  }

 public:
  static constexpr Tables kTables = make();
  static constexpr std::size_t kCoefficients = kTables.rules.size();

  // The same in arrays of exact size and without functions to call: compilers that go through kTables for every node
  // take minutes.
  struct PlanNode {
    NodeKind kind;
    NodeId a, b;
    std::uint32_t raw;  // of a constant
  };
  struct PlanMessage {
    NodeId multiplicity;
    std::uint32_t constant, terms;
    Term term[kMaxArity];
  };
  struct PlanGroup {
    std::uint32_t first, count, lambda;
  };
  struct Stage {
    std::uint32_t first, count;
  };
  struct PlanConstraint {
    NodeId node;
    std::uint32_t lambda;
  };
  template <class T, std::size_t kCount>
  struct Exactly {
    T items[kCount + 1];
  };
  static constexpr auto kNodeList = [] {
    Exactly<PlanNode, kNodes> list{};
    for (std::uint32_t i = 0; i < kNodes; ++i) {
      const Node& n = dag().nodes[i];
      list.items[i] = {n.kind, n.a, n.b, dag().is_constant(i) ? dag().constant_value(i).raw() : 0};
    }
    return list;
  }();
  static constexpr auto kOrder = [] {
    Exactly<NodeId, kTables.order.size()> list{};
    for (std::uint32_t i = 0; i < kTables.order.size(); ++i) list.items[i] = kTables.order[i];
    return list;
  }();
  static constexpr auto kStages = [] {
    Exactly<Stage, kConstraints + kGroups> list{};
    for (std::uint32_t i = 0; i < kConstraints + kGroups; ++i) {
      const std::uint32_t first = i == 0 ? 0 : kTables.stage_end[i - 1];
      list.items[i] = {first, kTables.stage_end[i] - first};
    }
    return list;
  }();
  static constexpr auto kConstraintList = [] {
    Exactly<PlanConstraint, kConstraints> list{};
    for (std::uint32_t i = 0; i < kConstraints; ++i) list.items[i] = {dag().constraints[i], kTables.lambdas[i]};
    return list;
  }();
  static constexpr auto kGroupList = [] {
    Exactly<PlanGroup, kGroups> list{};
    for (std::uint32_t i = 0; i < kGroups; ++i) {
      const MessageGroup group = Record::kGroups[i];
      list.items[i] = {static_cast<std::uint32_t>(group.first), static_cast<std::uint32_t>(group.count),
                       kTables.group_lambdas[i]};
    }
    return list;
  }();
  static constexpr auto kMessageList = [] {
    Exactly<PlanMessage, Record::kDag.messages.size()> list{};
    for (std::uint32_t i = 0; i < dag().messages.size(); ++i) {
      const Fingerprint& f = kTables.fingerprints[i];
      list.items[i] = {dag().messages[i].multiplicity, f.constant, static_cast<std::uint32_t>(f.terms.size()), {}};
      for (std::size_t k = 0; k < f.terms.size(); ++k) list.items[i].term[k] = f.terms[k];
    }
    return list;
  }();
};

}  // namespace squall::cuda
