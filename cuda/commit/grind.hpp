#pragma once

// Proof of work on the device.

#include "cuda/runtime/gpu.hpp"
#include "hash/blake3.hpp"

namespace squall::cuda {

// The smallest nonce that fits (hash/nonce.hpp). About 2^bits hashes and nearly always one round trip.
std::uint64_t find_nonce(Gpu& gpu, const Digest& state, unsigned bits);
// Device memory that it takes.
std::size_t find_nonce_memory();

}  // namespace squall::cuda
