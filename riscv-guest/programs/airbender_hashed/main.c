// Fibonacci numbers modulo 10^9, hashed by BLAKE2s. Input: words n and h. Output: number n + 2 (0, 1, 1, 2, ... from number
// 0), n, and the word that comes of replacing the number h times by the first word of its digest. With SECOND_CONVENTION by
// the later registers.

#include "airbender.h"

static const uint32_t kInitial[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                     0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

static uint32_t output[8];
static struct {
  uint32_t words[24];
} __attribute__((aligned(128))) state;
static struct {
  uint32_t words[16];
} __attribute__((aligned(64))) message;

// The digest of the message's first word, the only one that is not zero, to state.words[0..7].
static void blake2s(void) {
  for (unsigned i = 0; i < 8; ++i) state.words[i] = kInitial[i];
  state.words[0] ^= 0x01010020;
  state.words[8 + 12] = kInitial[4] ^ 4;
  state.words[8 + 14] = ~kInitial[6];
#ifdef SECOND_CONVENTION
  uint32_t control = 8u << 16;
  for (unsigned round = 0; round < 10; ++round)
    control = airbender_blake2s_step(state.words, message.words, control);
#else
  for (unsigned round = 0; round < 10; ++round)
    airbender_blake2s_round(state.words, message.words, round, round == 9);
#endif
}

const uint32_t* main(void) {
  const uint32_t n = airbender_read(), h = airbender_read();
  uint32_t a = 1, b = 1;
  for (uint32_t i = 0; i < n; ++i) {
    const uint32_t next = (a + b) % 1000000000u;
    a = b;
    b = next;
  }
  message.words[0] = b;
  for (uint32_t i = 0; i < h; ++i) {
    blake2s();
    message.words[0] = state.words[0];
  }
  output[0] = b;
  output[1] = n;
  output[2] = message.words[0];
  return output;
}
