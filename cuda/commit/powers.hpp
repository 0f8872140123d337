#pragma once

// Sums of powers of points of a subgroup, all at once by a transform: what WHIR's queries add to the weights.

#include <span>

#include "cuda/commit/twiddles.hpp"
#include "cuda/field/planes.hpp"

namespace squall::cuda {

// weights_j += sum over q of coefficients[q] x_q^j for j < 2^log_count, x_q = w^bitrev(positions[q]) in the subgroup of
// order 2^log_domain. Positions may repeat. On input: log_count <= log_domain <= twiddles.log_size().
void add_powers(Gpu& gpu, const DeviceTwiddles& twiddles, const Planes& weights, unsigned log_count,
                unsigned log_domain, std::span<const std::uint64_t> positions, std::span<const K> coefficients);
// Device memory that it takes for `count` positions.
std::size_t add_powers_memory(unsigned log_domain, std::size_t count);

}  // namespace squall::cuda
