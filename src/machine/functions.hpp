#pragma once

// Accelerated functions: instructions that read and write blocks of memory. A function is described by data (where its
// operands are, in what order they are accessed) and by `compute`, which knows neither memory nor constraints. The
// executor gathers the operands, computes, and stores; chips prove the same from the record of the call.
//
// A call has three registers: a (rs1), b (rs2) and c (rd, read and written). An operand is a row of words at one of
// these pointers, accessed at time clock + phase. Operands of one phase must not overlap; of different phases they may,
// since all words are read before any is written, and writes are in the last phase.
//
// Pointers are multiples of their alignment, which divides 2^16. If it is no less than the operand's size, the block
// lies in one bank of the memory bus; otherwise the chip has to care for the carry from place to bank.

#include <array>
#include <cstdint>
#include <iterator>
#include <span>
#include <string_view>

#include "base/chunked.hpp"

namespace squall {

enum class Function : std::uint8_t {
#define X(name, number, text, family) k##name = number,
#include "machine/functions.def"
#undef X
};
inline constexpr unsigned kFunctionNumbers = 64;  // all are below
constexpr std::uint32_t number(Function f) { return static_cast<std::uint32_t>(f); }

enum class Family : std::uint8_t {
#define X(name, words) k##name,
#include "machine/families.def"
#undef X
};

inline constexpr unsigned kFamilyWords[] = {
#define X(name, words) words,
#include "machine/families.def"
#undef X
};
inline constexpr unsigned kFamilies = std::size(kFamilyWords);
inline constexpr unsigned kMostCallWords = 50;

struct Operand {
  enum class Place : std::uint8_t { kA, kB, kC, kRegister };
  Place place;         // pointed to by a, b or c; or a register itself
  std::uint8_t first;  // word from the pointer; number of the register
  std::uint8_t count;  // words
  std::uint8_t phase;  // accessed at clock + phase, 0 to 2; registers at 2
  bool writes;         // phase 2, and not a register
};

// The words of a call in the order of its operands, and its registers. `compute` changes words of operands that write,
// and c.
struct CallWords {
  Function function;
  std::uint32_t a, b, c;
  std::span<std::uint32_t> words;
};

struct FunctionInfo {
  Function function;
  std::string_view name;
  Family family;
  std::span<const Operand> operands;
  std::array<std::uint32_t, 3> alignment;  // of a, b, c in bytes; 0: no pointer
  bool uses_b, uses_c;                     // native calls need rs2, rd = x0 if not, and rd other than x0 if it does
  // Null, or why the function has no value here ("the modulus is zero").
  const char* (*compute)(CallWords& call);
};

// Null for other numbers.
const FunctionInfo* find_function(std::uint32_t number);
std::span<const FunctionInfo> functions();

// One call, for the chip that proves it. Values are those before the call, times those of the previous accesses, in the
// order of the operands.
template <unsigned kWords>
struct CallEvent {
  std::uint32_t function, clock;
  std::uint32_t a, b, c, c_after;
  std::uint32_t values[kWords], times[kWords];
};
template <Family family>
using FamilyEvent = CallEvent<kFamilyWords[static_cast<unsigned>(family)]>;

// The calls of an execution, by family.
struct CallRecords {
  static constexpr unsigned kLogBlock = 8;  // calls are few and large

#define X(name, words) ChunkedList<CallEvent<words>, kLogBlock> name;
#include "machine/families.def"
#undef X

  template <Family family>
  const auto& of() const {
#define X(name, words) \
  if constexpr (family == Family::k##name) return name;
#include "machine/families.def"
#undef X
  }
  // A new last call of a family: `words` values and times.
  void append(Family family, const CallWords& before, std::uint32_t clock, std::uint32_t c_after,
              std::span<const std::uint32_t> times);
  std::size_t size() const;  // of all families
  void clear();
};

}  // namespace squall
