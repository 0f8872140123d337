#pragma once

// What an opening is expected to weigh: for choosing parameter rows and for estimates before proving.

#include <span>

#include "pcs/params.hpp"

namespace squall {

struct MatrixShape {
  unsigned width, log_rows;
};

// Expected number of distinct leaves, and of sibling digests, when `queries` leaves of 2^log_leaves are drawn
// uniformly.
double expected_leaves(unsigned log_leaves, double queries);
double expected_siblings(unsigned log_leaves, double queries);

// Bytes of the WHIR part of a proof: rows, paths, sumcheck rounds, nonces, final polynomial.
double expected_opening_bytes(const Params& params, unsigned log_rows, std::span<const MatrixShape> matrices);

// Hashes that grinding is expected to take in a whole proof.
double expected_grinding_hashes(const Params& params, unsigned log_rows);

}  // namespace squall
