#pragma once

// What a chip's `eval(Builder&, row...)` may say, whatever the value type V: V = Symbol records a Dag (or another
// graph, see static_dag.hpp), V = K is the verifier at a point, V = Fp checks rows. Every statement carries a label.

#include <initializer_list>
#include <optional>
#include <source_location>
#include <string_view>
#include <type_traits>
#include <vector>

#include "air/bus.hpp"
#include "air/dag.hpp"

namespace squall {

// The value of one message of a row.
template <class V>
struct MessageValue {
  Bus bus;
  V multiplicity;
  std::vector<V> entries;
};

// Everything that `eval` says, as values in declared order.
template <class V>
struct Evaluation {
  std::vector<V> constraints;
  std::vector<MessageValue<V>> messages;
};

// For symbols, the graph that is recorded; otherwise the evaluation that is filled.
template <class V>
struct SinkOf {
  using type = Evaluation<V>;
};
template <class Graph>
struct SinkOf<BasicSymbol<Graph>> {
  using type = Graph;
};

template <class V>
class Builder {
 public:
  using Value = V;
  using Where = std::source_location;

  using Sink = typename SinkOf<V>::type;
  constexpr explicit Builder(Sink& sink) : sink_(sink) {}

  // expression = 0 on every row.
  constexpr void zero(std::string_view label, const V& expression, Where where = Where::current()) {
    if constexpr (kRecords) {
      sink_.add_constraint(label, expression.in(sink_), where);
    } else {
      sink_.constraints.push_back(expression);
    }
  }
  // expression is 0 or 1.
  constexpr void boolean(std::string_view label, const V& expression, Where where = Where::current()) {
    zero(label, expression * (expression - V(1)), where);
  }

  // Statements that hold only where `condition` is not zero.
  class Conditional {
   public:
    constexpr Conditional(Builder& builder, const V& condition) : builder_(builder), condition_(condition) {}
    constexpr void zero(std::string_view label, const V& expression, Where where = Where::current()) {
      builder_.zero(label, condition_ * expression, where);
    }
    constexpr void boolean(std::string_view label, const V& expression, Where where = Where::current()) {
      builder_.zero(label, condition_ * (expression * (expression - V(1))), where);
    }

   private:
    Builder& builder_;
    V condition_;
  };
  constexpr Conditional when(const V& condition) { return {*this, condition}; }

  // Adds `multiplicity` copies of a tuple to a bus. |multiplicity| <= bound must follow from the chip's constraints.
  constexpr void send(const Bus& bus, std::string_view label, const V& multiplicity, std::initializer_list<V> entries,
                      std::uint32_t bound = 1, Where where = Where::current()) {
    message(bus, label, multiplicity, entries, bound, where);
  }
  // Takes `multiplicity` copies from it.
  constexpr void receive(const Bus& bus, std::string_view label, const V& multiplicity,
                         std::initializer_list<V> entries, std::uint32_t bound = 1, Where where = Where::current()) {
    message(bus, label, -multiplicity, entries, bound, where);
  }
  // A lookup table's row: takes a free number of copies. Entries must be fixed columns or constants.
  constexpr void table(const Bus& bus, std::string_view label, const V& count, std::initializer_list<V> entries,
                       Where where = Where::current()) {
    message(bus, label, -count, entries, std::nullopt, where);
  }

 private:
  constexpr void message(const Bus& bus, std::string_view label, const V& multiplicity,
                         std::initializer_list<V> entries, std::optional<std::uint32_t> bound, const Where& where) {
    if constexpr (kRecords) {
      sink_.add_message(label, bus, multiplicity, entries, bound, where);
    } else {
      sink_.messages.push_back({bus, multiplicity, std::vector<V>(entries)});
    }
  }

  static constexpr bool kRecords = !std::is_same_v<Sink, Evaluation<V>>;
  Sink& sink_;
};

}  // namespace squall
