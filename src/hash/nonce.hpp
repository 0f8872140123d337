#pragma once

// Proof of work bound to a transcript state: the check. Finding nonces is grinding.hpp's.

#include <cstdint>

#include "hash/blake3.hpp"

namespace squall {

constexpr std::uint64_t nonce_mask(unsigned bits) {
  return bits >= 64 ? ~std::uint64_t(0) : (std::uint64_t(1) << bits) - 1;
}

// Whether the low `bits` bits of the first 8 bytes (little endian) of kGrinding(state || nonce, 8 bytes little endian)
// are zero. On input: bits <= 64.
bool nonce_fits(const Digest& state, unsigned bits, std::uint64_t nonce);

}  // namespace squall
