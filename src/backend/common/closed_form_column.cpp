#include "backend/common/closed_form_column.hpp"

namespace squall {
namespace {

// Adds a term's values for the rows that agree with `row` above bit `bit`.
void add_term(const ClosedForm::Term& term, Fp product, unsigned bit, std::uint64_t row, Fp* out) {
  if (product == Fp(0)) return;
  if (bit == 0) {
    out[row] += product;
    return;
  }
  const bool named_below = term.pairs.begin() != term.pairs.end() && term.pairs.begin()->first < bit;
  if (!named_below) {
    for (std::uint64_t i = 0; i < std::uint64_t(1) << bit; ++i) out[row + i] += product;
    return;
  }
  const auto pair = term.pairs.find(bit - 1);
  const bool named = pair != term.pairs.end();
  add_term(term, named ? product * pair->second.first : product, bit - 1, row, out);
  add_term(term, named ? product * pair->second.second : product, bit - 1, row + (std::uint64_t(1) << (bit - 1)), out);
}

}  // namespace

void closed_form_column(const ClosedForm& form, unsigned log_rows, Fp* out) {
  for (const ClosedForm::Term& term : form.terms) add_term(term, term.coefficient, log_rows, 0, out);
}

}  // namespace squall
