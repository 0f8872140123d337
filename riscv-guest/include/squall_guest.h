#ifndef SQUALL_GUEST_H
#define SQUALL_GUEST_H

// What a guest program can ask of its platform. The same source builds for the zkVM, for qemu-user and for the host: there
// the input is standard input, and the output goes to standard output when the program ends.
//
// A program ends by returning from main or by squall_exit; the code is public. Functions registered with atexit and
// destructors of global objects do not run.

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#define SQUALL_NORETURN [[noreturn]]
#else
#define SQUALL_NORETURN _Noreturn
#endif

// Exit codes that the runtime itself uses; programs use small ones.
enum {
  SQUALL_EXIT_ABORT = 134,          // abort(), a failed assert, a C++ library check
  SQUALL_EXIT_OUTPUT_FULL = 135,    // more output than SQUALL_OUTPUT_LIMIT
  SQUALL_EXIT_OUT_OF_MEMORY = 136,  // operator new found the heap exhausted
};

// Most bytes that a program can write: the output region of 1 MiB less its length word.
#define SQUALL_OUTPUT_LIMIT ((1u << 20) - 4)

// The whole private input. The bytes stay where they are, 4-byte aligned and followed by zeros up to the next word; calling
// it again gives the same.
void read_input(const uint8_t** data, size_t* size);

// Appends to the public output.
void write_output(const uint8_t* data, size_t size);

// Ends the program at once.
SQUALL_NORETURN void squall_exit(int code);

// Shows text to whoever runs the program. Not part of what is proven.
void squall_print(const char* text);

#ifdef __cplusplus
}
#endif

#endif
