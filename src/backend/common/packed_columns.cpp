#include "backend/common/packed_columns.hpp"

#include <algorithm>

namespace squall {

std::vector<std::size_t> used_slots(const Packing& packing) {
  std::vector<std::size_t> used(packing.width);
  for (const Place& place : packing.places) {
    used[place.column] = std::max<std::size_t>(used[place.column], place.slot + 1);
  }
  return used;
}

std::size_t slots_in_use(const std::array<const Packing*, kMatrices>& packings, const MergeClass& merge_class) {
  std::array<std::vector<std::size_t>, kMatrices> used;
  for (unsigned m = 0; m < kMatrices; ++m) used[m] = used_slots(*packings[m]);
  std::size_t slots = 1;
  for (const auto& [matrix, column] : merge_class.members) slots = std::max(slots, used[matrix][column]);
  return slots;
}

std::vector<WeightedColumn> weighted_columns(const Packing& packing, std::span<const K> weights) {
  const std::vector<std::size_t> slots = used_slots(packing);
  std::vector<WeightedColumn> list;
  for (const auto& [t, columns] : packing.classes) {
    for (const std::uint32_t w : columns) list.push_back({w, weights[w], slots[w] << t});
  }
  return list;
}

}  // namespace squall
