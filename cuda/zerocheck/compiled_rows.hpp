#pragma once

// A chip's constraints and messages on one row over Fp, as straight-line code. Coefficients come from kernel
// parameters, that is, from constant memory at offsets known at compile time.

#include <utility>

#include "cuda/field/lane.hpp"
#include "cuda/zerocheck/row_plan.hpp"

namespace squall::cuda {

template <std::size_t kCount>
struct Coefficients {
  Fp words[kCount][5];
  static_assert(sizeof(words) <= 3800, "kernel parameters have 4 KiB");
};

template <class Definition, bool kWithConstraints>
class CompiledRows {
 public:
  using Plan = RowPlan<Definition, kWithConstraints>;
  static constexpr std::size_t kGroups = Plan::kGroups;
  static constexpr bool kCompiled = true;
  // Blocks per multiprocessor for which registers have to suffice: four leave a thread 128 of them.
  static constexpr unsigned kHelperBlocks = 4, kSkipBlocks = 4;
  Coefficients<Plan::kCoefficients> coefficients;
  // Always kGroups, but the compiler does not know: the code of a group is behind a branch, and loads of coefficients
  // are not moved in front of it. In one piece of code they were, and more values were alive than there are registers.
  unsigned groups = kGroups;

  // sum_j lambda_j C_j, those of helper columns included. column(i): the row's column i, helper coordinates last.
  template <class Column>
  SQUALL_DEVICE Wide total(const Column& column) const {
    Row<Column> row{*this, column, {}};
    ExtDot<Lane> sum;
    row.add_constraints(sum, std::make_index_sequence<Plan::kConstraints>());
    row.add_groups(sum, std::make_index_sequence<kGroups>());
    return sum.reduce();
  }

  // emit(g, numerator, denominator) of the fraction of every group.
  template <class Column, class Emit>
  SQUALL_DEVICE void fractions(const Column& column, const Emit& emit) const {
    Row<Column> row{*this, column, {}};
    row.emit_groups(emit, std::make_index_sequence<kGroups>());
  }

 private:
  template <std::size_t I>
  SQUALL_DEVICE Wide coefficient() const {
    Wide x;
    for (int k = 0; k < 5; ++k) x.c[k] = Lane(coefficients.words[I][k]);
    return x;
  }

  template <class Column>
  struct Row {
    const CompiledRows& rows;
    const Column& column;
    Lane value[Plan::kNodes + 1];  // per node; all indices are constants, so these are registers

    template <NodeId N>
    SQUALL_DEVICE Lane get() const {
      if constexpr (Plan::kNodeList.items[N].kind == NodeKind::kConstant) {
        constexpr std::uint32_t word = Plan::kNodeList.items[N].raw;
        return Lane::from_raw(word);
      } else {
        return value[N];
      }
    }
    template <NodeId N>
    SQUALL_DEVICE void compute() {
      constexpr auto n = Plan::kNodeList.items[N];
      if constexpr (n.kind == NodeKind::kColumn) {
        value[N] = column(n.a);
      } else if constexpr (n.kind == NodeKind::kAdd) {
        value[N] = get<n.a>() + get<n.b>();
      } else if constexpr (n.kind == NodeKind::kSub) {
        value[N] = get<n.a>() - get<n.b>();
      } else {
        value[N] = get<n.a>() * get<n.b>();
      }
    }
    template <std::size_t kFirst, std::size_t... I>
    SQUALL_DEVICE void compute_some(std::index_sequence<I...>) {
      (compute<Plan::kOrder.items[kFirst + I]>(), ...);
    }
    template <std::size_t kStage>
    SQUALL_DEVICE void compute_stage() {
      constexpr auto stage = Plan::kStages.items[kStage];
      compute_some<stage.first>(std::make_index_sequence<stage.count>());
    }

    template <std::size_t... J>
    SQUALL_DEVICE void add_constraints(ExtDot<Lane>& sum, std::index_sequence<J...>) {
      (add_constraint<J>(sum), ...);
    }
    template <std::size_t J>
    SQUALL_DEVICE void add_constraint(ExtDot<Lane>& sum) {
      compute_stage<J>();
      constexpr auto constraint = Plan::kConstraintList.items[J];
      sum.add(get<constraint.node>(), rows.template coefficient<constraint.lambda>());
    }

