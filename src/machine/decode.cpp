#include "machine/decode.hpp"

#include <fmt/format.h>

#include "base/check.hpp"

namespace squall {
namespace {

constexpr unsigned kNoCandidate = kAllOpcodes;

// Candidates by major opcode (bits 6..2) and funct3: at most kPerSlot instructions share both.
constexpr unsigned kPerSlot = 3;
struct Slots {
  std::uint8_t at[32][8][kPerSlot];
};

template <unsigned XLEN>
constexpr Slots make_slots() {
  Slots slots{};
  for (auto& major : slots.at)
    for (auto& slot : major)
      for (auto& candidate : slot) candidate = kNoCandidate;
  for (unsigned i = 0; i < kAllOpcodes; ++i) {
    const Encoding& in = kEncodings<XLEN>[i];
    if (in.op == Opcode::kIllegal) continue;
    for (unsigned funct3 = 0; funct3 < 8; ++funct3) {
      if ((funct3 << 12 & in.mask) != (in.match & 0x7000)) continue;
      auto& slot = slots.at[in.match >> 2 & 31][funct3];
      unsigned n = 0;
      while (slot[n] != kNoCandidate) ++n;  // past the end: not a constant expression, so the build fails
      slot[n] = static_cast<std::uint8_t>(i);
    }
  }
  return slots;
}
template <unsigned XLEN>
constexpr Slots kSlots = make_slots<XLEN>();

// Bits hi..lo of w.
constexpr std::uint32_t bits(std::uint32_t w, unsigned hi, unsigned lo) { return w >> lo & ((2u << (hi - lo)) - 1); }
constexpr std::int32_t sign_extend(std::uint32_t value, unsigned width) {
  return static_cast<std::int32_t>(value << (32 - width)) >> (32 - width);
}

std::int32_t immediate(Format format, std::uint32_t w) {
  switch (format) {
    case Format::kI:
    case Format::kLoad:
    case Format::kJumpRegister:
      return sign_extend(bits(w, 31, 20), 12);
    case Format::kShift:
      return static_cast<std::int32_t>(bits(w, 25, 20));  // bit 25 is zero where amounts have five bits
    case Format::kS:
      return sign_extend(bits(w, 31, 25) << 5 | bits(w, 11, 7), 12);
    case Format::kB:
      return sign_extend(bits(w, 31, 31) << 12 | bits(w, 7, 7) << 11 | bits(w, 30, 25) << 5 | bits(w, 11, 8) << 1, 13);
    case Format::kU:
      return static_cast<std::int32_t>(w & 0xfffff000);
    case Format::kJ:
      return sign_extend(bits(w, 31, 31) << 20 | bits(w, 19, 12) << 12 | bits(w, 20, 20) << 11 | bits(w, 30, 21) << 1,
                         21);
    case Format::kR:
    case Format::kFence:
    case Format::kSystem:
      return 0;
  }
  return 0;
}

std::uint32_t place_immediate(Format format, std::uint32_t v) {
  switch (format) {
    case Format::kI:
    case Format::kLoad:
    case Format::kJumpRegister:
      return v << 20;
    case Format::kShift:
      return bits(v, 5, 0) << 20;
    case Format::kS:
      return bits(v, 11, 5) << 25 | bits(v, 4, 0) << 7;
    case Format::kB:
      return bits(v, 12, 12) << 31 | bits(v, 11, 11) << 7 | bits(v, 10, 5) << 25 | bits(v, 4, 1) << 8;
    case Format::kU:
      return v & 0xfffff000;
    case Format::kJ:
      return bits(v, 20, 20) << 31 | bits(v, 19, 12) << 12 | bits(v, 11, 11) << 20 | bits(v, 10, 1) << 21;
    case Format::kFence:
      return 0x0ff00000;  // fence iorw, iorw
    case Format::kR:
    case Format::kSystem:
      return 0;
  }
  return 0;
}

// What a word outside the table is, as far as its major opcode tells.
template <unsigned XLEN>
std::string illegal_reason(std::uint32_t w) {
  if (w == 0) return "the all-zero word (defined illegal)";
  if ((w & 3) != 3) return "compressed instruction (the C extension is not supported)";
  if ((w & 0x1f) == 0x1f) return "instruction longer than 32 bits";
  if (w == 0x00100073) return "EBREAK";
  const unsigned funct3 = bits(w, 14, 12);
  switch (bits(w, 6, 2)) {
    case 0x01:
    case 0x09:
    case 0x10:
    case 0x11:
    case 0x12:
    case 0x13:
    case 0x14:
      return "floating-point instruction (F and D are not supported)";
    case 0x15:
      return "vector instruction (V is not supported)";
    case 0x02:
    case 0x0a:
      return XLEN == 32 ? "custom instruction (no accelerator has this encoding)"
                        : "custom instruction (accelerated functions are instructions of RV32 only)";
    case 0x16:
    case 0x1e:
      return "custom instruction (no accelerator has this encoding)";
    case 0x03:
      return funct3 == 1 ? "FENCE.I (Zifencei is not supported)" : "reserved encoding of MISC-MEM";
    case 0x06:
    case 0x0e:
      return XLEN == 32 ? "64-bit word instruction (RV64 only)" : "reserved encoding";
    case 0x0b:
      return "atomic instruction (the A extension is not supported)";
    case 0x1c:
      return funct3 != 0 && funct3 != 4 ? "CSR instruction (Zicsr is not supported)" : "privileged instruction";
    default:
      return "reserved encoding";
  }
}

}  // namespace

template <unsigned XLEN>
Decoded decode(std::uint32_t w) {
  if ((w & 3) != 3) return {};
  for (unsigned candidate : kSlots<XLEN>.at[bits(w, 6, 2)][bits(w, 14, 12)]) {
    if (candidate == kNoCandidate) break;
    const Encoding& in = kEncodings<XLEN>[candidate];
    if ((w & in.mask) != in.match) continue;
    Decoded d;
    d.op = in.op;
    if (has_rd(in.format)) d.rd = static_cast<std::uint8_t>(bits(w, 11, 7));
    if (has_rs1(in.format)) d.rs1 = static_cast<std::uint8_t>(bits(w, 19, 15));
    if (has_rs2(in.format)) d.rs2 = static_cast<std::uint8_t>(bits(w, 24, 20));
    d.imm = immediate(in.format, w);
    return d;
  }
  return {};
}
template Decoded decode<32>(std::uint32_t word);
template Decoded decode<64>(std::uint32_t word);

std::uint32_t encode(const Decoded& d) {
  check(d.legal(), "only legal instructions have an encoding");
  const Encoding& in = encoding(d.op);
  std::uint32_t w = in.match | place_immediate(in.format, static_cast<std::uint32_t>(d.imm));
  if (has_rd(in.format)) w |= std::uint32_t(d.rd) << 7;
  if (has_rs1(in.format)) w |= std::uint32_t(d.rs1) << 15;
  if (has_rs2(in.format)) w |= std::uint32_t(d.rs2) << 20;
  return w;
}

template <unsigned XLEN>
std::string disassemble(std::uint32_t word, std::uint32_t pc) {
  const Decoded d = decode<XLEN>(word);
  if (!d.legal()) return fmt::format(".word 0x{:08x}", word);
  const Encoding& in = encoding(d.op);
  const auto rd = kRegisterNames[d.rd], rs1 = kRegisterNames[d.rs1], rs2 = kRegisterNames[d.rs2];
  std::uint64_t target = pc + static_cast<std::uint64_t>(std::int64_t(d.imm));
  if constexpr (XLEN == 32) target = static_cast<std::uint32_t>(target);
  switch (in.format) {
    case Format::kR:
      return fmt::format("{} {}, {}, {}", in.mnemonic, rd, rs1, rs2);
    case Format::kI:
    case Format::kShift:
      return fmt::format("{} {}, {}, {}", in.mnemonic, rd, rs1, d.imm);
    case Format::kLoad:
    case Format::kJumpRegister:
      return fmt::format("{} {}, {}({})", in.mnemonic, rd, d.imm, rs1);
    case Format::kS:
      return fmt::format("{} {}, {}({})", in.mnemonic, rs2, d.imm, rs1);
    case Format::kB:
      return fmt::format("{} {}, {}, 0x{:x}", in.mnemonic, rs1, rs2, target);
    case Format::kU:
      return fmt::format("{} {}, 0x{:x}", in.mnemonic, rd, static_cast<std::uint32_t>(d.imm) >> 12);
    case Format::kJ:
      return fmt::format("{} {}, 0x{:x}", in.mnemonic, rd, target);
    case Format::kFence:
    case Format::kSystem:
      return std::string(in.mnemonic);
  }
  return {};
}

template std::string disassemble<32>(std::uint32_t word, std::uint32_t pc);
template std::string disassemble<64>(std::uint32_t word, std::uint32_t pc);

template <unsigned XLEN>
std::string describe_word(std::uint32_t word) {
  return decode<XLEN>(word).legal() ? disassemble<XLEN>(word, 0) : illegal_reason<XLEN>(word);
}
template std::string describe_word<32>(std::uint32_t word);
template std::string describe_word<64>(std::uint32_t word);

}  // namespace squall
