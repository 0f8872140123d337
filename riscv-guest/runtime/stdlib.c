// What the full C++ standard library (squall_add_guest(... STDLIB)) expects of its system beyond libc.c and stdio.c:
// the tables of exceptions, standard input, and files, of which there are none.

#include <stdint.h>
#include <stdio.h>
#include <time.h>
#include <wchar.h>

#include "squall_guest.h"

void* __dso_handle;

// Destructors of global objects do not run.
int __cxa_atexit(void (*destructor)(void*), void* object, void* dso) {
  (void)destructor, (void)object, (void)dso;
  return 0;
}

// Standard input is the private input.
static int get(FILE* file) {
  static size_t used;
  const uint8_t* data;
  size_t size;
  (void)file;
  read_input(&data, &size);
  return used < size ? data[used++] : _FDEV_EOF;
}
static FILE input = FDEV_SETUP_STREAM(NULL, get, NULL, _FDEV_SETUP_READ);
FILE* const stdin = &input;

// The section .eh_frame (Linux Standard Base, 10.6), as GCC writes it for RISC-V: words. An entry has its length and
// either 0, for what several functions share, or how far back that lies; then the address of a function, relative to
// this word, and the function's size. From exceptions.ld, with a zero word at the end.
extern const uint32_t squall_eh_frame[];

static const uint32_t* find_description(uintptr_t pc) {
  for (const uint32_t* entry = squall_eh_frame; entry[0] != 0; entry += 1 + entry[0] / 4)
    if (entry[1] != 0 && pc - ((uintptr_t)(entry + 2) + entry[2]) < entry[3]) return entry;
  return NULL;
}

struct dwarf_eh_bases {
  void *text, *data, *function;
};

// What libgcc's unwinder asks for each frame. libgcc's own answer sorts all entries when the first exception is thrown,
// some millions of instructions. This looks at one after the other, ten thousand instructions, and remembers what it
// found: most programs throw little, and from few places.
const void* _Unwind_Find_FDE(void* pc, struct dwarf_eh_bases* bases) {
  static struct {
    void* pc;
    const uint32_t* entry;
  } known[64];
  const uintptr_t slot = (uintptr_t)pc / 4 % 64;
  if (known[slot].pc != pc) {
    known[slot].entry = find_description((uintptr_t)pc);
    known[slot].pc = pc;
  }
  const uint32_t* entry = known[slot].entry;
  bases->text = bases->data = NULL;
  bases->function = entry ? (void*)((uintptr_t)(entry + 2) + entry[2]) : NULL;
  return entry;
}

// picolibc declares wide streams, some as macros, but has none: wcout, wcin and time formats in wide characters fail.
wint_t(getwc)(FILE* file) { return (void)file, WEOF; }
wint_t(putwc)(wchar_t c, FILE* file) { return (void)c, (void)file, WEOF; }
wint_t(ungetwc)(wint_t c, FILE* file) { return (void)c, (void)file, WEOF; }
size_t wcsftime(wchar_t* text, size_t size, const wchar_t* format, const struct tm* time) {
  (void)text, (void)size, (void)format, (void)time;
  return 0;
}
