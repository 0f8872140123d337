#pragma once

// The verifying half of WHIR.

#include <span>
#include <vector>

#include "pcs/whir.hpp"
#include "transcript/receiver.hpp"

namespace squall {

// A matrix behind the first oracle. One that is lower than g is lifted: f(X) -> f(X^(2^(H-h))).
struct WhirSource {
  Digest root;
  unsigned log_rows;       // h <= H
  std::vector<K> weights;  // of its columns in g; not empty
};

// Reads and checks the proof that g^(z) = claim, g = sum over sources and columns of weight times column. The outcome
// is receiver.ok(). Never throws; memory is bounded by the parameters and the widths of the sources.
void whir_verify(Receiver& receiver, const Params& params, unsigned log_rows, std::span<const WhirSource> sources,
                 std::span<const K> z, const K& claim);

}  // namespace squall
