#pragma once

// A failing CUDA call as an exception: backend/backend.hpp's DeviceFailure, with the call's purpose, CUDA's name for
// the error and what can be done.

#include "cuda/runtime/language.hpp"

namespace squall::cuda {

// "out of device memory: allocating 12 MiB ..." Throws DeviceFailure.
[[noreturn]] void fail(cudaError_t error, const char* doing);

inline void ensure(cudaError_t error, const char* doing) {
  if (error != cudaSuccess) [[unlikely]]
    fail(error, doing);
}

// One sentence: what a user can do about it; empty if nothing is known.
const char* advice(cudaError_t error);

}  // namespace squall::cuda
