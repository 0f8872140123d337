#pragma once

// WHIR's verbs on the device.

#include <array>
#include <memory>
#include <span>
#include <vector>

#include "backend/backend.hpp"
#include "cuda/commit/twiddles.hpp"
#include "cuda/runtime/gpu.hpp"
#include "pcs/params.hpp"

namespace squall::cuda {

// Backend::whir. Twiddles reach 2^(H + 1) and outlive the result, as do witness and commitments.
std::unique_ptr<WhirProver> make_whir(Gpu& gpu, const DeviceTwiddles& twiddles, const Witness& witness,
                                      std::array<const Commitment*, 3> commitments,
                                      const std::array<std::vector<K>, 3>& weights, std::span<const K> z);

// A bound on the device memory that a whole opening takes besides matrices, commitments and twiddles.
std::size_t whir_memory(const VerifyingKey& key, const Shape& shape, const Params& params);

}  // namespace squall::cuda
