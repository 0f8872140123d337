#pragma once

// Evaluating a chip on many rows at once: the interpreter of programs, and the terms of the zerocheck on its outputs.
// Rows are over Fp (a value is one array) or over K (five arrays, `stride` apart).

#include "backend/cpu/kernels.hpp"
#include "field/packed_extension.hpp"

#define SQUALL_LAMBDA __attribute__((always_inline))

namespace squall::cpu {

template <class L>
struct BaseRows {
  static constexpr unsigned kPlanes = 1;
  static constexpr unsigned kWords = 5;  // of a coefficient
  using Value = L;
  static SQUALL_INLINE L load(const Fp* p, std::size_t, std::size_t at) { return L::load(p + at); }
  static SQUALL_INLINE void store(const L& v, Fp* p, std::size_t, std::size_t at) { v.store(p + at); }
  static SQUALL_INLINE L multiply(const L& a, const L& b) { return a * b; }
  static SQUALL_INLINE L add_constant(const L& a, Fp c) { return a + L(c); }
  static SQUALL_INLINE L constant_sub(Fp c, const L& a) { return L(c) - a; }
  static SQUALL_INLINE L scaled(const L& a, const L& c) { return a * c; }
  static SQUALL_INLINE L constant(Fp c) { return L(c); }

  static SQUALL_INLINE PackedK<L> coefficient(const Fp* c) {
    PackedK<L> r;
    for (int k = 0; k < 5; ++k) r.c[k] = L(c[k]);
    return r;
  }
  static SQUALL_INLINE void add_term(ExtDot<L>& dot, const L& value, const Fp* c) { dot.add(value, coefficient(c)); }
  static SQUALL_INLINE void add_terms(ExtDot<L>& dot, const L& a, const Fp* c, const L& b, const Fp* d) {
    dot.add2(a, coefficient(c), b, coefficient(d));
  }
  // m x + n y
  static SQUALL_INLINE PackedK<L> mix(const L& m, const PackedK<L>& x, const L& n, const PackedK<L>& y) {
    ExtDot<L> dot;
    dot.add2(m, x, n, y);
    return dot.reduce();
  }
  static SQUALL_INLINE void add_product(ExtDot<L>& dot, const L& m, const PackedK<L>& x) { dot.add(m, x); }
  static SQUALL_INLINE L negative(const L& m) { return L() - m; }
  // The helper whose coordinates are five columns.
  static SQUALL_INLINE PackedK<L> helper(const Fp* const* columns, std::size_t, std::size_t at) {
    PackedK<L> h;
    for (int k = 0; k < 5; ++k) h.c[k] = L::load(columns[k] + at);
    return h;
  }
};

template <class L>
struct ExtensionRows {
  static constexpr unsigned kPlanes = 5;
  static constexpr unsigned kWords = 25;
  using Value = PackedK<L>;
  static SQUALL_INLINE Value load(const Fp* p, std::size_t stride, std::size_t at) {
    Value v;
    for (int k = 0; k < 5; ++k) v.c[k] = L::load(p + k * stride + at);
    return v;
  }
  static SQUALL_INLINE void store(const Value& v, Fp* p, std::size_t stride, std::size_t at) {
    for (int k = 0; k < 5; ++k) v.c[k].store(p + k * stride + at);
  }
  static SQUALL_INLINE Value multiply(const Value& a, const Value& b) { return mul_ext(a, b); }
  static SQUALL_INLINE Value add_constant(Value a, Fp c) {
    a.c[0] += L(c);
    return a;
  }
  static SQUALL_INLINE Value constant_sub(Fp c, const Value& a) {
    Value r = Value() - a;
    r.c[0] += L(c);
    return r;
  }
  static SQUALL_INLINE Value scaled(const Value& a, const L& c) { return a * c; }
  static SQUALL_INLINE Value constant(Fp c) { return Value(L(c)); }

