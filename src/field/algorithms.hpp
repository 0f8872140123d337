#pragma once

// Small algorithms over the challenge field, shared by prover and verifier.
// Multilinear coordinates run from the most significant row bit to the least.

#include <cstddef>
#include <span>
#include <vector>

#include "field/koalabear.hpp"

namespace squall {

// On input: all non-zero. On output: each replaced by its inverse (one inversion in all).
void batch_inverse(std::span<K> values);

// 1, x, ..., x^(count-1).
std::vector<K> powers(const K& x, std::size_t count);

// sum_i coefficients[i] x^i.
K horner(std::span<const K> coefficients, const K& x);

// eq(point, i) for all 2^n row indices i; point[0] belongs to the most significant bit of i.
std::vector<K> eq_table(std::span<const K> point);

// prod_i (1 - a_i - b_i + 2 a_i b_i); equal lengths.
K eq(std::span<const K> a, std::span<const K> b);

// L_s(omega) of the subgroup W of order 2^log_size, s = 0, 1, ...: the weights with which values at w^s give the value
// at omega. On input: omega outside W.
std::vector<K> lagrange_table(const K& omega, unsigned log_size);

}  // namespace squall
