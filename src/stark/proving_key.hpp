#pragma once

// The verifying key together with what a prover needs of the preprocessed columns, in a back end's memory.

#include <memory>
#include <span>
#include <vector>

#include "air/key.hpp"
#include "backend/backend.hpp"

namespace squall {

struct ProvingKey {
  VerifyingKey verifying;
  std::unique_ptr<Matrix> preprocessed;    // null if the machine has no such columns
  std::unique_ptr<Commitment> commitment;  // of it
};

// On input: the values of the preprocessed columns of all chips in the machine's order, each as high as its chip. The
// key belongs to `backend` and must not outlive it.
ProvingKey make_proving_key(Backend& backend, Machine machine, std::span<const std::vector<Fp>> columns,
                            unsigned skip = kMinLogRows);

}  // namespace squall
