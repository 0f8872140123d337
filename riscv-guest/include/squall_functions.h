#ifndef SQUALL_FUNCTIONS_H
#define SQUALL_FUNCTIONS_H

// Functions that the machine proves by chips of their own, each called by one instruction (custom-0, funct7 = number). Only
// in programs built with FUNCTIONS (squall_add_guest), which define SQUALL_FUNCTIONS; qemu and the host do not know them.
//
// Pointers are to memory that the program may read, results to memory that it may write. A pointer that is not aligned as
// it says here, and operands that overlap, end the program with an error that no proof can hide.

#include <stdint.h>

#ifdef SQUALL_FUNCTIONS

#define SQUALL_CALL(number, a, b, c) \
  __asm__ volatile(".insn r 0x0b, 0, " #number ", %2, %0, %1" : : "r"(a), "r"(b), "r"(c) : "memory")
#define SQUALL_CALL_2(number, a, b) __asm__ volatile(".insn r 0x0b, 0, " #number ", x0, %0, %1" : : "r"(a), "r"(b) : "memory")
#define SQUALL_CALL_1(number, a) __asm__ volatile(".insn r 0x0b, 0, " #number ", x0, %0, x0" : : "r"(a) : "memory")

// chaining: 8 words, aligned to 32 bytes, replaced by the first 8 words of the result; block: 16 words, aligned to 64 bytes;
// parameters: counter (low, high), length of the block and flags, aligned to 16 bytes.
static inline void squall_blake3_compress(uint32_t* chaining, const uint32_t* block, const uint32_t* parameters) {
  SQUALL_CALL(1, chaining, block, parameters);
}
// The same for BLAKE2s; parameters: counter (low, high) and the two words of finalization.
static inline void squall_blake2s_compress(uint32_t* state, const uint32_t* block, const uint32_t* parameters) {
  SQUALL_CALL(2, state, block, parameters);
}
// state: 8 words, aligned to 32 bytes; block: 64 bytes of the message as they are, aligned to 64 bytes.
static inline void squall_sha256_compress(uint32_t* state, const uint8_t* block) { SQUALL_CALL_2(3, state, block); }
// state: 25 lanes of two words, the low one first, lane x + 5 y; aligned to 256 bytes.
static inline void squall_keccak_f(uint32_t* state) { SQUALL_CALL_1(4, state); }

// x := x y, x + y, x - y modulo m. Eight words each, least significant first, aligned to 32 bytes; x and y below m (for the
// product it is enough that x y < 2^256 m), m not zero. y may be x.
static inline void squall_multiply_modulo(uint32_t* x, const uint32_t* y, const uint32_t* m) { SQUALL_CALL(5, x, y, m); }
static inline void squall_add_modulo(uint32_t* x, const uint32_t* y, const uint32_t* m) { SQUALL_CALL(6, x, y, m); }
static inline void squall_subtract_modulo(uint32_t* x, const uint32_t* y, const uint32_t* m) { SQUALL_CALL(7, x, y, m); }

#endif
#endif
