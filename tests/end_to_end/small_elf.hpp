#pragma once

// A small program that touches most chips.

#include "kit/assembler.hpp"
#include "machine/image.hpp"

namespace squall::end_to_end {

// Arithmetic of every class on input and memory; outputs eight bytes, exits with `code`.
inline Bytes small_elf(std::uint32_t code = 0, std::uint32_t constant = 77) {
  using enum Opcode;
  kit::Assembler a;
  a.li(5, kInputBase);
  a.i(kLw, 6, 5, 4);
  a.li(7, constant);
  a.li(8, kit::kDataBase);
  a.li(9, 5);
  const auto loop = a.bound_label();
  a.r(kMul, 11, 6, 7);
  a.r(kMulhu, 12, 11, 7);
  a.r(kDivu, 13, 11, 9);
  a.r(kXor, 14, 13, 12);
  a.i(kSlli, 15, 14, 3);
  a.r(kSltu, 16, 15, 14);
  a.r(kSub, 6, 15, 16);
  a.store(kSw, 6, 4, 8);
  a.i(kLb, 18, 8, 5);
  a.store(kSb, 18, 1, 8);
  a.r(kAdd, 6, 6, 18);
  a.i(kAddi, 9, 9, -1);
  a.branch(kBne, 9, 0, loop);
  a.li(5, kOutputBase);
  a.li(7, 8);
  a.store(kSw, 7, 0, 5);
  a.store(kSw, 6, 4, 5);
  a.store(kSw, 14, 8, 5);
  a.exit(code);
  return a.elf();
}

inline const Bytes kInput = {3, 1, 4, 1};

}  // namespace squall::end_to_end
