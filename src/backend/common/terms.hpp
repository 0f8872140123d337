#pragma once

// What a chip asks of a row, in the form that interpreters of rows take: plain structs and pointers, for any machine.

#include <cstddef>
#include <cstdint>

#include "field/koalabear.hpp"

namespace squall::terms {

// One step of a program (air/program.hpp), operands resolved: a value is a column if its top bit is set, else a slot.
struct Code {
  enum Op : std::uint32_t { kAdd, kAddConstant, kSub, kSubConstant, kConstantSub, kMul, kMulConstant, kLoad };
  static constexpr std::uint32_t kColumn = 1u << 31;
  std::uint32_t op, slot, a, b;  // b: a value or the number of a constant; kConstantSub: constant b minus a; kLoad: b
};
struct CodeView {
  const Code* code;
  std::size_t length;
  const Fp* constants;
  const std::uint32_t* outputs;  // values
  std::size_t output_count;
};

// constant + sum over terms of coefficient * output: `count` terms from number `first` on.
struct Form {
  std::uint32_t first, count;
  K constant;
};
// A helper column h with messages 0..count-1: lambda (h phi_0 ... phi_n - sum_i m_i prod_{j != i} phi_j).
struct Group {
  std::uint32_t count;
  std::uint32_t forms;           // number of the first of: lambda phi_0, lambda phi_1, phi_1, phi_2, ...
  std::uint32_t multiplicities;  // number of the first in Terms::multiplicities
  K lambda;
};
// What a chip asks of a row, with the challenges put in: all over the outputs of a program.
struct Terms {
  const Form* forms;              // forms[0] combines the constraints
  const std::uint32_t* operands;  // per term: an output
  const Fp* coefficients;         // per term: five coordinates, or (rows over K) the 25 words of ExtRows, column major
  const Group* groups;
  std::size_t group_count;
  const std::uint32_t* multiplicities;  // outputs
};

}  // namespace squall::terms
