#pragma once

#include "cuda/field/planes.hpp"

namespace squall::cuda {

// eq(point, i) for i < 2^n, point[0] for the most significant bit; zero from 2^n to `least_size`. Two tables of about
// 2^(n/2) elements are made on the host, every element is one product of them.
Table eq_table(Gpu& gpu, std::span<const K> point, std::size_t least_size = 0);

// Device bytes while it runs, the table included.
std::size_t eq_memory(unsigned variables, std::size_t least_size = 0);

}  // namespace squall::cuda
