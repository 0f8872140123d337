#pragma once

// The proving half of WHIR: the protocol's logic over an abstract set of operations, so that every back end says the
// same.

#include <array>
#include <span>
#include <vector>

#include "pcs/whir.hpp"
#include "transcript/sender.hpp"

namespace squall {

// Rows (canonical words, one row after another) and sibling digests in the order of merkle/opening.hpp.
struct MerkleOpening {
  std::vector<std::uint32_t> rows;
  std::vector<Digest> siblings;
};

// New constraints on f: sum_j f_j x^j for each point x, with its coefficient.
struct WhirConstraints {
  std::span<const K> points, point_coefficients;  // out-of-domain samples
  // Queries: position p stands for the point w^bit_reverse(p), w the generator of order 2^log_positions. (Put into a
  // zero vector at their positions, the coefficients become the weights by one NTT from bit-reversed to natural order.)
  unsigned log_positions;
  std::span<const std::uint64_t> positions;
  std::span<const K> position_coefficients;
};

// What a back end does. It holds, wherever it likes, f (at first the 2^H coefficients of g) and a table of weights
// equally long (at first eq(z, j)), the first oracle's matrices with their trees, and the oracles that it has
// committed.
class WhirProver {
 public:
  virtual ~WhirProver() = default;

  // Coefficients of sum_j (f_2j + X (f_2j+1 - f_2j)) (w_2j + X (w_2j+1 - w_2j)).
  virtual std::array<K, 3> round_polynomial() = 0;
  // v_j := v_2j + x (v_2j+1 - v_2j) for both tables, halving them. (A back end may prepare the next round polynomial in
  // the same pass, unless add_constraints comes in between.)
  virtual void bind(const K& x) = 0;
  // Encodes f on 2^log_domain points in bit-reversed order, leaves of 2^log_leaf consecutive elements; keeps word and
  // tree as the next oracle (the first one committed is number 1) and returns the root.
  virtual Digest commit(unsigned log_domain, unsigned log_leaf) = 0;
  // f as a univariate polynomial at each point.
  virtual std::vector<K> evaluate(std::span<const K> points) = 0;
  // Matrix `source` at these leaves, ascending.
  virtual MerkleOpening open_source(std::size_t source, std::span<const std::uint64_t> leaves) = 0;
  // Oracle `number` at these leaves, ascending; it is not needed afterwards.
  virtual MerkleOpening open_oracle(std::size_t number, std::span<const std::uint64_t> leaves) = 0;
  // weights_j += sum over the constraints of coefficient * x^j.
  virtual void add_constraints(const WhirConstraints& constraints) = 0;
  // All of f, which is short by now.
  virtual std::vector<K> download() = 0;
};

// source_log_rows: the heights of the matrices, in the order in which the verifier lists its sources.
void whir_prove(Sender& sender, const Params& params, unsigned log_rows, std::span<const unsigned> source_log_rows,
                WhirProver& prover);

}  // namespace squall
