#ifndef SQUALL_HASHES_H
#define SQUALL_HASHES_H

// Hash functions beyond those of zkvm_accelerators.h; linked with ACCELERATORS.

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// BLAKE2s with 32 bytes of digest and no key (RFC 7693).
void squall_blake2s(const uint8_t* data, size_t size, uint8_t digest[32]);
// BLAKE3 in its plain mode, 32 bytes of digest (BLAKE3 paper, section 2).
void squall_blake3(const uint8_t* data, size_t size, uint8_t digest[32]);

#ifdef __cplusplus
}
#endif

#endif
