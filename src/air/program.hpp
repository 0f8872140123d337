#pragma once

// Expressions of a Dag as straight-line code over few slots: what the provers interpret, many rows at a time. One
// program computes any number of roots; shared subexpressions are computed once.

#include <cstdint>
#include <span>
#include <vector>

#include "air/dag.hpp"

namespace squall {

struct EvalOperand {
  enum class Kind : std::uint8_t { kSlot, kColumn, kConstant } kind;
  std::uint32_t index;  // of the slot, of the row's column, or in EvalProgram::constants
  bool operator==(const EvalOperand&) const = default;
};

struct EvalStep {
  // kLoad: slot := constant a. Otherwise at most one operand is a constant: it is b, except in constant - b.
  enum class Op : std::uint8_t { kAdd, kSub, kMul, kLoad } op;
  std::uint32_t slot;  // of the result; may be that of an operand
  EvalOperand a, b;
};

struct EvalProgram {
  std::vector<EvalStep> code;
  std::vector<Fp> constants;
  std::uint32_t slots = 0;           // how many are used
  std::vector<EvalOperand> outputs;  // one per root: slots that keep their value to the end, or columns

  // The values of the outputs; the slow twin of the vectorised interpreters.
  template <class V>
  std::vector<V> evaluate(std::span<const V> columns) const;
};

// Nodes are computed in the Dag's order, so that what is stated together stays together.
EvalProgram compile(const Dag& dag, std::span<const NodeId> roots);

template <class V>
std::vector<V> EvalProgram::evaluate(std::span<const V> columns) const {
  std::vector<V> memory(slots);
  const auto value = [&](const EvalOperand& operand) -> V {
    switch (operand.kind) {
      case EvalOperand::Kind::kSlot:
        return memory[operand.index];
      case EvalOperand::Kind::kColumn:
        return columns[operand.index];
      default:
        return V(constants[operand.index]);
    }
  };
  for (const EvalStep& i : code) {
    const V a = value(i.a);
    if (i.op == EvalStep::Op::kLoad) {
      memory[i.slot] = a;
      continue;
    }
    const V b = value(i.b);
    memory[i.slot] = i.op == EvalStep::Op::kAdd ? a + b : i.op == EvalStep::Op::kSub ? a - b : a * b;
  }
  std::vector<V> results;
  for (const EvalOperand& output : outputs) results.push_back(value(output));
  return results;
}

}  // namespace squall
