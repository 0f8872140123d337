// Exercises the guest runtime: start-up, C library, C++ headers, and every way to end. The first byte of the input
// chooses.
//
// 'r' runs everything that works and writes a line per finding; the others end the program: 'a' abort, 's' failed
// assert, 'v' vector::at out of range, 'n' operator new without memory, 'o' too much output, 'e' squall_exit, 'm'
// main's result.

#include <algorithm>
#include <bit>
#include <cassert>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <vector>

#include "squall_guest.hpp"

namespace {

struct Global {
  Global() : value(std::string("made before main, long enough for the heap")) {}
  std::string value;
} const global;

std::uint32_t zeroed[1000];
std::uint32_t initialised[3] = {1, 2, 3};

void line(const std::string& text) {
  guest::output({reinterpret_cast<const std::uint8_t*>((text + "\n").data()), text.size() + 1});
}

std::string number(std::uint64_t value) {
  std::string digits;
  do digits.insert(digits.begin(), char('0' + value % 10));
  while (value /= 10);
  return digits;
}

void check(bool condition, const char* what) {
  if (!condition) guest::fail(99, what);
}

void heap() {
  auto* a = static_cast<char*>(std::malloc(10));
  check(std::uintptr_t(a) % 16 == 0, "malloc aligns to 16");
  std::memset(a, 'x', 10);
  a = static_cast<char*>(std::realloc(a, 50));  // the newest block may grow in place
  auto* b = static_cast<char*>(std::calloc(5, 7));
  check(std::all_of(b, b + 35, [](char c) { return c == 0; }), "calloc clears");
  a = static_cast<char*>(std::realloc(a, 100));  // not the newest: moves
  check(std::all_of(a, a + 10, [](char c) { return c == 'x'; }), "realloc keeps the contents");
  std::memset(b, 'y', 35);
  std::free(a);
  std::free(b);
  std::free(nullptr);
  auto* c = static_cast<char*>(std::calloc(100, 1));
  check(std::all_of(c, c + 100, [](char x) { return x == 0; }), "calloc clears what was used before");
  std::free(c);
  struct alignas(256) Wide {
    char bytes[256];
  };
  const auto wide = std::make_unique<Wide>();
  check(std::uintptr_t(wide.get()) % 256 == 0, "operator new aligns");
  errno = 0;
  volatile std::size_t huge = std::size_t(-1) / 2;
  check(std::malloc(huge) == nullptr, "malloc says no");
  check(new (std::nothrow) char[huge] == nullptr, "nothrow new says no");
}

void memory_functions() {
  unsigned char from[64], to[64];
  for (int i = 0; i < 64; i++) from[i] = static_cast<unsigned char>(i * 7 + 1);
  for (std::size_t a = 0; a < 5; a++) {
    for (std::size_t b = 0; b < 5; b++) {
      for (std::size_t n = 0; n < 40; n++) {
        std::memset(to, 0, sizeof to);
        std::memcpy(to + a, from + b, n);
        for (std::size_t i = 0; i < 64; i++) {
          check(to[i] == (i >= a && i < a + n ? from[b + i - a] : 0), "memcpy at all alignments");
        }
        check(std::memcmp(to + a, from + b, n) == 0, "memcmp");
        std::memcpy(to, from, sizeof to);
        std::memmove(to + a, to + b, n);
        for (std::size_t i = 0; i < n; i++) check(to[a + i] == from[b + i], "memmove with overlap");
      }
    }
  }
}

int run_all() {
  line(global.value);
  check(std::all_of(std::begin(zeroed), std::end(zeroed), [](std::uint32_t x) { return x == 0; }), "bss is zero");
  check(initialised[2] == 3, "data is there");
  heap();
  memory_functions();

  std::vector<std::string> words{"pear", "apple", "quince", "fig"};
  for (int i = 0; i < 1000; i++) words.push_back(number(std::uint64_t(i) * i));
  std::sort(words.begin(), words.end());
  line(words.front() + " " + words[500] + " " + words.back());

  volatile std::uint64_t big = 0xfedcba9876543210, small = 987654321;
  line(number(big / small) + " " + number(big % small) + " " +
       number(std::uint64_t(std::popcount(std::uint64_t(big)))));
  volatile double half = 0.5;
  line(number(std::uint64_t((half + 3.25) * 1e6 / 7)));
  errno = 0;
  const long parsed = std::strtol("99999999999999999999", nullptr, 10);
  check(errno == ERANGE && parsed > 0, "errno is per thread, and the thread pointer is set");
  std::optional<int> maybe;
  check(!maybe, "optional");
  std::fprintf(stderr, "printf: %d %s %08x %llu %.3f\n", -5, "text", 0xbeefu, static_cast<unsigned long long>(big),
               double(half));
  squall_print("runtime: all is well\n");
  return 0;
}

}  // namespace

int main() {
  const guest::Bytes input = guest::input();
  check(input.data() == guest::input().data(), "reading the input again gives the same");
  if (input.empty()) return 2;
  switch (input[0]) {
    case 'r':
      return run_all();
    case 'a':
      line("before");
      std::abort();
    case 's': {
      volatile int two = 2;
      assert(two == 3);
      return 0;
    }
    case 'v':
      return std::vector<int>(3).at(input.size() + 5);
    case 'n':
      for (;;) {
        char* volatile block = new char[1 << 20];  // volatile: an allocation that nobody looks at may be left out
        block[0] = 1;
      }
    case 'o':
      for (std::vector<std::uint8_t> block(1000);;) guest::output(block);
    case 'e':
      squall_exit(77);
    case 'm':
      return 78;
  }
  return 2;
}
