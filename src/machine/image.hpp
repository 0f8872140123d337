#pragma once

// The memory that a program starts with, in the form that is proven: words, regions, entry. The loader makes it from an
// ELF file; program id, program table and executor read it.

#include <cstdint>
#include <vector>

#include "machine/platform.hpp"

namespace squall {

// One initialised word. address: byte address / 4.
struct ImageWord {
  std::uint32_t address, value;
  bool writable, executable;
};

enum class RegionKind : std::uint8_t {
  kZero,    // starts as zero
  kInput,   // starts with words of the prover's choice, read-only
  kOutput,  // starts as zero; its final words are public
};

// Words first, ..., first + count - 1 (byte address / 4) that are not part of the image.
struct Region {
  std::uint32_t first, count;
  RegionKind kind;
};

struct Image {
  Platform platform = Platform::kSquall;
  unsigned xlen = 32;
  std::uint32_t entry = 0;       // byte address
  std::vector<ImageWord> words;  // addresses strictly increasing
  std::vector<Region> regions;   // disjoint, increasing, disjoint from words
};

// The native platform's fixed regions. Word 0 of each is a length in bytes.
inline constexpr std::uint32_t kInputBase = 0x40000000, kInputCapacity = 64u << 20;
inline constexpr std::uint32_t kOutputBase = 0x50000000, kOutputCapacity = 1u << 20;

}  // namespace squall
