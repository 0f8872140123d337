#pragma once

// A chip's constraints and messages on one row, by interpretation: its program, then its terms over the program's
// outputs. Rows over Fp (V = Lane) or over K (V = Wide).
//
// A row is called with the number of a column and has `get` and `set` for its slots.

#include "backend/common/terms.hpp"
#include "cuda/field/lane.hpp"

namespace squall::cuda {

template <class V>
struct InterpretedRows {
  static constexpr bool kCompiled = false;
  static constexpr unsigned kHelperBlocks = 4, kSkipBlocks = 4;
  terms::CodeView code;
  terms::Terms terms;  // coefficients: five words each
  std::uint32_t helper_first;

  template <class Row>
  SQUALL_DEVICE Wide total(const Row& row) const {
    run(row);
    ExtDot<Lane> sum = open_form(terms.forms[0], row);
    SQUALL_ROLL
    for (std::uint32_t g = 0; g < terms.group_count; ++g) add_group(sum, g, row);
    return sum.reduce();
  }

  template <class Row, class Emit>
  SQUALL_DEVICE void fractions(const Row& row, const Emit& emit) const {
    run(row);
    SQUALL_ROLL
    for (std::uint32_t g = 0; g < terms.group_count; ++g) {
      const terms::Group& group = terms.groups[g];
      Wide product, numerator;
      fraction(group, group.count, row, product, numerator);
      emit(g, numerator, product);
    }
  }

  // The sum of the row's helper columns.
  template <class Row>
  SQUALL_DEVICE Wide helper_total(const Row& row) const {
    Wide sum;
    SQUALL_ROLL
    for (std::uint32_t g = 0; g < terms.group_count; ++g) sum = sum + helper(g, row);
    return sum;
  }

 private:
  using Code = terms::Code;

  static SQUALL_DEVICE Lane plus(Lane a, Lane c) { return a + c; }
  static SQUALL_DEVICE Wide plus(Wide a, Lane c) {
    a.c[0] += c;
    return a;
  }
  static SQUALL_DEVICE V zero_minus(const V& a) { return V() - a; }

  template <class Row>
  SQUALL_DEVICE V value(std::uint32_t operand, const Row& row) const {
    if (operand & Code::kColumn) return row(operand & ~Code::kColumn);
    return row.get(operand);
  }
  template <class Row>
  SQUALL_DEVICE V output(std::uint32_t i, const Row& row) const {
    return value(code.outputs[i], row);
  }

  template <class Row>
  SQUALL_DEVICE void run(const Row& row) const {
    SQUALL_ROLL
    for (std::size_t i = 0; i < code.length; ++i) {
      const Code step = code.code[i];
      row.set(step.slot, result(step, row));
    }
  }
  template <class Row>
  SQUALL_DEVICE V result(const Code& step, const Row& row) const {
    if (step.op == Code::kLoad) return plus(V(), Lane(code.constants[step.b]));
    const V a = value(step.a, row);
    switch (step.op) {
      case Code::kAdd:
        return a + value(step.b, row);
      case Code::kSub:
        return a - value(step.b, row);
      case Code::kMul:
        return a * value(step.b, row);
      case Code::kAddConstant:
        return plus(a, Lane(code.constants[step.b]));
      case Code::kSubConstant:
        return plus(a, -Lane(code.constants[step.b]));
      case Code::kConstantSub:
        return plus(zero_minus(a), Lane(code.constants[step.b]));
      default:
        return a * Lane(code.constants[step.b]);
    }
  }

  template <class Row>
  SQUALL_DEVICE ExtDot<Lane> open_form(const terms::Form& form, const Row& row) const {
    ExtDot<Lane> dot(wide(form.constant));
    SQUALL_ROLL
    for (std::uint32_t i = form.first; i < form.first + form.count; ++i) {
      Wide coefficient;
      for (unsigned k = 0; k < 5; ++k) coefficient.c[k] = Lane(terms.coefficients[std::size_t(5) * i + k]);
      dot.add(output(terms.operands[i], row), coefficient);
    }
    return dot;
  }
  template <class Row>
  SQUALL_DEVICE Wide form(std::uint32_t number, const Row& row) const {
    return open_form(terms.forms[number], row).reduce();
  }
  template <class Row>
  SQUALL_DEVICE V multiplicity(const terms::Group& group, std::uint32_t i, const Row& row) const {
    return output(terms.multiplicities[group.multiplicities + i], row);
  }

  // Of the first `count` messages: the product of lambda and the phi, and lambda sum_i m_i prod_{j != i} phi_j.
  template <class Row>
  SQUALL_DEVICE void fraction(const terms::Group& group, std::uint32_t count, const Row& row, Wide& product,
                              Wide& numerator) const {
    product = form(group.forms, row);
    ExtDot<Lane> first;
    first.add(multiplicity(group, 0, row), count == 1 ? wide(group.lambda) : form(group.forms + 1, row));
    if (count > 1) first.add(multiplicity(group, 1, row), product);
    numerator = first.reduce();
    if (count > 1) product = mul_ext(product, form(group.forms + 2, row));
    SQUALL_ROLL
    for (std::uint32_t i = 2; i < count; ++i) {
      const ExtRows<Lane> phi(form(group.forms + i + 1, row));
      ExtDot<Lane> dot;
      dot.add(numerator, phi);
      dot.add(multiplicity(group, i, row), product);
      numerator = dot.reduce();
      product = mul_ext(product, phi);
    }
  }

  // total += lambda (h phi_0 ... phi_n - sum ...) = phi_n (h P - N) - m_n P, P and N those of the messages before n.
  template <class Row>
  SQUALL_DEVICE void add_group(ExtDot<Lane>& total, std::uint32_t g, const Row& row) const {
    const terms::Group group = terms.groups[g];
    const Wide h = helper(g, row);
    if (group.count == 1) {
      total.add(h, form(group.forms, row));
      total.add(zero_minus(multiplicity(group, 0, row)), wide(group.lambda));
      return;
    }
    Wide product, numerator;
    fraction(group, group.count - 1, row, product, numerator);
    const Wide rest = mul_ext(product, h) - numerator;
    total.add(rest, form(group.forms + group.count, row));
    total.add(zero_minus(multiplicity(group, group.count - 1, row)), product);
  }

  // h_0 + x h_1 + ... + x^4 h_4, over K by Horner's rule.
  template <class Row>
  SQUALL_DEVICE Wide helper(std::uint32_t g, const Row& row) const {
    const std::uint32_t first = helper_first + 5 * g;
    return helper_of(first, row, static_cast<V*>(nullptr));
  }
  template <class Row>
  static SQUALL_DEVICE Wide helper_of(std::uint32_t first, const Row& row, Lane*) {
    Wide h;
    for (unsigned k = 0; k < 5; ++k) h.c[k] = row(first + k);
    return h;
  }
  template <class Row>
  static SQUALL_DEVICE Wide helper_of(std::uint32_t first, const Row& row, Wide*) {
    Wide h = row(first + 4);
    SQUALL_ROLL
    for (unsigned i = 4; i-- > 0;) {  // x (b_0, ..., b_4) = (b_4, b_0, b_1 - b_4, b_2, b_3)
      const Wide c = row(first + i);
      const Lane top = h.c[4];
      h.c[4] = h.c[3] + c.c[4];
      h.c[3] = h.c[2] + c.c[3];
      h.c[2] = h.c[1] - top + c.c[2];
      h.c[1] = h.c[0] + c.c[1];
      h.c[0] = top + c.c[0];
    }
    return h;
  }
};

}  // namespace squall::cuda
