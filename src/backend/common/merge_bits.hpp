#pragma once

// The merge sumcheck without tables of full height: what a class's rounds need besides its tables.
//
// A row of a class is (slot, s, y, low): low are the bits that a lifted matrix lacks. Its weight is a product, and g is
// a sum of columns. While slot and s are being bound, all that matters is sum_y g(slot, s, y) eq(r, y), a table of
// 2^(slot_bits + skip) elements made in one pass over the columns: the outer tables. Then a second pass binds slot and
// s in the columns themselves, which leaves a table over y: the inner tables.
//
// Often g vanishes where a bit of the row is 1: of the low bits only row 0 of g is not zero, and the slots in use are
// the first ones, so the most significant slot bits are "empty". Such a bit costs nothing: with S the sum over the rest
// and (b, a) the weight's factors at 0 and 1, the round polynomial is S (1 - X) (b + X (a - b)).

#include <array>
#include <span>
#include <vector>

#include "backend/backend.hpp"

namespace squall {

class MergeBits {
 public:
  // What the next round binds: an empty slot bit; a bit of the outer tables; of the inner tables; a low bit, when all
  // tables have one element.
  enum class Phase { kEmpty, kOuter, kInner, kLow };

  // slots: how many are in use.
  MergeBits(const MergeInput& input, std::size_t number, std::size_t slots);

  Phase phase() const;
  unsigned slot_bits() const { return slot_bits_; }    // but the empty ones
  unsigned outer_bits() const { return outer_bits_; }  // slot_bits and the skip
  unsigned inner_bits() const { return inner_bits_; }
  bool starts_empty() const { return !empty_.empty(); }

  // The weights of the outer tables are delta_eq (x) lagrange, delta_eq = delta eq(slot point, slot).
  std::vector<K> delta_eq() const;
  const std::vector<K>& lagrange() const { return lagrange_; }
  // Coordinates that belong to the outer tables' bits, as far as they are bound.
  const std::vector<K>& outer_point() const { return outer_point_; }

  // On input, if starts_empty(): the sum of products of the outer tables, before any round.
  void set_sum(const K& sum);

  // The class's round polynomial: of an empty bit; from the tables' round polynomial; from the product of the last
  // elements of f and the inner weights.
  std::array<K, 3> empty_round() const;
  std::array<K, 3> table_round(std::array<K, 3> coefficients) const;
  std::array<K, 3> low_round(const K& product) const;
  void bind(const K& z);
  // From the last element of f.
  K value(const K& f) const { return f * vanished_; }

 private:
  K outer_factor() const;

  std::vector<K> empty_;       // the slot point's coordinates of the empty bits
  std::vector<K> slot_point_;  // the others
  std::vector<K> lagrange_;
  K delta_;
  unsigned slot_bits_, outer_bits_, inner_bits_, bound_ = 0;
  std::vector<K> outer_point_;
  std::vector<K> rests_;        // per empty bit: the sum over all bits after it
  K scale_ = 1, vanished_ = 1;  // bound factors: of the weights, and of g where it vanishes at 1
};

}  // namespace squall
