#pragma once

// From an untrusted ELF file to the memory that a program starts with. Only what the program headers say counts; the
// section table is never read here. Time and memory are bounded by the file's size and the limits below, whatever the
// file claims.

#include <cstdint>

#include "squall/error.hpp"

#include "base/bytes.hpp"
#include "machine/image.hpp"

namespace squall {

inline constexpr std::uint64_t kMemoryQuota = std::uint64_t(2) << 30;  // bytes, all segments together
inline constexpr std::uint64_t kImageQuota = 64u << 20;                // bytes that come from the file or are read-only
inline constexpr unsigned kMaxProgramHeaders = 256;

// A static RV32IM or RV64IM executable; the latter too lies below 2^32. Words of the segments' file bytes become image
// words (a partial word is filled up with zeros); the zero-filled rest of a writable segment becomes a zero region,
// that of a read-only one more image words. On the native platform its input and output regions are added, and nothing
// else may lie there; for the regions of others, and what the image may be there, the caller cares. Errors are
// kBadProgram.
Result<Image> load_elf(ByteView file, Platform platform = Platform::kSquall);

}  // namespace squall
