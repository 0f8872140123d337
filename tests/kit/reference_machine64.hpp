#pragma once

// RV64IM a second time, as slowly and plainly as possible and sharing no code with src/: fields are cut out by hand,
// arithmetic is done in wide integers, memory is bytes. The executor is compared with it.

#include <cstdint>
#include <map>

#include "base/bytes.hpp"
#include "kit/reference_machine.hpp"
#include "machine/image.hpp"

namespace squall::kit {

// Runs an image to its exit. No rights are checked: programs that trap are not its business.
class ReferenceMachine64 {
 public:
  explicit ReferenceMachine64(const Image& image) : pc(image.entry) {
    for (const ImageWord& w : image.words)
      for (unsigned i = 0; i < 4; ++i)
        memory[std::uint64_t(w.address) * 4 + i] = static_cast<std::uint8_t>(w.value >> 8 * i);
  }

  // True after an exit, false after an illegal instruction or too many steps.
  bool run(std::uint64_t limit) {
    for (; instructions < limit; ++instructions) {
      const auto word = static_cast<std::uint32_t>(read(pc, 4));
      if (word == 0x73 && x[17] == 93) {
        ++instructions;
        return true;
      }
      if (!step(word)) return false;
    }
    return false;
  }

  std::uint64_t pc, x[32] = {};
  std::map<std::uint64_t, std::uint8_t> memory;
  std::uint64_t instructions = 0, misaligned = 0;
  Bytes text;

 private:
  using Wide = __int128;

  static std::uint64_t u(Wide v) { return static_cast<std::uint64_t>(v); }
  // The low `width` bits of v as a signed number.
  static Wide s(std::uint64_t v, int width) {
    const Wide low = width == 64 ? Wide(v) : Wide(v) % (Wide(1) << width);
    return low >> (width - 1) ? low - (Wide(1) << width) : low;
  }

  std::uint64_t read(std::uint64_t address, unsigned size) {
    std::uint64_t value = 0;
    for (unsigned i = size; i > 0; --i) value = value * 256 + memory[address + i - 1];
    return value;
  }
  void write(std::uint64_t address, unsigned size, std::uint64_t value) {
    for (unsigned i = 0; i < size; ++i, value /= 256) memory[address + i] = static_cast<std::uint8_t>(value % 256);
  }

  // Arithmetic without multiplication on `width` bits, its result sign-extended.
  static std::uint64_t arithmetic(std::uint32_t op, bool alternative, std::uint64_t a, std::uint64_t b, int width) {
    const Wide low = s(a, width) < 0 ? s(a, width) + (Wide(1) << width) : s(a, width);
    const int amount = static_cast<int>(b % std::uint64_t(width));
    switch (op) {
      case 0:
        return u(s(u(alternative ? Wide(a) - Wide(b) : Wide(a) + Wide(b)), width));
      case 1:
        return u(s(u(low << amount), width));
      case 2:
        return s(a, 64) < s(b, 64);
      case 3:
        return a < b;
      case 4:
        return a ^ b;
      case 5:
        return u(s(u(alternative ? s(a, width) >> amount : low >> amount), width));
      case 6:
        return a | b;
      default:
        return a & b;
    }
  }

  static std::uint64_t divide(std::uint32_t op, std::uint64_t a, std::uint64_t b, int width) {
    const bool is_signed = op == 4 || op == 6, quotient = op < 6;
    const Wide modulus = Wide(1) << width;
    auto value = [&](std::uint64_t v) { return is_signed || s(v, width) >= 0 ? s(v, width) : s(v, width) + modulus; };
    const Wide x = value(a), y = value(b);
    if (y == 0) return quotient ? ~std::uint64_t(0) : u(s(a, width));
    return u(s(u(quotient ? x / y : x % y), width));
  }

