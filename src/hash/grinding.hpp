#pragma once

// Proof of work bound to a transcript state.

#include <cstdint>

#include "base/parallel.hpp"
#include "field/isa.hpp"
#include "hash/blake3.hpp"

namespace squall {

// Whether the low `bits` bits of the first 8 bytes (little endian) of kGrinding(state || nonce, 8 bytes little endian)
// are zero. On input: bits <= 64.
bool nonce_fits(const Digest& state, unsigned bits, std::uint64_t nonce);

// The smallest nonce that fits, for any number of threads and any instruction set. Takes about 2^bits hashes.
std::uint64_t find_nonce(const Digest& state, unsigned bits, Isa isa, ThreadPool& pool);

}  // namespace squall
