// Proves that a number is composite, without showing a factor. Reads n, sends it to the host, and reads what must be a factor
// of it. Output: n.

#include "airbender.h"

static uint32_t output[8];

const uint32_t* main(void) {
  const uint32_t n = airbender_read();
  airbender_write(n);
  const uint32_t factor = airbender_read();
  if (factor < 2 || factor >= n || n % factor != 0) airbender_abort();
  output[0] = n;
  return output;
}
