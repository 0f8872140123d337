#pragma once

// Small programs of the platform airbender, written with an Assembler whose text lies at 0. Link with squall_vm.

#include <cstdint>

#include "kit/assembler.hpp"
#include "vm/rom_loader.hpp"

namespace squall::kit {

inline constexpr std::uint32_t kSelfJump = 0x6f;
inline constexpr std::uint32_t kRam = airbender::kRomBytes;  // the first byte of memory behind the ROM

constexpr std::uint32_t csrrw(std::uint32_t csr, unsigned rd, unsigned rs1) {
  return csr << 20 | rs1 << 15 | 1u << 12 | rd << 7 | 0x73;
}
constexpr std::uint32_t oracle_read(unsigned rd) { return csrrw(0x7c0, rd, 0); }
constexpr std::uint32_t oracle_write(unsigned rs1) { return csrrw(0x7c0, 0, rs1); }
// custom-0: a native guest's call of a function.
constexpr std::uint32_t custom0(std::uint32_t function, unsigned rd, unsigned rs1, unsigned rs2) {
  return function << 25 | rs2 << 20 | rs1 << 15 | rd << 7 | 0x0b;
}

inline Bytes bytes_of(const std::vector<std::uint32_t>& words) {
  Bytes bytes;
  for (const std::uint32_t word : words) append_le(bytes, word, 4);
  return bytes;
}

// The program as a flat image; throws if it is none.
inline Image rom_image(const Assembler& a, std::uint32_t rom_bytes = airbender::kRomBytes) {
  Result<Image> image = load_rom(a.code(), rom_bytes);
  check(image.ok(), "a flat image");
  return std::move(image).value();
}

}  // namespace squall::kit
