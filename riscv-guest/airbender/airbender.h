#ifndef SQUALL_AIRBENDER_H
#define SQUALL_AIRBENDER_H

// What a program of the platform airbender can ask for. It defines
//   const uint32_t* main(void);    the result points to eight words: the public output
// The instructions are written by their fields, since assemblers know CSRs only with an extension that is not there.

#include <stdint.h>

// The next word of the private input.
static inline uint32_t airbender_read(void) {
  uint32_t word;
  __asm__ volatile(".insn i 0x73, 1, %0, x0, 0x7c0" : "=r"(word));
  return word;
}

// A word for the host; not part of what is proven.
static inline void airbender_write(uint32_t word) { __asm__ volatile(".insn i 0x73, 1, x0, %0, 0x7c0" : : "r"(word)); }

// Gives up: there is no proof of such a run.
__attribute__((noreturn)) static inline void airbender_abort(void) {
  for (;;) __asm__ volatile(".insn i 0x73, 1, x0, x0, -0x400");
}

// One round of BLAKE2s, first register convention. state: 8 + 16 words, aligned to 128 bytes; message: 16 words.
// round: 0 to 9; flags: bit 0 last round, bit 1 the message's half comes first, bit 2 compression of two halves.
static inline void airbender_blake2s_round(uint32_t* state, const uint32_t* message, unsigned round, uint32_t flags) {
  register uint32_t* a __asm__("x10") = state;
  register const uint32_t* b __asm__("x11") = message;
  register uint32_t c __asm__("x12") = 1u << round;
  register uint32_t d __asm__("x13") = flags;
  __asm__ volatile(".insn i 0x73, 1, x0, x0, 0x7c7" : : "r"(a), "r"(b), "r"(c), "r"(d) : "memory");
}

// The same, second convention: control is (flags + (1 << (round + 3))) << 16 and comes back with the round moved on; flags:
// bit 0 seven rounds instead of ten, bit 1 the message's half comes first, bit 2 compression. message: aligned to 64 bytes.
static inline uint32_t airbender_blake2s_step(uint32_t* state, const uint32_t* message, uint32_t control) {
  register uint32_t* a __asm__("x10") = state;
  register const uint32_t* b __asm__("x11") = message;
  register uint32_t c __asm__("x12") = control;
  __asm__ volatile(".insn i 0x73, 1, x0, x0, 0x7c7" : "+r"(c) : "r"(a), "r"(b) : "memory");
  return c;
}

// A 256-bit operation on two blocks of eight words, aligned to 32 bytes: control has one of bits 0 a + b, 1 a - b, 2 b - a,
// 3 low and 4 high half of the product, 5 equality, 7 copy of b; bit 6 is a carry in. The result goes to a; what comes
// back is the carry, for 3 whether the high half is not zero, for 5 whether they are equal.
static inline uint32_t airbender_integer(uint32_t* x, const uint32_t* y, uint32_t control) {
  register uint32_t* a __asm__("x10") = x;
  register const uint32_t* b __asm__("x11") = y;
  register uint32_t c __asm__("x12") = control;
  __asm__ volatile(".insn i 0x73, 1, x0, x0, 0x7ca" : "+r"(c) : "r"(a), "r"(b) : "memory");
  return c;
}

#endif