  bool step(std::uint32_t w) {
    const std::uint32_t major = cut(w, 6, 0), f3 = cut(w, 14, 12), f7 = cut(w, 31, 25);
    const std::uint64_t a = x[cut(w, 19, 15)], b = x[cut(w, 24, 20)];
    const std::uint64_t i_imm = u(s(cut(w, 31, 20), 12)), s_imm = u(s(cut(w, 31, 25) * 32 + cut(w, 11, 7), 12));
    std::uint64_t next = pc + 4, result = 0;
    bool writes = true;
    switch (major) {
      case 0x37:
        result = u(s(cut(w, 31, 12) * std::uint64_t(4096), 32));
        break;
      case 0x17:
        result = pc + u(s(cut(w, 31, 12) * std::uint64_t(4096), 32));
        break;
      case 0x6f:
        result = next;
        next =
            pc + u(s(((cut(w, 31, 31) * 256 + cut(w, 19, 12)) * 2 + cut(w, 20, 20)) * 2048 + cut(w, 30, 21) * 2, 21));
        break;
      case 0x67:
        if (f3 != 0) return false;
        result = next;
        next = (a + i_imm) / 2 * 2;
        break;
      case 0x63: {
        if (f3 == 2 || f3 == 3) return false;
        const bool holds = f3 / 2 == 0 ? a == b : f3 / 2 == 2 ? s(a, 64) < s(b, 64) : a < b;
        const std::uint32_t offset =
            ((cut(w, 31, 31) * 2 + cut(w, 7, 7)) * 64 + cut(w, 30, 25)) * 32 + cut(w, 11, 8) * 2;
        if (holds == (f3 % 2 == 0)) next = pc + u(s(offset, 13));
        writes = false;
        break;
      }
      case 0x03: {
        if (f3 == 7) return false;
        const unsigned size = 1u << f3 % 4;
        misaligned += (a + i_imm) % size != 0;
        result = read(a + i_imm, size);
        if (f3 < 4) result = u(s(result, int(8 * size)));
        break;
      }
      case 0x23: {
        if (f3 > 3) return false;
        const unsigned size = 1u << f3;
        misaligned += (a + s_imm) % size != 0;
        write(a + s_imm, size, b);
        writes = false;
        break;
      }
      case 0x13:
      case 0x1b: {
        const int width = major == 0x13 ? 64 : 32;
        if (width == 32 && f3 != 0 && f3 % 4 != 1) return false;
        if (f3 % 4 != 1) {
          result = arithmetic(f3, false, a, i_imm, width);
          break;
        }
        const std::uint32_t amount = cut(w, 25, 20), above = cut(w, 31, 26);
        if (amount >= std::uint32_t(width) || (above != 0 && (f3 != 5 || above != 16))) return false;
        result = arithmetic(f3, above != 0, a, amount, width);
        break;
      }
      case 0x33:
      case 0x3b: {
        const int width = major == 0x33 ? 64 : 32;
        if (f7 == 1) {
          if (width == 32 && f3 > 0 && f3 < 4) return false;
          if (f3 > 3)
            result = divide(f3, a, b, width);
          else if (f3 == 0)
            result = u(s(a * b, width));
          else
            result = high(f3, a, b);
          break;
        }
        if (width == 32 && f3 != 0 && f3 % 4 != 1) return false;
        if (f7 != 0 && !(f7 == 32 && (f3 == 0 || f3 == 5))) return false;
        result = arithmetic(f3, f7 == 32, a, b, width);
        break;
      }
      case 0x0f:
        if (f3 != 0) return false;
        writes = false;
        break;
      case 0x73:
        if (w != 0x73 || x[17] != 64) return false;
        for (std::uint64_t i = 0; i < x[12]; ++i) text.push_back(memory[x[11] + i]);
        x[10] = x[12];
        writes = false;
        break;
      default:
        return false;
    }
    if (writes && cut(w, 11, 7) != 0) x[cut(w, 11, 7)] = result;
    pc = next;
    return true;
  }

  // The upper half of a product, from products of halves: 128 bits are not enough for an unsigned one and its sign.
  static std::uint64_t high(std::uint32_t op, std::uint64_t a, std::uint64_t b) {
    const std::uint64_t half = std::uint64_t(1) << 32;
    const Wide a0 = Wide(a % half), a1 = Wide(a / half), b0 = Wide(b % half), b1 = Wide(b / half);
    const Wide middle = a1 * b0 + a0 * b1 + (a0 * b0 >> 32);
    std::uint64_t result = u(a1 * b1 + (middle >> 32));
    if (op != 3 && s(a, 64) < 0) result -= b;
    if (op == 1 && s(b, 64) < 0) result -= a;
    return result;
  }
};

}  // namespace squall::kit
