#pragma once

// What a chip's `eval(Builder&, row...)` may say, whatever the value type V: V = Symbol records a Dag, V = K is the
// verifier at a point, V = Fp checks rows. Every statement carries a label.

#include <initializer_list>
#include <optional>
#include <source_location>
#include <string_view>
#include <type_traits>
#include <vector>

#include "air/bus.hpp"
#include "air/dag.hpp"
#include "base/check.hpp"

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

template <class V>
class Builder {
 public:
  using Value = V;
  using Where = std::source_location;

  // For V = Symbol, the Dag that is recorded; otherwise the evaluation that is filled.
  using Sink = std::conditional_t<std::is_same_v<V, Symbol>, Dag, Evaluation<V>>;
  explicit Builder(Sink& sink) : sink_(sink) {}

  // expression = 0 on every row.
  void zero(std::string_view label, const V& expression, Where where = Where::current()) {
    if constexpr (std::is_same_v<V, Symbol>) {
      sink_.constraints.push_back({std::string(label), expression.in(sink_), where.file_name(), where.line()});
    } else {
      sink_.constraints.push_back(expression);
    }
  }
  // expression is 0 or 1.
  void boolean(std::string_view label, const V& expression, Where where = Where::current()) {
    zero(label, expression * (expression - V(1)), where);
  }

  // Statements that hold only where `condition` is not zero.
  class Conditional {
   public:
    Conditional(Builder& builder, const V& condition) : builder_(builder), condition_(condition) {}
    void zero(std::string_view label, const V& expression, Where where = Where::current()) {
      builder_.zero(label, condition_ * expression, where);
    }
    void boolean(std::string_view label, const V& expression, Where where = Where::current()) {
      builder_.zero(label, condition_ * (expression * (expression - V(1))), where);
    }

   private:
    Builder& builder_;
    V condition_;
  };
  Conditional when(const V& condition) { return {*this, condition}; }

  // Adds `multiplicity` copies of a tuple to a bus. |multiplicity| <= bound must follow from the chip's constraints.
  void send(const Bus& bus, std::string_view label, const V& multiplicity, std::initializer_list<V> entries,
            std::uint32_t bound = 1, Where where = Where::current()) {
    message(bus, label, multiplicity, entries, bound, where);
  }
  // Takes `multiplicity` copies from it.
  void receive(const Bus& bus, std::string_view label, const V& multiplicity, std::initializer_list<V> entries,
               std::uint32_t bound = 1, Where where = Where::current()) {
    message(bus, label, -multiplicity, entries, bound, where);
  }
  // A lookup table's row: takes a free number of copies. Entries must be fixed columns or constants.
  void table(const Bus& bus, std::string_view label, const V& count, std::initializer_list<V> entries,
             Where where = Where::current()) {
    message(bus, label, -count, entries, std::nullopt, where);
  }

 private:
  void message(const Bus& bus, std::string_view label, const V& multiplicity, std::initializer_list<V> entries,
               std::optional<std::uint32_t> bound, const Where& where) {
    if constexpr (std::is_same_v<V, Symbol>) {
      check(entries.size() == bus.arity, "a message has as many entries as its bus");
      std::vector<NodeId> nodes;
      for (const V& entry : entries) nodes.push_back(entry.in(sink_));
      sink_.messages.push_back(
          {std::string(label), bus, multiplicity.in(sink_), std::move(nodes), bound, where.file_name(), where.line()});
    } else {
      sink_.messages.push_back({bus, multiplicity, std::vector<V>(entries)});
    }
  }

  Sink& sink_;
};

}  // namespace squall
