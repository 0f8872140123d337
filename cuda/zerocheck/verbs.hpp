#pragma once

// The back end's verbs between the two commitments and the merge: helper columns, the zerocheck's first round, and the
// tables of its later rounds. With each, a bound of the device bytes that it takes beyond the matrices.

#include "backend/backend.hpp"
#include "cuda/matrix/matrix.hpp"
#include "cuda/zerocheck/chip_kernels.hpp"

namespace squall::cuda {

std::vector<K> fill_helpers(Gpu& gpu, const Witness& witness, const LogupChallenges& logup, const ChipKernels& kernels);
std::size_t helpers_memory(const VerifyingKey& key, const Shape& shape, const ChipKernels& kernels);

SkipRound skip_round(Gpu& gpu, const Witness& witness, const LogupChallenges& logup,
                     const ZerocheckChallenges& challenges, const ChipKernels& kernels);
std::size_t skip_memory(const VerifyingKey& key, const Shape& shape, const ChipKernels& kernels);

// The tables borrow the kernels and the key, not the matrices.
std::unique_ptr<ZerocheckTables> make_zerocheck(Gpu& gpu, const Witness& witness, const LogupChallenges& logup,
                                                const ZerocheckChallenges& challenges, std::span<const K> lagrange,
                                                const K& rho, const ChipKernels& kernels);
std::size_t zerocheck_memory(const VerifyingKey& key, const Shape& shape, const ChipKernels& kernels);

}  // namespace squall::cuda
