#pragma once

// Which parts of packed matrix columns are in use, and sums of them with weights.

#include <span>
#include <vector>

#include "air/rounds.hpp"
#include "air/shape.hpp"
#include "field/koalabear.hpp"

namespace squall {

// Per matrix column, how many of its slots are in use: the first ones. The others are zero.
std::vector<std::size_t> used_slots(const Packing& packing);

// The packings of the matrices main, helper, preprocessed. The largest number of slots in use in a member of the class.
std::size_t slots_in_use(const std::array<const Packing*, kMatrices>& packings, const MergeClass& merge_class);

// A matrix column with its weight; rows from `rows` on are zero.
struct WeightedColumn {
  std::uint32_t column;
  K weight;
  std::size_t rows;
};

// All columns of a matrix, weights per matrix column; the shortest slots first.
std::vector<WeightedColumn> weighted_columns(const Packing& packing, std::span<const K> weights);

}  // namespace squall
