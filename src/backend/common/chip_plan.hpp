#pragma once

// A chip prepared for interpreters of rows: its program, and its constraints and messages as terms over the program's
// outputs.

#include <cstdint>
#include <vector>

#include "air/chip.hpp"
#include "air/machine.hpp"
#include "air/program.hpp"
#include "air/rounds.hpp"
#include "backend/common/terms.hpp"

namespace squall::terms {

// A program in the interpreters' form.
class KernelCode {
 public:
  explicit KernelCode(const EvalProgram& program);
  CodeView view() const { return {code_.data(), code_.size(), constants_.data(), outputs_.data(), outputs_.size()}; }
  std::size_t slots() const { return slots_; }
  std::size_t outputs() const { return outputs_.size(); }
  std::size_t constants() const { return constants_.size(); }

 private:
  std::vector<Code> code_;
  std::vector<Fp> constants_;
  std::vector<std::uint32_t> outputs_;
  std::size_t slots_;
};

// Terms with challenges put in: owns what a `Terms` points to.
class BoundTerms {
 public:
  Terms view() const {
    return {forms_.data(),  operands_.data(), coefficients_.data(),
            groups_.data(), groups_.size(),   multiplicities_.data()};
  }
  struct Sizes {
    std::size_t forms, operands, coefficients, multiplicities;
  };
  Sizes sizes() const { return {forms_.size(), operands_.size(), coefficients_.size(), multiplicities_.size()}; }

 private:
  friend class ChipPlan;
  std::vector<Form> forms_;
  std::vector<std::uint32_t> operands_;
  std::vector<Fp> coefficients_;
  std::vector<Group> groups_;
  std::vector<std::uint32_t> multiplicities_;
};

enum class RowsOver { kBase, kExtension };

class ChipPlan {
 public:
  // with_constraints: else the program computes messages only.
  ChipPlan(const Chip& chip, bool with_constraints);

  const KernelCode& code() const { return code_; }
  // lambdas: a power per constraint, then per group; empty: no constraints, and ones for the groups.
  BoundTerms bind(const LogupChallenges& logup, std::span<const K> lambdas, RowsOver rows) const;

 private:
  struct Entry {  // scale * output + offset; no output if it is a constant
    bool constant;
    std::uint32_t output;
    Fp scale, offset;
  };
  struct MessagePlan {
    unsigned bus;
    std::uint32_t multiplicity;  // output
    std::vector<Entry> entries;
    std::size_t term_count() const;
  };
  static Entry find_entry(const Dag& dag, NodeId node, std::vector<NodeId>& roots);
  std::vector<NodeId> roots_of(const Chip& chip, bool with_constraints);

  std::size_t constraints_ = 0;
  std::vector<MessagePlan> messages_;
  std::vector<MessageGroup> groups_;
  KernelCode code_;
};

}  // namespace squall::terms
