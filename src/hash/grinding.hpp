#pragma once

// Proof of work bound to a transcript state: the search.

#include <cstdint>

#include "base/parallel.hpp"
#include "field/isa.hpp"
#include "hash/nonce.hpp"

namespace squall {

// The smallest nonce that fits (nonce_fits), for any number of threads and any instruction set. Takes about 2^bits
// hashes.
std::uint64_t find_nonce(const Digest& state, unsigned bits, Isa isa, ThreadPool& pool);

}  // namespace squall
