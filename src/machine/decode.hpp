#pragma once

// From a 32-bit word to operands, and to text, on RV32IM or RV64IM: the wider base has more instructions (those on
// words and double-words), and six bits for a shift amount.

#include <cstdint>
#include <string>

#include "machine/isa.hpp"

namespace squall {

// A decoded word. Registers that the format does not have are 0; FENCE has none. rd = 0 stays 0 here.
// imm: I, loads, JALR, S: sign-extended; shifts: 0..XLEN-1 (word forms 0..31); U: the immediate shifted into place; B,
// J: byte offset from pc.
struct Decoded {
  Opcode op = Opcode::kIllegal;
  std::uint8_t rd = 0, rs1 = 0, rs2 = 0;
  std::int32_t imm = 0;

  bool legal() const { return op != Opcode::kIllegal; }
  bool operator==(const Decoded&) const = default;
};

// Words outside the table (EBREAK, FENCE.I, CSR accesses, compressed and reserved encodings, ...) give kIllegal.
template <unsigned XLEN = 32>
Decoded decode(std::uint32_t word);
extern template Decoded decode<32>(std::uint32_t word);
extern template Decoded decode<64>(std::uint32_t word);

// Whether an instruction of this format reads or writes a register or memory.
constexpr bool has_rd(Format f) {
  return f != Format::kS && f != Format::kB && f != Format::kFence && f != Format::kSystem;
}
constexpr bool has_rs1(Format f) {
  return f != Format::kU && f != Format::kJ && f != Format::kFence && f != Format::kSystem;
}
constexpr bool has_rs2(Format f) { return f == Format::kR || f == Format::kS || f == Format::kB; }

// The word with these operands: the inverse of decode on legal words (FENCE gives the plain full fence).
std::uint32_t encode(const Decoded& decoded);

// "addi a0, a0, -1"; branch and jump targets are absolute. An illegal word: ".word 0x00000000".
template <unsigned XLEN = 32>
std::string disassemble(std::uint32_t word, std::uint32_t pc);
extern template std::string disassemble<32>(std::uint32_t word, std::uint32_t pc);
extern template std::string disassemble<64>(std::uint32_t word, std::uint32_t pc);

// Why a word is not executable here, for instance "CSR instruction (Zicsr is not supported)"; for a legal word, its
// disassembly at pc 0.
template <unsigned XLEN = 32>
std::string describe_word(std::uint32_t word);
extern template std::string describe_word<32>(std::uint32_t word);
extern template std::string describe_word<64>(std::uint32_t word);

}  // namespace squall
