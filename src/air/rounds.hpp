#pragma once

// What both ends of the protocol draw in its middle rounds: the words in which the prover talks to a back end and the
// verifier to itself.

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "field/koalabear.hpp"

namespace squall {

// The matrices of a proof, in transcript order.
enum MatrixIndex : unsigned { kMainMatrix = 0, kHelperMatrix = 1, kPreprocessedMatrix = 2 };
inline constexpr unsigned kMatrices = 3;

// Challenges of the zerocheck that are drawn before the first round.
struct ZerocheckChallenges {
  std::vector<K> lambdas;  // powers, one per term of the longest chip
  std::vector<K> r;        // one per y variable, most significant first; a shorter instance uses a prefix
  std::vector<K> mu, nu;   // one per instance
};

// A class of the merge: matrix columns whose slots have height 2^log_height.
struct MergeClass {
  unsigned log_height;
  unsigned slot_bits;  // matrix rows = slots * height
  unsigned low_bits;   // H minus the matrix's log rows; not zero for a lifted preprocessed matrix
  std::vector<std::pair<unsigned, std::uint32_t>> members;  // (MatrixIndex, matrix column)
};

// Challenges of the merge that are drawn before its first round.
struct MergeChallenges {
  std::array<std::vector<K>, kMatrices> gamma;  // per matrix, per column
  std::vector<std::vector<K>> slots;            // per class: the slot point, most significant first
  std::vector<K> delta;                         // powers, one per class
};

}  // namespace squall
