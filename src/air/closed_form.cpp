#include "air/closed_form.hpp"

namespace squall {

Fp ClosedForm::at_row(std::uint64_t row) const {
  Fp total = 0;
  for (const Term& term : terms) {
    Fp product = term.coefficient;
    for (const auto& [bit, pair] : term.pairs) product *= row >> bit & 1 ? pair.second : pair.first;
    total += product;
  }
  return total;
}

std::vector<Fp> ClosedForm::column(unsigned log_rows) const {
  std::vector<Fp> values(std::size_t(1) << log_rows);
  for (std::size_t row = 0; row < values.size(); ++row) values[row] = at_row(row);
  return values;
}

K ClosedForm::at_point(unsigned log_rows, unsigned skip, std::span<const K> lagrange, std::span<const K> r) const {
  const unsigned low_bits = log_rows - skip;
  K total = 0;
  for (const Term& term : terms) {
    K value = 0;
    for (std::size_t s = 0; s < lagrange.size(); ++s) {
      Fp factor = 1;
      for (const auto& [bit, pair] : term.pairs) {
        if (bit >= low_bits) factor *= s >> (bit - low_bits) & 1 ? pair.second : pair.first;
      }
      value += lagrange[s] * factor;
    }
    for (const auto& [bit, pair] : term.pairs) {
      if (bit < low_bits) value *= K(pair.first) + r[low_bits - 1 - bit] * (pair.second - pair.first);
    }
    total += value * term.coefficient;
  }
  return total;
}

ClosedForm ClosedForm::index(unsigned high, unsigned low) {
  ClosedForm form;
  for (unsigned bit = low; bit < high; ++bit) form.terms.push_back({Fp(1u << (bit - low)), {{bit, {0, 1}}}});
  return form;
}

namespace {

// 1 exactly for the rows of `bits` bits whose highest set bit is `top`.
std::map<unsigned, std::pair<Fp, Fp>> highest_is(unsigned top, unsigned bits) {
  std::map<unsigned, std::pair<Fp, Fp>> pairs{{top, {0, 1}}};
  for (unsigned bit = top + 1; bit < bits; ++bit) pairs[bit] = {1, 0};
  return pairs;
}

}  // namespace

ClosedForm ClosedForm::top_bit(unsigned bits) {
  ClosedForm form;
  for (unsigned top = 0; top < bits; ++top) form.terms.push_back({Fp(1u << top), highest_is(top, bits)});
  return form;
}

ClosedForm ClosedForm::below_top_bit(unsigned bits) {
  ClosedForm form = index(bits);
  for (unsigned top = 0; top < bits; ++top) form.terms.push_back({-Fp(1u << top), highest_is(top, bits)});
  return form;
}

ClosedForm ClosedForm::bitwise_and(unsigned width) {
  ClosedForm form;
  for (unsigned i = 0; i < width; ++i) form.terms.push_back({Fp(1u << i), {{i, {0, 1}}, {i + width, {0, 1}}}});
  return form;
}

}  // namespace squall