  static SQUALL_INLINE ExtRows<L> coefficient(const Fp* c) {
    ExtRows<L> r;
    for (int k = 0; k < 5; ++k) {
      for (int i = 0; i < 5; ++i) r.column[k][i] = L(c[5 * k + i]);
    }
    return r;
  }
  static SQUALL_INLINE void add_term(ExtDot<L>& dot, const Value& value, const Fp* c) {
    dot.add(value, coefficient(c));
  }
  static SQUALL_INLINE void add_terms(ExtDot<L>& dot, const Value& a, const Fp* c, const Value& b, const Fp* d) {
    dot.add(a, coefficient(c));
    dot.add(b, coefficient(d));
  }
  static SQUALL_INLINE PackedK<L> mix(const Value& m, const PackedK<L>& x, const Value& n, const PackedK<L>& y) {
    ExtDot<L> dot;
    dot.add(m, x);
    dot.add(n, y);
    return dot.reduce();
  }
  static SQUALL_INLINE void add_product(ExtDot<L>& dot, const Value& m, const PackedK<L>& x) { dot.add(m, x); }
  static SQUALL_INLINE Value negative(const Value& m) { return Value() - m; }
  // h_0 + x h_1 + ... + x^4 h_4, by Horner's rule; x (b_0, ..., b_4) = (b_4, b_0, b_1 - b_4, b_2, b_3).
  static SQUALL_INLINE PackedK<L> helper(const Fp* const* columns, std::size_t stride, std::size_t at) {
    PackedK<L> h = load(columns[4], stride, at);
    for (int i = 3; i >= 0; --i) {
      const PackedK<L> c = load(columns[i], stride, at);
      const L top = h.c[4];
      h.c[4] = h.c[3] + c.c[4];
      h.c[3] = h.c[2] + c.c[3];
      h.c[2] = h.c[1] - top + c.c[2];
      h.c[1] = h.c[0] + c.c[1];
      h.c[0] = top + c.c[0];
    }
    return h;
  }
};

// The five coordinates of a helper, `distance` words apart.
struct HelperPointers {
  const Fp* p[5];
  SQUALL_INLINE HelperPointers(const Fp* first, std::size_t distance) {
    for (std::size_t k = 0; k < 5; ++k) p[k] = first + k * distance;
  }
  SQUALL_INLINE operator const Fp* const*() const { return p; }
};

// Runs a program over `count` rows. column(i): pointer to the first of them. Planes are `count` apart.
template <class Rows, class L, class Column>
SQUALL_INLINE void interpret(const CodeView& program, const Column& column, std::size_t count, Fp* slots,
                             const Fp** outputs) {
  constexpr std::size_t kPlanes = Rows::kPlanes;
  const auto at = [&](std::uint32_t value) -> const Fp* {
    return value & Code::kColumn ? column(value & ~Code::kColumn) : slots + value * kPlanes * count;
  };
  for (const Code *c = program.code, *end = c + program.length; c != end; ++c) {
    Fp* out = slots + c->slot * kPlanes * count;
    const Fp* a = c->op == Code::kLoad ? nullptr : at(c->a);
    const auto unary = [&](auto&& f) SQUALL_LAMBDA {
      for (std::size_t i = 0; i < count; i += L::kWidth) Rows::store(f(Rows::load(a, count, i)), out, count, i);
    };
    const auto binary = [&](auto&& f) SQUALL_LAMBDA {
      const Fp* b = at(c->b);
      for (std::size_t i = 0; i < count; i += L::kWidth) {
        Rows::store(f(Rows::load(a, count, i), Rows::load(b, count, i)), out, count, i);
      }
    };
    using V = typename Rows::Value;
    switch (c->op) {
      case Code::kAdd:
        binary([](const V& x, const V& y) SQUALL_LAMBDA { return x + y; });
        break;
      case Code::kSub:
        binary([](const V& x, const V& y) SQUALL_LAMBDA { return x - y; });
        break;
      case Code::kMul:
        binary([](const V& x, const V& y) SQUALL_LAMBDA { return Rows::multiply(x, y); });
        break;
      case Code::kAddConstant: {
        const Fp constant = program.constants[c->b];
        unary([&](const V& x) SQUALL_LAMBDA { return Rows::add_constant(x, constant); });
        break;
      }
      case Code::kSubConstant: {
        const Fp constant = -program.constants[c->b];
        unary([&](const V& x) SQUALL_LAMBDA { return Rows::add_constant(x, constant); });
        break;
      }
      case Code::kConstantSub: {
        const Fp constant = program.constants[c->b];
        unary([&](const V& x) SQUALL_LAMBDA { return Rows::constant_sub(constant, x); });
        break;
      }
      case Code::kMulConstant: {
        const L constant(program.constants[c->b]);
        unary([&](const V& x) SQUALL_LAMBDA { return Rows::scaled(x, constant); });
        break;
      }
      default: {
        const V constant = Rows::constant(program.constants[c->b]);
        for (std::size_t i = 0; i < count; i += L::kWidth) Rows::store(constant, out, count, i);
      }
    }
  }
  for (std::size_t i = 0; i < program.output_count; ++i) outputs[i] = at(program.outputs[i]);
}

// The terms of a chip at rows `at`, ..., at + width - 1 of a chunk.
template <class Rows, class L>
class TermEvaluator {
 public:
  using Value = typename Rows::Value;
  SQUALL_INLINE TermEvaluator(const Terms& terms, const Fp* const* outputs, std::size_t stride)
      : terms_(terms), outputs_(outputs), stride_(stride) {}

