#pragma once

// The merge sumcheck on the device; backend/common/merge_bits.hpp explains it.

#include <memory>

#include "backend/backend.hpp"
#include "cuda/runtime/gpu.hpp"

namespace squall::cuda {

std::unique_ptr<MergeTables> make_merge(Gpu& gpu, const Witness& witness, MergeInput input);

// A bound on the device memory that it takes besides the matrices.
std::size_t merge_memory(const VerifyingKey& key, const Shape& shape);

}  // namespace squall::cuda
