#ifndef ZKVM_ACCELERATORS_H
#define ZKVM_ACCELERATORS_H

// Cryptographic functions for guests: the C interface of eth-act/zkvm-standards (c-interface-accelerators), by the
// names, types and codes of that standard. They follow Ethereum's precompiled contracts, less the encoding of calls and
// gas.
//
// Link with `squall_add_guest(... ACCELERATORS)`. Every function is software today: NONE is accelerated by a chip of
// the prover yet. Instruction counts are in docs/guests.md.
//
// Conventions
// - Numbers are big-endian, points are coordinates one after the other. The point at infinity is all zeros.
// - Pointers must be valid; lengths of 0 may come with any pointer. Results may overlap arguments.
// - ZKVM_EFAIL means that the input itself is invalid, where the precompiled contract would fail: a coordinate that is
//   not below the modulus, a point off its curve or (where that is demanded) outside its subgroup. Nothing is written
//   then.
// - The bool of a check says whether it holds, with ZKVM_EOK. For signatures every malformed input is just `false`.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define ZKVM_ALIGN8 alignas(8)
extern "C" {
#else
#define ZKVM_ALIGN8 _Alignas(8)
#endif

typedef enum {
  ZKVM_EOK = 0,
  ZKVM_EFAIL = -1,
} zkvm_status;

// Byte strings by size, at 8-byte boundaries.
typedef struct {
  ZKVM_ALIGN8 uint8_t data[16];
} zkvm_bytes_16;
typedef struct {
  ZKVM_ALIGN8 uint8_t data[32];
} zkvm_bytes_32;
typedef struct {
  ZKVM_ALIGN8 uint8_t data[48];
} zkvm_bytes_48;
typedef struct {
  ZKVM_ALIGN8 uint8_t data[64];
} zkvm_bytes_64;
typedef struct {
  ZKVM_ALIGN8 uint8_t data[96];
} zkvm_bytes_96;
typedef struct {
  ZKVM_ALIGN8 uint8_t data[128];
} zkvm_bytes_128;
typedef struct {
  ZKVM_ALIGN8 uint8_t data[192];
} zkvm_bytes_192;

// --- Hashes

typedef zkvm_bytes_32 zkvm_keccak256_hash;
typedef zkvm_bytes_32 zkvm_sha256_hash;
typedef zkvm_bytes_32 zkvm_ripemd160_hash;  // 12 zero bytes, then the hash

// Ethereum's Keccak-256, with the padding of the original submission.
zkvm_status zkvm_keccak256(const uint8_t* data, size_t len, zkvm_keccak256_hash* output);
// Contract 0x02.
zkvm_status zkvm_sha256(const uint8_t* data, size_t len, zkvm_sha256_hash* output);
// Contract 0x03.
zkvm_status zkvm_ripemd160(const uint8_t* data, size_t len, zkvm_ripemd160_hash* output);

typedef zkvm_bytes_64 zkvm_blake2f_state;     // eight little-endian 64-bit words
typedef zkvm_bytes_128 zkvm_blake2f_message;  // sixteen of them
typedef zkvm_bytes_16 zkvm_blake2f_offset;    // two of them

// BLAKE2b's compression function with a number of rounds (EIP-152, contract 0x09); h is updated in place. f, the mark
// of the last block, is 0 or 1: others fail. `rounds` is an ordinary integer.
zkvm_status zkvm_blake2f(uint32_t rounds, zkvm_blake2f_state* h, const zkvm_blake2f_message* m,
                         const zkvm_blake2f_offset* t, uint8_t f);

// --- Signatures: r || s, keys x || y

typedef zkvm_bytes_32 zkvm_secp256k1_hash;
typedef zkvm_bytes_64 zkvm_secp256k1_signature;
typedef zkvm_bytes_64 zkvm_secp256k1_pubkey;

zkvm_status zkvm_secp256k1_verify(const zkvm_secp256k1_hash* msg, const zkvm_secp256k1_signature* sig,
                                  const zkvm_secp256k1_pubkey* pubkey, bool* verified);

// The key that signed (contract 0x01). recid is the parity of the nonce point's y coordinate, 0 or 1 (Ethereum's v less
// 27). The address is the last 20 bytes of the key's Keccak-256.
zkvm_status zkvm_secp256k1_ecrecover(const zkvm_secp256k1_hash* msg, const zkvm_secp256k1_signature* sig, uint8_t recid,
                                     zkvm_secp256k1_pubkey* output);

typedef zkvm_bytes_32 zkvm_secp256r1_hash;
typedef zkvm_bytes_64 zkvm_secp256r1_signature;
typedef zkvm_bytes_64 zkvm_secp256r1_pubkey;

// P-256 (RIP-7212, EIP-7951, contract 0x100).
zkvm_status zkvm_secp256r1_verify(const zkvm_secp256r1_hash* msg, const zkvm_secp256r1_signature* sig,
                                  const zkvm_secp256r1_pubkey* pubkey, bool* verified);

// --- Integers

// base^exp mod modulus (EIP-198, contract 0x05), mod_len bytes. Any lengths; a modulus of zero gives zeros. Fails only
// when the heap has no room for a dozen numbers of the modulus's length.
zkvm_status zkvm_modexp(const uint8_t* base, size_t base_len, const uint8_t* exp, size_t exp_len,
                        const uint8_t* modulus, size_t mod_len, uint8_t* output);

// --- BN254 (EIP-196, EIP-197); coordinates in Fp2 with the imaginary part first

typedef zkvm_bytes_64 zkvm_bn254_g1_point;
typedef zkvm_bytes_128 zkvm_bn254_g2_point;
typedef zkvm_bytes_32 zkvm_bn254_scalar;
typedef struct {
  zkvm_bn254_g1_point g1;
  zkvm_bn254_g2_point g2;
} zkvm_bn254_pairing_pair;

// Contract 0x06.
zkvm_status zkvm_bn254_g1_add(const zkvm_bn254_g1_point* p1, const zkvm_bn254_g1_point* p2,
                              zkvm_bn254_g1_point* result);
// Contract 0x07; the scalar is any number of 256 bits.
zkvm_status zkvm_bn254_g1_mul(const zkvm_bn254_g1_point* point, const zkvm_bn254_scalar* scalar,
                              zkvm_bn254_g1_point* result);
// Is the product of the pairings one? Of no pairs it is. (Contract 0x08.)
zkvm_status zkvm_bn254_pairing(const zkvm_bn254_pairing_pair* pairs, size_t num_pairs, bool* verified);

// --- KZG commitments (EIP-4844): compressed points of BLS12-381's G1, and numbers below the order of its groups

typedef zkvm_bytes_48 zkvm_kzg_commitment;
typedef zkvm_bytes_48 zkvm_kzg_proof;
typedef zkvm_bytes_32 zkvm_kzg_field_element;

// Does the committed polynomial take the value y at z? Contract 0x0a, which also compares a versioned hash: here the
// caller does.
zkvm_status zkvm_kzg_point_eval(const zkvm_kzg_commitment* commitment, const zkvm_kzg_field_element* z,
                                const zkvm_kzg_field_element* y, const zkvm_kzg_proof* proof, bool* verified);

// --- BLS12-381 (EIP-2537); field elements of 48 bytes without padding, coordinates in Fp2 with the real part first

typedef zkvm_bytes_96 zkvm_bls12_381_g1_point;
typedef zkvm_bytes_192 zkvm_bls12_381_g2_point;
typedef zkvm_bytes_32 zkvm_bls12_381_scalar;
typedef zkvm_bytes_48 zkvm_bls12_381_fp;
typedef zkvm_bytes_96 zkvm_bls12_381_fp2;
typedef struct {
  zkvm_bls12_381_g1_point point;
  zkvm_bls12_381_scalar scalar;
} zkvm_bls12_381_g1_msm_pair;
typedef struct {
  zkvm_bls12_381_g2_point point;
  zkvm_bls12_381_scalar scalar;
} zkvm_bls12_381_g2_msm_pair;
typedef struct {
  zkvm_bls12_381_g1_point g1;
  zkvm_bls12_381_g2_point g2;
} zkvm_bls12_381_pairing_pair;

// Additions (contracts 0x0b, 0x0d) take points anywhere on the curve; sums of multiples (0x0c, 0x0e) and pairings
// (0x0f) ask for the subgroup, and fail without pairs. Scalars are any numbers of 256 bits.
zkvm_status zkvm_bls12_g1_add(const zkvm_bls12_381_g1_point* p1, const zkvm_bls12_381_g1_point* p2,
                              zkvm_bls12_381_g1_point* result);
zkvm_status zkvm_bls12_g1_msm(const zkvm_bls12_381_g1_msm_pair* pairs, size_t num_pairs,
                              zkvm_bls12_381_g1_point* result);
zkvm_status zkvm_bls12_g2_add(const zkvm_bls12_381_g2_point* p1, const zkvm_bls12_381_g2_point* p2,
                              zkvm_bls12_381_g2_point* result);
zkvm_status zkvm_bls12_g2_msm(const zkvm_bls12_381_g2_msm_pair* pairs, size_t num_pairs,
                              zkvm_bls12_381_g2_point* result);
zkvm_status zkvm_bls12_pairing(const zkvm_bls12_381_pairing_pair* pairs, size_t num_pairs, bool* verified);
// A point of the subgroup from a field element (contracts 0x10, 0x11; RFC 9380: simplified SWU, isogeny, cofactor
// cleared).
zkvm_status zkvm_bls12_map_fp_to_g1(const zkvm_bls12_381_fp* field_element, zkvm_bls12_381_g1_point* result);
zkvm_status zkvm_bls12_map_fp2_to_g2(const zkvm_bls12_381_fp2* field_element, zkvm_bls12_381_g2_point* result);

#ifdef __cplusplus
}
#endif

#endif
