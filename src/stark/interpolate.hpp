#pragma once

// Interpolation of a few points, for the prover's messages.

#include <span>
#include <vector>

#include "field/koalabear.hpp"

namespace squall {

// Coefficients, lowest first, of the polynomial of degree < n through the n points (xs[i], ys[i]); xs distinct.
std::vector<K> interpolate(std::span<const Fp> xs, std::span<const K> ys);

// Coefficients of the polynomial of degree < S with value values[s] at w^s, w the generator of order S = values.size().
std::vector<K> interpolate_subgroup(std::span<const K> values);

// Coefficients of q of degree < count * S from its values on the cosets g^i W, i = 1..count: cosets[i - 1][s] at g^i
// w^s.
std::vector<K> interpolate_cosets(std::span<const std::vector<K>> cosets);

}  // namespace squall
