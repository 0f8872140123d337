#pragma once

// Sumcheck rounds on products of two tables f and w: binding a variable, and the sums of f0 w0, f1 w1 and (f1 - f0)
// (w1 - w0) from which the next round polynomial follows (backend/common/product_sums.hpp). Both in one pass.

#include <array>
#include <span>
#include <vector>

#include "cuda/field/planes.hpp"

namespace squall::cuda {

using ProductSums = std::array<K, 3>;

// Most significant variable first, several pairs of tables at once. Elements i and i + size / 2 differ in the variable.
struct HighPair {
  Planes f, w;
  std::size_t size;  // before binding, a power of two
  bool bind;         // first: v_i := v_i + z (v_(i + size/2) - v_i), in place; else size >= 2
};
inline constexpr std::size_t kMaxPairs = 40;  // at once

// Binds where asked, then sums over what is left; where that is one element: its f w, f and w. One round trip.
std::vector<ProductSums> bind_and_sum_high(Gpu& gpu, std::span<const HighPair> pairs, const K& z);
// Device memory that it takes for the sizes given.
std::size_t high_sums_memory(std::span<const std::size_t> sizes);

// Least significant variable first: elements 2i and 2i + 1. Tables of `size` elements, a power of two.
ProductSums sum_low(Gpu& gpu, const ConstPlanes& f, const ConstPlanes& w, std::size_t size);
// out_i := in_2i + x (in_(2i+1) - in_2i) for both tables; out has size / 2 elements and does not overlap.
void bind_low(Gpu& gpu, const ConstPlanes& f, const ConstPlanes& w, std::size_t size, const K& x, const Planes& f_out,
              const Planes& w_out);
// The same, and the sums over the result. On input: size >= 4.
ProductSums bind_and_sum_low(Gpu& gpu, const ConstPlanes& f, const ConstPlanes& w, std::size_t size, const K& x,
                             const Planes& f_out, const Planes& w_out);
// Device memory that sums over `size` elements take.
std::size_t low_sums_memory(std::size_t size);

}  // namespace squall::cuda
