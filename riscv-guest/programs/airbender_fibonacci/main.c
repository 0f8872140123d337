// Fibonacci numbers modulo 7919. Input: a word n. Output: the number n + 1 (0, 1, 1, 2, ... from number 0), and n.

#include "airbender.h"

static uint32_t output[8];

const uint32_t* main(void) {
  const uint32_t n = airbender_read();
  uint32_t a = 0, b = 1;
  for (uint32_t i = 0; i < n; ++i) {
    const uint32_t next = (a + b) % 7919;
    a = b;
    b = next;
  }
  output[0] = b;
  output[1] = n;
  return output;
}
