// Input: n, one little-endian word. Output: n, F(n) mod 2^32 and a digest of F(1), ..., F(n), three words.
//
// Exit codes: 1 the input is not one word.


#include "squall_guest.h"

static void output_word(uint32_t word) {
  const uint8_t bytes[4] = {(uint8_t)word, (uint8_t)(word >> 8), (uint8_t)(word >> 16), (uint8_t)(word >> 24)};
  write_output(bytes, sizeof bytes);
}

static void print_hex(const char* title, uint32_t word) {
  char text[] = "00000000\n";
  for (int i = 0; i < 8; i++) text[i] = "0123456789abcdef"[word >> (28 - 4 * i) & 15];
  squall_print(title);
  squall_print(text);
}

int main(void) {
  const uint8_t* input;
  size_t size;
  read_input(&input, &size);
  if (size != 4) {
    squall_print("fibonacci: expected an input of 4 bytes, the number of steps\n");
    return 1;
  }
  const uint32_t n = input[0] | (uint32_t)input[1] << 8 | (uint32_t)input[2] << 16 | (uint32_t)input[3] << 24;

  // The digest is a polynomial in 31 over the sequence: it keeps the loop from having a closed form that a compiler sees.
  uint32_t previous = 1, current = 0, digest = 0;  // F(-1), F(0)
  for (uint32_t i = 0; i < n; i++) {
    const uint32_t next = previous + current;
    previous = current;
    current = next;
    digest = digest * 31 + current;
  }
  output_word(n);
  output_word(current);
  output_word(digest);
  print_hex("fibonacci: value  ", current);
  print_hex("fibonacci: digest ", digest);
  return 0;
}
