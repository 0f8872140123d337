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

// From exceptions.ld: descriptions of all functions, with a zero word at the end.
extern const char squall_eh_frame[];
void __register_frame_info(const void* descriptions, void* object);

// libgcc's unwinder learns where the descriptions lie; it sorts them when the first exception is thrown. What
// crtbegin.o does elsewhere.
__attribute__((constructor)) static void register_frames(void) {
  static uintptr_t object[8];  // struct object of libgcc's unwind-dw2-fde.h: six words
  __register_frame_info(squall_eh_frame, object);
}

// picolibc declares wide streams, some as macros, but has none: wcout, wcin and time formats in wide characters fail.
wint_t(getwc)(FILE* file) { return (void)file, WEOF; }
wint_t(putwc)(wchar_t c, FILE* file) { return (void)c, (void)file, WEOF; }
wint_t(ungetwc)(wint_t c, FILE* file) { return (void)c, (void)file, WEOF; }
size_t wcsftime(wchar_t* text, size_t size, const wchar_t* format, const struct tm* time) {
  (void)text, (void)size, (void)format, (void)time;
  return 0;
}
