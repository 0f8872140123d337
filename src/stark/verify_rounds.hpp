#pragma once

// The parts of the verifier between the commitments and WHIR.

#include <array>
#include <span>
#include <vector>

#include "stark/statement.hpp"
#include "transcript/receiver.hpp"

namespace squall {

// Where the zerocheck leaves the verifier: a point, and per instance the claimed values of its columns there (main,
// closed form, preprocessed, helper coordinates; closed forms are computed, not claimed).
struct ZerocheckClaims {
  ZerocheckPoint point;
  std::vector<std::vector<K>> values;
};

// All constraints of all instances hold, and the helpers of instance c add up to totals[c], unless a value is wrong.
// The outcome is receiver.ok().
ZerocheckClaims verify_zerocheck(Receiver& receiver, const VerifyingKey& key, const Shape& shape,
                                 std::span<const K> totals, const LogupChallenges& logup);

// One claim about all matrix columns: sum of weight times column, as a multilinear function, is `value` at z.
struct MergeClaim {
  std::vector<K> z;
  std::array<std::vector<K>, kMatrices> weights;
  K value;
};

// The values of the zerocheck are those of the committed columns, unused slots are zero, unless the claim is wrong.
MergeClaim verify_merge(Receiver& receiver, const VerifyingKey& key, const Params& params, const Shape& shape,
                        const ZerocheckClaims& claims);

}  // namespace squall
