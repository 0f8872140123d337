#pragma once

// A chip: one table of the machine. It is written once, as a struct with named columns and a templated `eval`:
//
//   struct AddChip : ChipDefinition {
//     static constexpr std::string_view kName = "add";
//     SQUALL_COLUMNS(Main, real, pc, ...);
//     template <class B> static void eval(B& b, const Main<typename B::Value>& r);
//   };
//
// or, with fixed columns, eval(b, main, closed, preprocessed). `make_chip<AddChip>` turns it into data that prover,
// verifier and tools share. Rows stand alone: there is no access to a neighbouring row.

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "air/builder.hpp"
#include "air/closed_form.hpp"
#include "air/columns.hpp"
#include "air/dag.hpp"
#include "pcs/params.hpp"

namespace squall {

inline constexpr unsigned kMinLogRows = 6;  // the univariate skip takes the six most significant row bits

// What the verifying key allows a prover to choose. Chips with fixed columns: one height, exactly one instance; without
// preprocessed columns, one or none.
struct ChipLimits {
  unsigned min_log = kMinLogRows, max_log = kMaxLogRows;  // rows per instance, inclusive
  unsigned min_instances = 0, max_instances = 64;         // inclusive
  static constexpr ChipLimits fixed(unsigned log_rows) { return {log_rows, log_rows, 1, 1}; }
  static constexpr ChipLimits optional(unsigned log_rows) { return {log_rows, log_rows, 0, 1}; }
};

// How a lookup table finds the row of a tuple: row = offset + sum_k weights[k] * entry_k over canonical words (as
// signed integers). Provers count multiplicities with it; it is no part of what is proven.
struct TableIndex {
  Bus bus;
  std::vector<std::int64_t> weights;
  std::int64_t offset = 0;
};

// Consecutive messages that share one helper column.
struct MessageGroup {
  std::size_t first, count;
  bool operator==(const MessageGroup&) const = default;
};

struct Chip {
  std::string name;
  std::vector<std::string> main, closed, preprocessed;  // column names; also their order in an evaluated row
  std::vector<ClosedForm> closed_forms;
  ChipLimits limits;
  Dag dag;
  std::vector<MessageGroup> groups;  // set by the machine, from its degree limit
  std::optional<TableIndex> table;   // a table's count is its main column 0
  std::string summary;               // one sentence for the documentation

  // What `eval` says at a row of columns (main, closed, preprocessed) over K and over F.
  std::function<Evaluation<K>(std::span<const K>)> evaluate_point;
  std::function<Evaluation<Fp>(std::span<const Fp>)> evaluate_row;

