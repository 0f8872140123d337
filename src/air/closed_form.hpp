#pragma once

// Columns whose multilinear extension the verifier computes by itself: a sum of terms, each a coefficient times a
// product over bits b of the row index of a pair (value if the bit is 0, value if it is 1). Bits not named count as (1,
// 1).

#include <cstdint>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "field/koalabear.hpp"

namespace squall {

struct ClosedForm {
  struct Term {
    Fp coefficient;
    std::map<unsigned, std::pair<Fp, Fp>> pairs;  // bit number (0 = least significant) -> (at 0, at 1)
  };
  std::vector<Term> terms;

  // The value at a row; the slow twin of `column`.
  Fp at_row(std::uint64_t row) const;
  // All 2^log_rows values.
  std::vector<Fp> column(unsigned log_rows) const;
  // The value at (omega, r): the top `skip` index bits through the Lagrange weights of omega over W (2^skip of them),
  // the other log_rows - skip bits multilinearly at r, most significant first.
  K at_point(unsigned log_rows, unsigned skip, std::span<const K> lagrange, std::span<const K> r) const;

  // The row index without its lowest `low` bits, up to bit `high` (exclusive): (row mod 2^high) >> low.
  static ClosedForm index(unsigned high, unsigned low = 0);
  // 2^(position of the row's highest set bit), zero for row 0; and the row without that bit. For rows of `bits` bits.
  static ClosedForm top_bit(unsigned bits);
  static ClosedForm below_top_bit(unsigned bits);
  // The bitwise and of two fields of `width` bits: bits 0.. and bits width...
  static ClosedForm bitwise_and(unsigned width);
};

}  // namespace squall
