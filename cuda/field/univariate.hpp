#pragma once

// Tables as univariate polynomials: values at points of K, and powers of points.

#include <span>
#include <vector>

#include "cuda/field/products.hpp"

namespace squall::cuda {

// sum_j f_j x^j at each point x, for `size` coefficients, a power of two. One round trip.
std::vector<K> evaluate(Gpu& gpu, const ConstPlanes& f, std::size_t size, std::span<const K> points);

// w_j += sum over the points of coefficient * x^j; the sums of the next round of f w, in the same pass. On input: size
// >= 2, a power of two. One round trip.
ProductSums add_point_powers(Gpu& gpu, const ConstPlanes& f, const Planes& w, std::size_t size,
                             std::span<const K> points, std::span<const K> coefficients);

// Device memory that they take.
std::size_t univariate_memory(std::size_t size, std::size_t points);

}  // namespace squall::cuda