  std::size_t column_count() const { return main.size() + closed.size() + preprocessed.size(); }
  std::size_t helper_columns() const { return groups.size() * K::kDegree; }
  // Constraints plus one per helper column: the number of powers of lambda it takes.
  std::size_t terms() const { return dag.constraints.size() + groups.size(); }
};

// Defaults of a chip's definition.
struct ChipDefinition {
  template <class T>
  using Closed = NoColumns<T>;
  template <class T>
  using Preprocessed = NoColumns<T>;
  static constexpr std::string_view kSummary = "";
  static constexpr unsigned kLimbs = 2;
};

namespace detail {

template <class Definition, class B>
constexpr void evaluate(B& builder, std::span<const typename B::Value> row) {
  using V = typename B::Value;
  constexpr std::size_t kMain = width_of<Definition::template Main>();
  constexpr std::size_t kClosed = width_of<Definition::template Closed>();
  const auto main = row_from<Definition::template Main, V>(row);
  if constexpr (requires { Definition::eval(builder, main); }) {
    Definition::eval(builder, main);
  } else {
    Definition::eval(builder, main, row_from<Definition::template Closed, V>(row.subspan(kMain)),
                     row_from<Definition::template Preprocessed, V>(row.subspan(kMain + kClosed)));
  }
}

template <class Definition, class V>
Evaluation<V> evaluate_values(std::span<const V> row) {
  Evaluation<V> evaluation;
  Builder<V> builder(evaluation);
  evaluate<Definition>(builder, row);
  return evaluation;
}

// The same, read off the graph that `eval` has recorded.
template <class V>
Evaluation<V> evaluate_graph(const Dag& dag, std::span<const V> row) {
  std::vector<V> values;
  values.reserve(dag.nodes.size());
  for (const Node& n : dag.nodes) {
    switch (n.kind) {
      case NodeKind::kConstant:
        values.push_back(V(Fp::from_canonical(n.a)));
        break;
      case NodeKind::kColumn:
        values.push_back(row[n.a]);
        break;
      case NodeKind::kAdd:
        values.push_back(values[n.a] + values[n.b]);
        break;
      case NodeKind::kSub:
        values.push_back(values[n.a] - values[n.b]);
        break;
      case NodeKind::kMul:
        values.push_back(values[n.a] * values[n.b]);
        break;
    }
  }
  Evaluation<V> evaluation;
  for (const Constraint& c : dag.constraints) evaluation.constraints.push_back(values[c.node]);
  for (const Message& m : dag.messages) {
    MessageValue<V> message{m.bus, values[m.multiplicity], {}};
    for (const NodeId entry : m.entries) message.entries.push_back(values[entry]);
    evaluation.messages.push_back(std::move(message));
  }
  return evaluation;
}

}  // namespace detail

// Whether a chip is evaluated by its graph instead of by `eval` itself. For chips of thousands of columns compilers
// need minutes for the latter, and the graph is hardly slower.
template <class Definition>
inline constexpr bool kReadByGraph = false;

// closed_forms: one per closed-form column.
template <class Definition>
Chip make_chip(ChipLimits limits, std::vector<ClosedForm> closed_forms = {},
               std::optional<TableIndex> table = std::nullopt) {
  Chip chip;
  chip.name = Definition::kName;
  chip.summary = Definition::kSummary;
  chip.main = split_column_names(Definition::template Main<char>::kNames, Definition::kLimbs);
  chip.closed = split_column_names(Definition::template Closed<char>::kNames, Definition::kLimbs);
  chip.preprocessed = split_column_names(Definition::template Preprocessed<char>::kNames, Definition::kLimbs);
  check(chip.main.size() == width_of<Definition::template Main>(), "names and columns of a chip agree");
  check(closed_forms.size() == chip.closed.size(), "one closed form per closed-form column");
  chip.closed_forms = std::move(closed_forms);
  chip.limits = limits;
  chip.table = std::move(table);

  std::vector<Symbol> row;
  for (std::uint32_t i = 0; i < chip.column_count(); ++i) row.emplace_back(&chip.dag, chip.dag.column(i));
  Builder<Symbol> builder(chip.dag);
  detail::evaluate<Definition>(builder, row);
  if constexpr (kReadByGraph<Definition>) {
    const auto dag = std::make_shared<const Dag>(chip.dag);
    chip.evaluate_point = [dag](std::span<const K> values) { return detail::evaluate_graph(*dag, values); };
    chip.evaluate_row = [dag](std::span<const Fp> values) { return detail::evaluate_graph(*dag, values); };
  } else {
    chip.evaluate_point = detail::evaluate_values<Definition, K>;
    chip.evaluate_row = detail::evaluate_values<Definition, Fp>;
  }
  return chip;
}

// Checks the rules that make bus arguments sound (see docs/protocol.md) and groups the messages: greedily in declared
// order, at most `group_size`, while the group's constraint has degree <= max_degree. Throws std::logic_error.
void finish_chip(Chip& chip, unsigned max_degree, unsigned group_size);

// The degree of the constraint that ties a helper column to its messages. For a Dag, or a graph like it.
template <class Graph>
constexpr unsigned group_degree(const Graph& dag, const MessageGroup& group) {
  const auto fingerprint_degree = [&](const auto& m) {
    unsigned degree = 0;
    for (const NodeId entry : m.entries) degree = std::max(degree, dag.degree(entry));
    return degree;
  };
  unsigned all = 0;
  for (std::size_t i = 0; i < group.count; ++i) all += fingerprint_degree(dag.messages[group.first + i]);
  unsigned degree = 1 + all;
  for (std::size_t i = 0; i < group.count; ++i) {
    const auto& m = dag.messages[group.first + i];
    degree = std::max(degree, dag.degree(m.multiplicity) + all - fingerprint_degree(m));
  }
  return degree;
}

// The group that begins with message number `first`.
template <class Graph>
constexpr MessageGroup next_group(const Graph& dag, std::size_t first, unsigned max_degree, unsigned group_size) {
  MessageGroup group{first, 1};
  while (group.count < group_size && first + group.count < dag.messages.size() &&
         group_degree(dag, {first, group.count + 1}) <= max_degree) {
    ++group.count;
  }
  return group;
}

}  // namespace squall
