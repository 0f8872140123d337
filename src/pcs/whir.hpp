#pragma once

// WHIR: shows g^(z) = value for a virtual code word g, a weighted sum of the columns of several committed matrices.
//
// Conventions, shared by both ends.
// - A polynomial f of 2^m coefficients f_j is encoded on the subgroup of order n; position l of every oracle
// (bit-reversed
//   order) belongs to the domain point w_n^bit_reverse(l). The 2^k positions of a folding coset are thus an aligned
//   block, and block p folds to the point (w_n^(2^k))^bit_reverse(p), which is position p of the folded word.
// - f is also multilinear in the bits of j: f^(z) = sum_j f_j eq(bits(j), z). Folding with x binds the least
// significant
//   bit; z lists coordinates from the most significant bit to the least.
// - A constraint is sum_j f_j prod_i (pair of bit i) = value: pairs (1 - z_i, z_i) for an evaluation at z, (1, x^(2^i))
// for
//   the value of the univariate polynomial at x.
// The order of messages is in docs/protocol.md.

#include <cstdint>
#include <span>
#include <vector>

#include "field/koalabear.hpp"
#include "hash/blake3.hpp"
#include "pcs/params.hpp"

namespace squall {

struct WhirRound {
  unsigned fold;        // variables bound in this round
  unsigned log_domain;  // of the oracle that is folded and queried
  unsigned queries;
  unsigned ood;  // samples of the oracle that this round commits
};

struct WhirSchedule {
  std::vector<WhirRound> rounds;
  unsigned final_log;  // of the polynomial sent in the clear
};

// Follows from the parameters and H alone. No rounds if log_rows <= final_log.
WhirSchedule whir_schedule(const Params& params, unsigned log_rows);

// The point of block p of a round's oracle, that is of position p of the folded word.
Fp block_point(std::uint64_t p, const WhirRound& round);

// The leaves that the blocks at `positions` need in a matrix whose height is 2^drop times smaller than that of g: leaf
// l >> drop for every position l of the blocks, ascending, without repetitions.
std::vector<std::uint64_t> block_leaves(std::span<const std::uint64_t> positions, unsigned fold, unsigned drop);

// Folds blocks of one oracle: (1 - x) f_even + x f_odd per challenge x, least significant variable first, where
// f_even(y^2) = (f(y) + f(-y)) / 2 and f_odd(y^2) = (f(y) - f(-y)) / 2y.
class BlockFolder {
 public:
  BlockFolder(unsigned log_domain, std::span<const K> challenges);
  // The folded value of block p; its 2^k values are used up.
  K fold(std::uint64_t p, std::span<K> values) const;

 private:
  struct Level {
    unsigned log_domain;
    Fp inverse_root;  // of the subgroup's generator
    K challenge;
  };
  std::vector<Level> levels_;
};

// c_0 + c_1 X + c_2 X^2 with which the verifier expects a round: see sumcheck.hpp. The degree of every WHIR round.
constexpr unsigned kWhirRoundDegree = 2;

}  // namespace squall
