// The native platform's input, output and calls, as the machine has them.

#include <stdint.h>
#include <string.h>

#include "squall_guest.h"

// Fixed regions. Word 0 is a length in bytes, the bytes follow.
static const uint32_t* const kInput = (const uint32_t*)0x40000000;
static uint32_t* const kOutput = (uint32_t*)0x50000000;

void read_input(const uint8_t** data, size_t* size) {
  *data = (const uint8_t*)(kInput + 1);
  *size = kInput[0];
}

void write_output(const uint8_t* data, size_t size) {
  const uint32_t used = kOutput[0];
  if (size > SQUALL_OUTPUT_LIMIT - used) squall_exit(SQUALL_EXIT_OUTPUT_FULL);
  memcpy((uint8_t*)(kOutput + 1) + used, data, size);
  kOutput[0] = used + size;
}

void squall_print(const char* text) {
  const size_t size = strlen(text);  // first: a call would overwrite the registers below
  register size_t a0 __asm__("a0") = 2;  // standard error: standard output carries the public output under qemu-user
  register const char* a1 __asm__("a1") = text;
  register size_t a2 __asm__("a2") = size;
  register size_t a7 __asm__("a7") = 64;
  __asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a7) : "memory");
}
