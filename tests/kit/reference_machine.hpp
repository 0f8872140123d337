#pragma once

// The instruction set a second time, as slowly and plainly as possible and sharing no code with src/: fields are cut
// out by hand, arithmetic is done in 128 bits. The executor is compared with it.

#include <cstdint>
#include <map>
#include <string>

#include "base/bytes.hpp"
#include "machine/image.hpp"

namespace squall::kit {

// What one instruction does, given its operands.
struct Effect {
  bool legal = false, call = false;  // call: ECALL
  int rd = -1;                       // destination, -1 for none; 0 is x0
  std::uint32_t rd_value = 0, next_pc = 0;
  int rs1 = -1, rs2 = -1;  // sources, -1 for none
  bool loads = false, stores = false;
  std::uint32_t address = 0, size = 0;
  std::uint32_t memory = 0;  // the aligned word afterwards
};

// The bits hi..lo of a word.
inline std::uint32_t cut(std::uint32_t word, int hi, int lo) {
  std::uint32_t v = 0;
  for (int i = hi; i >= lo; --i) v = v * 2 + (word >> i & 1);
  return v;
}

// read_register(r) gives a register, read_word(address) the aligned word that holds a byte address.
template <class ReadRegister, class ReadWord>
Effect reference_effect(std::uint32_t w, std::uint32_t pc, ReadRegister read_register, ReadWord read_word) {
  using Wide = __int128;
  const std::uint32_t major = cut(w, 6, 0), f3 = cut(w, 14, 12), f7 = cut(w, 31, 25);
  const int rd = int(cut(w, 11, 7)), rs1 = int(cut(w, 19, 15)), rs2 = int(cut(w, 24, 20));
  auto u = [](Wide v) { return static_cast<std::uint32_t>(static_cast<unsigned __int128>(v) & 0xffffffffu); };
  auto s = [](std::uint32_t v) { return v >> 31 ? Wide(v) - (Wide(1) << 32) : Wide(v); };
  auto extend = [&](std::uint32_t v, int width) { return v >> (width - 1) ? u(Wide(v) - (Wide(1) << width)) : v; };
  const std::uint32_t i_imm = extend(cut(w, 31, 20), 12), s_imm = extend(cut(w, 31, 25) * 32 + cut(w, 11, 7), 12);

  Effect e;
  e.next_pc = pc + 4;
  auto finish_rd = [&](std::uint32_t value) {
    e.legal = true;
    e.rd = rd;
    e.rd_value = value;
    return e;
  };
  auto one = [&] { return read_register(e.rs1 = rs1); };
  auto two = [&] { return read_register(e.rs2 = rs2); };
  auto arithmetic = [&](std::uint32_t op, bool alternative, std::uint32_t a, std::uint32_t b) -> std::uint32_t {
    switch (op) {
      case 0:
        return alternative ? u(Wide(a) - b) : u(Wide(a) + b);
      case 1:
        return u(Wide(a) << (b % 32));
      case 2:
        return s(a) < s(b);
      case 3:
        return a < b;
      case 4:
        return a ^ b;
      case 5:
        return alternative ? u(s(a) >> (b % 32)) : u(Wide(a) >> (b % 32));
      case 6:
        return a | b;
      default:
        return a & b;
    }
  };
  switch (major) {
    case 0x37:
      return finish_rd(cut(w, 31, 12) * 4096);
    case 0x17:
      return finish_rd(pc + cut(w, 31, 12) * 4096);
    case 0x6f:
      e.next_pc =
          pc + extend(((cut(w, 31, 31) * 256 + cut(w, 19, 12)) * 2 + cut(w, 20, 20)) * 2048 + cut(w, 30, 21) * 2, 21);
      return finish_rd(pc + 4);
    case 0x67:
      if (f3 != 0) return {};
      e.next_pc = (one() + i_imm) / 2 * 2;
      return finish_rd(pc + 4);
    case 0x63: {
      if (f3 == 2 || f3 == 3) return {};
      const std::uint32_t a = one(), b = two();
      const bool holds = f3 / 2 == 0 ? a == b : f3 / 2 == 2 ? s(a) < s(b) : a < b;
      const std::uint32_t offset =
          extend(((cut(w, 31, 31) * 2 + cut(w, 7, 7)) * 64 + cut(w, 30, 25)) * 32 + cut(w, 11, 8) * 2, 13);
      if (holds == (f3 % 2 == 0)) e.next_pc = pc + offset;
      e.legal = true;
      return e;
    }
    case 0x03: {
      if (f3 == 3 || f3 > 5) return {};
      e.loads = true;
      e.size = 1u << f3 % 4;
      e.address = one() + i_imm;
      if (e.address % e.size) return e;
      e.memory = read_word(e.address);
      const int low = int(8 * (e.address % 4)), width = int(8 * e.size);
      const std::uint32_t part = cut(e.memory, low + width - 1, low);
      return finish_rd(f3 < 2 ? extend(part, width) : part);
    }
    case 0x23: {
      if (f3 > 2) return {};
      e.stores = true;
      e.size = 1u << f3;
      e.address = one() + s_imm;
      const std::uint32_t b = two();
      if (e.address % e.size) return e;
      std::uint8_t bytes[4];
      store_le32(bytes, read_word(e.address));
      for (std::uint32_t i = 0; i < e.size; ++i)
        bytes[e.address % 4 + i] = static_cast<std::uint8_t>(cut(b, int(8 * i + 7), int(8 * i)));
      e.memory = load_le32(bytes);
      e.legal = true;
      return e;
    }
    case 0x13:
      if (f3 == 1 && f7 != 0) return {};
      if (f3 == 5 && f7 != 0 && f7 != 32) return {};
      return finish_rd(arithmetic(f3, f3 == 5 && f7 == 32, one(), f3 % 4 == 1 ? std::uint32_t(rs2) : i_imm));
    case 0x33: {
      if (f7 == 0 || (f7 == 32 && (f3 == 0 || f3 == 5))) return finish_rd(arithmetic(f3, f7 == 32, one(), two()));
      if (f7 != 1) return {};
      const std::uint32_t a = one(), b = two();
      switch (f3) {
        case 0:
          return finish_rd(u(Wide(a) * b));
        case 1:
          return finish_rd(u(s(a) * s(b) >> 32));
        case 2:
          return finish_rd(u(s(a) * Wide(b) >> 32));
        case 3:
          return finish_rd(u(Wide(a) * Wide(b) >> 32));
        case 4:
          return finish_rd(b == 0 ? 0xffffffffu : u(s(a) / s(b)));
        case 5:
          return finish_rd(b == 0 ? 0xffffffffu : a / b);
        case 6:
          return finish_rd(b == 0 ? a : u(s(a) % s(b)));
        default:
          return finish_rd(b == 0 ? a : a % b);
      }
    }
    case 0x0f:
      e.legal = f3 == 0;
      return e;
    case 0x73:
      e.legal = e.call = w == 0x73;
      return e;
    default:
      return {};
  }
}

// Runs an image to its exit. No rights are checked: programs that trap are not its business.
class ReferenceMachine {
 public:
  explicit ReferenceMachine(const Image& image) : pc(image.entry) {
    for (const ImageWord& w : image.words) memory[w.address] = w.value;
  }

  // True after an exit, false after an illegal instruction or too many steps.
  bool run(std::uint64_t limit) {
    for (; instructions < limit; ++instructions) {
      auto reg = [&](int r) { return x[r]; };
      auto word = [&](std::uint32_t address) { return memory[address / 4]; };
      const Effect e = reference_effect(memory[pc / 4], pc, reg, word);
      if (!e.legal) return false;
      if (e.call && x[17] == 93) {
        ++instructions;
        return true;
      }
      if (e.call) {
        for (std::uint32_t i = 0; i < x[12]; ++i) {
          const std::uint32_t at = x[11] + i;
          text.push_back(static_cast<std::uint8_t>(memory[at / 4] >> 8 * (at % 4)));
        }
        x[10] = x[12];
      }
      if (e.stores) memory[e.address / 4] = e.memory;
      if (e.rd > 0) x[e.rd] = e.rd_value;
      pc = e.next_pc;
    }
    return false;
  }

  std::uint32_t pc, x[32] = {};
  std::map<std::uint32_t, std::uint32_t> memory;  // by word address
  std::uint64_t instructions = 0;
  Bytes text;
};

}  // namespace squall::kit
