// picolibc's printf and its kin, by squall_print: both stdout and stderr are text for whoever runs the program. Write
// to stderr, since the standard output of a native twin is the public output. A character at a time: nothing is lost
// however the program ends.

#include <stdio.h>

#include "squall_guest.h"

static int put(char c, FILE* file) {
  (void)file;
  const char text[] = {c, 0};
  squall_print(text);
  return c;
}

static FILE text = FDEV_SETUP_STREAM(put, NULL, NULL, _FDEV_SETUP_WRITE);

FILE* const stdout = &text;
FILE* const stderr = &text;
