#pragma once

// Rows of more than a thousand columns: copied at once, as compilers take a minute for an initialiser of that length.
// To be included by chips that have such rows.

#include <cstring>
#include <span>
#include <type_traits>

#include "air/columns.hpp"

namespace squall {

template <template <class> class Columns, class V>
requires(width_of<Columns>() > 1000 && std::is_trivially_copyable_v<V>) Columns<V> row_from(std::span<const V> values) {
  Columns<V> row;
  static_assert(sizeof row == width_of<Columns>() * sizeof(V));
  std::memcpy(static_cast<void*>(&row), values.data(), sizeof row);
  return row;
}

}  // namespace squall
