// What header-only C++20 needs at link time: allocation, checks of the standard headers, and stubs for what never
// happens in a guest (global destructors, pure virtual calls). There are no exceptions: what would throw ends the
// program.

#include <cstddef>
#include <cstdlib>
#include <new>

#include "squall_guest.h"

namespace {

void* allocate(std::size_t size, std::size_t align) {
  void* block = aligned_alloc(align, size);
  if (!block) {
    squall_print("out of memory\n");
    squall_exit(SQUALL_EXIT_OUT_OF_MEMORY);
  }
  return block;
}

[[noreturn]] void fail(const char* what) {
  squall_print(what);
  squall_print("\n");
  abort();
}

}  // namespace

void* operator new(std::size_t size) { return allocate(size, 1); }
void* operator new[](std::size_t size) { return allocate(size, 1); }
void* operator new(std::size_t size, std::align_val_t align) { return allocate(size, std::size_t(align)); }
void* operator new[](std::size_t size, std::align_val_t align) { return allocate(size, std::size_t(align)); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return malloc(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return malloc(size); }
void operator delete(void* block) noexcept { free(block); }
void operator delete[](void* block) noexcept { free(block); }
void operator delete(void* block, std::size_t) noexcept { free(block); }
void operator delete[](void* block, std::size_t) noexcept { free(block); }
void operator delete(void* block, std::align_val_t) noexcept { free(block); }
void operator delete[](void* block, std::align_val_t) noexcept { free(block); }
void operator delete(void* block, std::size_t, std::align_val_t) noexcept { free(block); }
void operator delete[](void* block, std::size_t, std::align_val_t) noexcept { free(block); }

namespace std {
const nothrow_t nothrow{};
void __throw_logic_error(const char* what) { fail(what); }
void __throw_length_error(const char* what) { fail(what); }
void __throw_out_of_range(const char* what) { fail(what); }
void __throw_out_of_range_fmt(const char* what, ...) { fail(what); }
void __throw_invalid_argument(const char* what) { fail(what); }
void __throw_runtime_error(const char* what) { fail(what); }
void __throw_bad_alloc() { fail("bad_alloc"); }
void __throw_bad_array_new_length() { fail("bad_array_new_length"); }
void __throw_bad_function_call() { fail("bad_function_call"); }
void __throw_bad_optional_access() { fail("bad_optional_access"); }
void __throw_bad_variant_access(const char* what) { fail(what); }
}  // namespace std

extern "C" {
void* __dso_handle = nullptr;
int __cxa_atexit(void (*)(void*), void*, void*) { return 0; }
void __cxa_pure_virtual() { fail("pure virtual call"); }
}