    template <std::size_t M, std::size_t... T>
    SQUALL_DEVICE Wide fingerprint(std::index_sequence<T...>) {
      ExtDot<Lane> dot(rows.template coefficient<Plan::kMessageList.items[M].constant>());
      (add_pair<M, T>(dot), ...);
      return dot.reduce();
    }
    // Terms two at a time.
    template <std::size_t M, std::size_t T>
    SQUALL_DEVICE void add_pair(ExtDot<Lane>& dot) {
      if constexpr (T % 2 == 0 && T + 1 < Plan::kMessageList.items[M].terms) {
        constexpr auto first = Plan::kMessageList.items[M].term[T], second = Plan::kMessageList.items[M].term[T + 1];
        dot.add2(get<first.node>(), rows.template coefficient<first.coefficient>(), get<second.node>(),
                 rows.template coefficient<second.coefficient>());
      } else if constexpr (T % 2 == 0) {
        constexpr auto last = Plan::kMessageList.items[M].term[T];
        dot.add(get<last.node>(), rows.template coefficient<last.coefficient>());
      }
    }
    template <std::size_t M>
    SQUALL_DEVICE Wide phi() {
      return fingerprint<M>(std::make_index_sequence<Plan::kMessageList.items[M].terms>());
    }
    template <std::size_t M>
    SQUALL_DEVICE Lane multiplicity() const {
      return get<Plan::kMessageList.items[M].multiplicity>();
    }

    template <std::size_t... G>
    SQUALL_DEVICE void add_groups(ExtDot<Lane>& sum, std::index_sequence<G...>) {
      (add_group<G>(sum), ...);
    }
    // lambda (h phi_0 ... phi_n - sum_i m_i prod_{j != i} phi_j) by Horner's rule: with R = h lambda phi_0 - lambda m_0
    // and P = lambda phi_0, each further message makes R phi_i - m_i P of R and P phi_i of P.
    template <std::size_t G>
    SQUALL_DEVICE void add_group(ExtDot<Lane>& sum) {
      if (rows.groups <= G) return;
      constexpr auto group = Plan::kGroupList.items[G];
      compute_stage<Plan::kConstraints + G>();
      Wide h;
      for (unsigned k = 0; k < 5; ++k) h.c[k] = column(Plan::kColumns + 5 * static_cast<unsigned>(G) + k);
      Wide product = phi<group.first>();
      const Wide lambda = rows.template coefficient<group.lambda>();
      if constexpr (group.count == 1) {
        sum.add(h, product);
        sum.add(-multiplicity<group.first>(), lambda);
      } else {
        ExtDot<Lane> dot;
        dot.add(h, product);
        dot.add(-multiplicity<group.first>(), lambda);
        Wide rest = dot.reduce();
        if constexpr (group.count > 2)
          middle<group.first + 1>(rest, product, std::make_index_sequence<group.count - 2>());
        constexpr std::size_t last = group.first + group.count - 1;
        sum.add(rest, phi<last>());
        sum.add(-multiplicity<last>(), product);
      }
    }
    template <std::size_t kFirst, std::size_t... I>
    SQUALL_DEVICE void middle(Wide& rest, Wide& product, std::index_sequence<I...>) {
      (middle_message<kFirst + I>(rest, product), ...);
    }
    template <std::size_t M>
    SQUALL_DEVICE void middle_message(Wide& rest, Wide& product) {
      const ExtRows<Lane> factor(phi<M>());
      ExtDot<Lane> dot;
      dot.add(rest, factor);
      dot.add(-multiplicity<M>(), product);
      rest = dot.reduce();
      product = mul_ext(product, factor);
    }

    template <class Emit, std::size_t... G>
    SQUALL_DEVICE void emit_groups(const Emit& emit, std::index_sequence<G...>) {
      (emit_group<G>(emit), ...);
    }
    template <std::size_t G, class Emit>
    SQUALL_DEVICE void emit_group(const Emit& emit) {
      if (rows.groups <= G) return;
      constexpr auto group = Plan::kGroupList.items[G];
      compute_stage<Plan::kConstraints + G>();
      Wide denominator = phi<group.first>(), numerator(multiplicity<group.first>());
      if constexpr (group.count > 1) {
        const Wide second = phi<group.first + 1>();
        ExtDot<Lane> dot;
        dot.add2(multiplicity<group.first>(), second, multiplicity<group.first + 1>(), denominator);
        numerator = dot.reduce();
        denominator = mul_ext(denominator, second);
      }
      if constexpr (group.count > 2)
        add_fractions<group.first + 2>(numerator, denominator, std::make_index_sequence<group.count - 2>());
      emit(static_cast<unsigned>(G), numerator, denominator);
    }
    template <std::size_t kFirst, std::size_t... I>
    SQUALL_DEVICE void add_fractions(Wide& numerator, Wide& denominator, std::index_sequence<I...>) {
      (add_fraction<kFirst + I>(numerator, denominator), ...);
    }
    template <std::size_t M>
    SQUALL_DEVICE void add_fraction(Wide& numerator, Wide& denominator) {
      const ExtRows<Lane> factor(phi<M>());
      ExtDot<Lane> dot;
      dot.add(numerator, factor);
      dot.add(multiplicity<M>(), denominator);
      numerator = dot.reduce();
      denominator = mul_ext(denominator, factor);
    }
  };
};

}  // namespace squall::cuda
