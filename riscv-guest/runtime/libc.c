// What the C library expects of its system. memcpy and its kin, strings and arithmetic come from picolibc and libgcc.

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "squall_guest.h"

void _exit(int code) { squall_exit(code); }
void exit(int code) { squall_exit(code); }
void abort(void) { squall_exit(SQUALL_EXIT_ABORT); }

void __assert_func(const char* file, int line, const char* function, const char* expression) {
  (void)line, (void)function;
  squall_print(file);
  squall_print(": assertion failed: ");
  squall_print(expression);
  squall_print("\n");
  abort();
}

// The heap only grows: programs are short, memory that is never touched costs nothing, and an allocation is a handful of
// instructions. Only the newest block can be given back or resized in place. Blocks are 16-byte aligned; the word before a
// block is its size, for realloc.
extern char __heap_start[], __heap_end[];

static const uintptr_t kAlign = 16;
static uintptr_t heap_top;  // end of the newest block; 0 before the first

static uint32_t* size_word(void* block) { return (uint32_t*)block - 1; }

void* aligned_alloc(size_t align, size_t size) {
  if (align < kAlign) align = kAlign;
  const uintptr_t top = heap_top ? heap_top : (uintptr_t)__heap_start;
  const uintptr_t block = (top + sizeof(uint32_t) + align - 1) & -align;
  if (block < top || block > (uintptr_t)__heap_end || size > (uintptr_t)__heap_end - block) {
    errno = ENOMEM;
    return NULL;
  }
  heap_top = block + size;
  *size_word((void*)block) = size;
  return (void*)block;
}

void* malloc(size_t size) { return aligned_alloc(kAlign, size); }

void free(void* block) {
  if (block && (uintptr_t)block + *size_word(block) == heap_top) heap_top = (uintptr_t)block;
}

void* calloc(size_t count, size_t each) {
  size_t size;
  if (__builtin_mul_overflow(count, each, &size)) {
    errno = ENOMEM;
    return NULL;
  }
  void* block = malloc(size);
  if (block) memset(block, 0, size);  // a block that was freed and handed out again is not zero
  return block;
}

void* realloc(void* block, size_t size) {
  if (!block) return malloc(size);
  const size_t old = *size_word(block);
  if (size <= old) return block;
  if ((uintptr_t)block + old == heap_top && size <= (uintptr_t)__heap_end - (uintptr_t)block) {
    heap_top = (uintptr_t)block + size;
    *size_word(block) = size;
    return block;
  }
  void* larger = malloc(size);
  if (larger) memcpy(larger, block, old);
  return larger;
}
