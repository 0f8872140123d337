#pragma once

// Where the fields of ELF files lie that are read here, for both classes (System V ABI, chapters 4 and 5).

#include <cstdint>

#include "base/bytes.hpp"

namespace squall {

inline constexpr std::uint32_t kElfMagic = 0x464c457f;

inline std::uint32_t load_half(const std::uint8_t* p) { return std::uint32_t(p[0]) | std::uint32_t(p[1]) << 8; }

// Offsets in bytes. Words are addresses, offsets and sizes: as wide as the class.
struct ElfFormat {
  unsigned xlen;
  const char* abi;  // the one without floating point
  unsigned header_size, program_header_size, section_header_size, symbol_size;
  // In the header; the 16-bit sizes and counts follow the flags.
  unsigned entry, program_table, section_table, flags;
  // In a program header.
  unsigned segment_flags, segment_offset, segment_address, segment_file_size, segment_memory_size;
  // In a section header and a symbol.
  unsigned section_offset, section_size, section_link, symbol_info, symbol_section, symbol_value, symbol_extent;

  std::uint64_t word(const std::uint8_t* p) const {
    return load_le32(p) | (xlen == 64 ? std::uint64_t(load_le32(p + 4)) << 32 : 0);
  }
};

inline constexpr ElfFormat kElf32{.xlen = 32,
                                  .abi = "ilp32",
                                  .header_size = 52,
                                  .program_header_size = 32,
                                  .section_header_size = 40,
                                  .symbol_size = 16,
                                  .entry = 24,
                                  .program_table = 28,
                                  .section_table = 32,
                                  .flags = 36,
                                  .segment_flags = 24,
                                  .segment_offset = 4,
                                  .segment_address = 8,
                                  .segment_file_size = 16,
                                  .segment_memory_size = 20,
                                  .section_offset = 16,
                                  .section_size = 20,
                                  .section_link = 24,
                                  .symbol_info = 12,
                                  .symbol_section = 14,
                                  .symbol_value = 4,
                                  .symbol_extent = 8};
inline constexpr ElfFormat kElf64{.xlen = 64,
                                  .abi = "lp64",
                                  .header_size = 64,
                                  .program_header_size = 56,
                                  .section_header_size = 64,
                                  .symbol_size = 24,
                                  .entry = 24,
                                  .program_table = 32,
                                  .section_table = 40,
                                  .flags = 48,
                                  .segment_flags = 4,
                                  .segment_offset = 8,
                                  .segment_address = 16,
                                  .segment_file_size = 32,
                                  .segment_memory_size = 40,
                                  .section_offset = 24,
                                  .section_size = 32,
                                  .section_link = 40,
                                  .symbol_info = 4,
                                  .symbol_section = 6,
                                  .symbol_value = 8,
                                  .symbol_extent = 16};

// By the class byte of a file that has one; null for an unknown class.
inline const ElfFormat* elf_format(ByteView file) { return file[4] == 1 ? &kElf32 : file[4] == 2 ? &kElf64 : nullptr; }

}  // namespace squall
