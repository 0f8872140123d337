#pragma once

// The parts of the prover between the commitments and WHIR; the twins of verify_rounds.hpp.

#include <array>
#include <vector>

#include "backend/backend.hpp"
#include "base/observer.hpp"
#include "pcs/params.hpp"
#include "stark/statement.hpp"
#include "transcript/sender.hpp"

namespace squall {

ZerocheckPoint prove_zerocheck(Sender& sender, Backend& backend, const Witness& witness, const LogupChallenges& logup,
                               Observer& observer);

// What is left to show: sum of weight times column, as a multilinear function, at z.
struct MergePoint {
  std::vector<K> z;
  std::array<std::vector<K>, kMatrices> weights;
};

MergePoint prove_merge(Sender& sender, Backend& backend, const Params& params, const Witness& witness,
                       const ZerocheckPoint& point);

}  // namespace squall
