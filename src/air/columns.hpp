#pragma once

// Named columns. SQUALL_COLUMNS(Main, real, pc, value[2]) declares
//   template <class T> struct Main { T real, pc, value[2]; static constexpr std::string_view kNames = ...; };
// A row is such a struct, so that a column never appears as a number. With T = char the struct's size is its width.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#define SQUALL_COLUMNS(Name, ...)                            \
  template <class T>                                         \
  struct Name {                                              \
    T __VA_ARGS__;                                           \
    static constexpr std::string_view kNames = #__VA_ARGS__; \
  }

namespace squall {

// Chips without closed-form or preprocessed columns inherit these.
template <class T>
struct NoColumns {
  static constexpr std::string_view kNames = "";
};

template <template <class> class Columns>
constexpr std::size_t width_of() {
  return Columns<char>::kNames.empty() ? 0 : sizeof(Columns<char>);
}

// "real, value[2]" -> {"real", "value[0]", "value[1]"}; a symbolic bound such as value[kLimbs] means `limbs`.
std::vector<std::string> split_column_names(std::string_view names, unsigned limbs);

namespace detail {

template <template <class> class Columns, class V, std::size_t... I>
constexpr Columns<V> row_of(const V* values, std::index_sequence<I...>) {
  return Columns<V>{values[I]...};
}

}  // namespace detail

// The row struct whose members are the given values, in declared order.
template <template <class> class Columns, class V>
constexpr Columns<V> row_from(std::span<const V> values) {
  constexpr std::size_t kWidth = width_of<Columns>();
  static_assert(kWidth == 0 || sizeof(Columns<V>) == kWidth * sizeof(V));
  return detail::row_of<Columns, V>(values.data(), std::make_index_sequence<kWidth>());
}

}  // namespace squall
