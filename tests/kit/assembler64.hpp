#pragma once

// Small RV64IM programs: the assembler for RV32IM with wider constants. Its other instructions are there already, since
// both bases share one table of opcodes; addresses of labels lie below 2^31, where LUI means the same.

#include "kit/assembler.hpp"

namespace squall::kit {

class Assembler64 : public Assembler {
 public:
  using Assembler::Assembler;

  // Any 64-bit constant: one to eight instructions.
  void li(unsigned rd, std::uint64_t value) {
    const auto low = static_cast<std::int32_t>(static_cast<std::uint32_t>(value) << 20) >> 20;
    const std::uint64_t high = value - static_cast<std::uint64_t>(std::int64_t(low));
    if (high == 0) return i(Opcode::kAddi, rd, 0, low);
    const auto word = static_cast<std::int64_t>(value);
    if (word == static_cast<std::int32_t>(word)) {
      u(Opcode::kLui, rd, static_cast<std::uint32_t>(high));
      if (low != 0) i(Opcode::kAddiw, rd, rd, low);
      return;
    }
    li(rd, static_cast<std::uint64_t>(static_cast<std::int64_t>(high) >> 12));
    i(Opcode::kSlli, rd, rd, 12);
    if (low != 0) i(Opcode::kAddi, rd, rd, low);
  }

  Bytes elf(Bytes data = {1, 2, 3, 4}) const { return Assembler::elf(std::move(data), 64); }
};

}  // namespace squall::kit
