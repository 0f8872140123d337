#pragma once

// The instruction set as data: one row per instruction, read by decoder, disassembler, executor, program table and
// tests.

#include <array>
#include <cstdint>
#include <string_view>

#include "machine/events.hpp"

namespace squall {

enum class Opcode : std::uint8_t {
#define X(name, mnemonic, format, match, mask, event_class) k##name,
#include "machine/rv32im.def"
#undef X
  kIllegal,  // every word that is not in the table
#define X(name, mnemonic, format, match, mask) k##name,
#include "machine/rv64im.def"
#undef X
  kEnd
};
inline constexpr unsigned kOpcodes = static_cast<unsigned>(Opcode::kIllegal);  // legal ones of RV32IM
inline constexpr unsigned kAllOpcodes = static_cast<unsigned>(Opcode::kEnd);   // of both bases, and kIllegal

// Which fields a word has, and how it is written.
enum class Format : std::uint8_t {
  kR,             // rd, rs1, rs2
  kI,             // rd, rs1, signed 12-bit immediate
  kShift,         // rd, rs1, shift amount
  kLoad,          // rd, imm(rs1)
  kJumpRegister,  // rd, imm(rs1)
  kS,             // rs2, imm(rs1)
  kB,             // rs1, rs2, pc-relative target
  kU,             // rd, immediate in bits 31..12
  kJ,             // rd, pc-relative target
  kFence,         // no operands that matter
  kSystem,        // no operands
};

struct Instruction {
  Opcode op;
  std::string_view mnemonic;
  Format format;
  std::uint32_t match, mask;
  EventClass event_class;
};

inline constexpr std::array<Instruction, kOpcodes> kInstructions = {{
#define X(name, mnemonic, format, match, mask, event_class) \
  {Opcode::k##name, mnemonic, Format::k##format, match, mask, EventClass::event_class},
#include "machine/rv32im.def"
#undef X
}};

// op must be legal on RV32IM.
constexpr const Instruction& instruction(Opcode op) { return kInstructions[static_cast<unsigned>(op)]; }
// The chip that proves a legal instruction.
constexpr EventClass event_class(Opcode op) { return instruction(op).event_class; }

// How an instruction is written as a word and as text: what both bases have. Rows are numbered by opcode; those that
// the base does not have match no word.
struct Encoding {
  Opcode op;
  std::string_view mnemonic;
  Format format;
  std::uint32_t match, mask;
};

template <unsigned XLEN>
constexpr std::array<Encoding, kAllOpcodes> make_encodings() {
  static_assert(XLEN == 32 || XLEN == 64);
  std::array<Encoding, kAllOpcodes> table{};
  for (Encoding& row : table) row = {Opcode::kIllegal, "", Format::kSystem, 1, 0};
  for (const Instruction& in : kInstructions) {
    const std::uint32_t narrow = XLEN == 64 && in.format == Format::kShift ? 1u << 25 : 0;
    table[static_cast<unsigned>(in.op)] = {in.op, in.mnemonic, in.format, in.match, in.mask & ~narrow};
  }
  if constexpr (XLEN == 64) {
#define X(name, mnemonic, format, match, mask) \
  table[static_cast<unsigned>(Opcode::k##name)] = {Opcode::k##name, mnemonic, Format::k##format, match, mask};
#include "machine/rv64im.def"
#undef X
  }
  return table;
}
template <unsigned XLEN>
inline constexpr std::array<Encoding, kAllOpcodes> kEncodings = make_encodings<XLEN>();

// op must be legal on one of the bases.
constexpr const Encoding& encoding(Opcode op) { return kEncodings<64>[static_cast<unsigned>(op)]; }

constexpr std::string_view event_class_name(EventClass c) {
  constexpr std::array<std::string_view, kEventClasses> names = {
      "add",          "add-immediate",   "bitwise",   "bitwise-immediate",
      "shift",        "shift-immediate", "compare",   "compare-immediate",
      "branch-equal", "branch-less",     "jump",      "jump-register",
      "load-word",    "store-word",      "load-part", "store-part",
      "multiply",     "multiply-high",   "divide",    "system",
      "call",         "oracle"};
  return names[static_cast<unsigned>(c)];
}

// Names of the standard calling convention: zero, ra, sp, ...
inline constexpr std::array<std::string_view, 32> kRegisterNames = {
    "zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1", "a0",  "a1",  "a2", "a3", "a4", "a5",
    "a6",   "a7", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6"};

}  // namespace squall
