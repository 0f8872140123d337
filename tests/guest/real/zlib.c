// zlib as a guest: compresses the input at level 6, decompresses it, and compares. Output: the CRC-32 of the input and
// the size of what it was compressed to, little-endian words.
//
// Exit codes: 1 zlib reports an error, 2 another text came back.

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "squall_guest.h"

static void output_word(uint32_t word) {
  const uint8_t bytes[4] = {(uint8_t)word, (uint8_t)(word >> 8), (uint8_t)(word >> 16), (uint8_t)(word >> 24)};
  write_output(bytes, 4);
}

int main(void) {
  const uint8_t* text;
  size_t size;
  read_input(&text, &size);
  uLongf packed_size = compressBound(size), again_size = size;
  Bytef* packed = malloc(packed_size);
  Bytef* again = malloc(size + 1);
  if (!packed || !again) return 1;
  if (compress2(packed, &packed_size, text, size, 6) != Z_OK) return 1;
  if (uncompress(again, &again_size, packed, packed_size) != Z_OK) return 1;
  if (again_size != size || memcmp(again, text, size) != 0) return 2;
  output_word((uint32_t)crc32(0, text, (uInt)size));
  output_word((uint32_t)packed_size);
  return 0;
}