  SQUALL_INLINE Value output(std::uint32_t i, std::size_t at) const { return Rows::load(outputs_[i], stride_, at); }

  SQUALL_INLINE ExtDot<L> open_form(const Form& form, std::size_t at) const {
    ExtDot<L> dot(broadcast_ext<L>(form.constant));
    const std::uint32_t* operand = terms_.operands + form.first;
    const Fp* c = terms_.coefficients + std::size_t(form.first) * Rows::kWords;
    std::uint32_t i = 0;
    for (; i + 2 <= form.count; i += 2, c += 2 * Rows::kWords) {
      Rows::add_terms(dot, output(operand[i], at), c, output(operand[i + 1], at), c + Rows::kWords);
    }
    if (i < form.count) Rows::add_term(dot, output(operand[i], at), c);
    return dot;
  }
  SQUALL_INLINE PackedK<L> form(const Form& f, std::size_t at) const { return open_form(f, at).reduce(); }

  SQUALL_INLINE Value multiplicity(const Group& group, std::size_t i, std::size_t at) const {
    return output(terms_.multiplicities[group.multiplicities + i], at);
  }

  // Of the first `count` messages: the product of lambda and the phi, and lambda sum_i m_i prod_{j != i} phi_j.
  SQUALL_INLINE void fractions(const Group& group, std::uint32_t count, std::size_t at, PackedK<L>& product,
                               PackedK<L>& numerator) const {
    const Form* forms = terms_.forms + group.forms;
    product = form(forms[0], at);
    const Value m0 = multiplicity(group, 0, at);
    if (count == 1) {
      ExtDot<L> dot;
      Rows::add_product(dot, m0, broadcast_ext<L>(group.lambda));
      numerator = dot.reduce();
      return;
    }
    numerator = Rows::mix(m0, form(forms[1], at), multiplicity(group, 1, at), product);
    product = mul_ext(product, form(forms[2], at));
    for (std::uint32_t i = 2; i < count; ++i) {
      const ExtRows<L> phi(form(forms[i + 1], at));
      ExtDot<L> dot;
      dot.add(numerator, phi);
      Rows::add_product(dot, multiplicity(group, i, at), product);
      numerator = dot.reduce();
      product = mul_ext(product, phi);
    }
  }

  // total += lambda (h phi_0 ... phi_n - sum ...) = phi_n (h P - N) - m_n P, P and N those of the messages before n.
  SQUALL_INLINE void add_group(ExtDot<L>& total, const Group& group, const Fp* const* helper, std::size_t at) const {
    const PackedK<L> h = Rows::helper(helper, stride_, at);
    if (group.count == 1) {
      total.add(h, form(terms_.forms[group.forms], at));
      Rows::add_product(total, Rows::negative(multiplicity(group, 0, at)), broadcast_ext<L>(group.lambda));
      return;
    }
    PackedK<L> product, rest;
    if (group.count == 2) {  // N is lambda m_0: h lambda phi_0 - lambda m_0
      product = form(terms_.forms[group.forms], at);
      ExtDot<L> dot;
      dot.add(h, product);
      Rows::add_product(dot, Rows::negative(multiplicity(group, 0, at)), broadcast_ext<L>(group.lambda));
      rest = dot.reduce();
    } else {
      PackedK<L> numerator;
      fractions(group, group.count - 1, at, product, numerator);
      rest = mul_ext(product, h) - numerator;
    }
    total.add(rest, form(terms_.forms[group.forms + group.count], at));
    Rows::add_product(total, Rows::negative(multiplicity(group, group.count - 1, at)), product);
  }

  // All terms. helpers(g): pointers to the coordinates of helper g.
  template <class Helpers>
  SQUALL_INLINE PackedK<L> total(const Helpers& helpers, std::size_t at) const {
    ExtDot<L> sum = open_form(terms_.forms[0], at);
    for (std::size_t g = 0; g < terms_.group_count; ++g) add_group(sum, terms_.groups[g], helpers(g), at);
    return sum.reduce();
  }

 private:
  const Terms& terms_;
  const Fp* const* outputs_;
  std::size_t stride_;
};

}  // namespace squall::cpu
