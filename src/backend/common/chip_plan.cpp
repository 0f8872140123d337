#include "backend/common/chip_plan.hpp"

#include <algorithm>
#include <numeric>

#include "backend/common/peel.hpp"
#include "field/packed_extension.hpp"
#include "field/packed_scalar.hpp"

namespace squall::terms {

KernelCode::KernelCode(const EvalProgram& program) : constants_(program.constants), slots_(program.slots) {
  const auto value = [](const EvalOperand& operand) {
    return operand.kind == EvalOperand::Kind::kColumn ? operand.index | Code::kColumn : operand.index;
  };
  const auto is_constant = [](const EvalOperand& operand) { return operand.kind == EvalOperand::Kind::kConstant; };
  using Op = EvalStep::Op;
  for (const EvalStep& i : program.code) {
    if (i.op == Op::kLoad) {
      code_.push_back({Code::kLoad, i.slot, 0, i.a.index});
    } else if (is_constant(i.a)) {
      code_.push_back({Code::kConstantSub, i.slot, value(i.b), i.a.index});
    } else if (is_constant(i.b)) {
      const auto op = i.op == Op::kAdd   ? Code::kAddConstant
                      : i.op == Op::kSub ? Code::kSubConstant
                                         : Code::kMulConstant;
      code_.push_back({op, i.slot, value(i.a), i.b.index});
    } else {
      const auto op = i.op == Op::kAdd ? Code::kAdd : i.op == Op::kSub ? Code::kSub : Code::kMul;
      code_.push_back({op, i.slot, value(i.a), value(i.b)});
    }
  }
  for (const EvalOperand& output : program.outputs) outputs_.push_back(value(output));
}

std::size_t ChipPlan::MessagePlan::term_count() const {
  return static_cast<std::size_t>(
      std::count_if(entries.begin(), entries.end(), [](const Entry& e) { return !e.constant; }));
}

ChipPlan::Entry ChipPlan::find_entry(const Dag& dag, NodeId node, std::vector<NodeId>& roots) {
  const Peeled peeled = peel(dag, node);
  Entry entry{peeled.constant, 0, peeled.scale, peeled.offset};
  if (entry.constant) return entry;
  const auto found = std::find(roots.begin(), roots.end(), peeled.node);
  entry.output = static_cast<std::uint32_t>(found - roots.begin());
  if (found == roots.end()) roots.push_back(peeled.node);
  return entry;
}

std::vector<NodeId> ChipPlan::roots_of(const Chip& chip, bool with_constraints) {
  const Dag& dag = chip.dag;
  std::vector<NodeId> roots;
  if (with_constraints) {
    for (const Constraint& c : dag.constraints) roots.push_back(c.node);
  }
  constraints_ = roots.size();
  for (const Message& m : dag.messages) {
    MessagePlan& plan = messages_.emplace_back();
    plan.bus = m.bus.number;
    const auto found = std::find(roots.begin(), roots.end(), m.multiplicity);
    plan.multiplicity = static_cast<std::uint32_t>(found - roots.begin());
    if (found == roots.end()) roots.push_back(m.multiplicity);
    for (const NodeId entry : m.entries) plan.entries.push_back(find_entry(dag, entry, roots));
  }
  return roots;
}

ChipPlan::ChipPlan(const Chip& chip, bool with_constraints)
    : groups_(chip.groups), code_(compile(chip.dag, roots_of(chip, with_constraints))) {}

BoundTerms ChipPlan::bind(const LogupChallenges& logup, std::span<const K> lambdas, RowsOver rows) const {
  BoundTerms bound;
  const auto add_term = [&](std::uint32_t output, const K& coefficient) {
    bound.operands_.push_back(output);
    if (rows == RowsOver::kBase) {
      bound.coefficients_.insert(bound.coefficients_.end(), coefficient.c.begin(), coefficient.c.end());
      return;
    }
    const ExtRows<ScalarLanes> matrix(broadcast_ext<ScalarLanes>(coefficient));
    for (const auto& column : matrix.column) {
      for (const ScalarLanes& word : column) bound.coefficients_.push_back(word.lane(0));
    }
  };
  const auto open_form = [&](const K& constant) -> Form& {
    return bound.forms_.emplace_back(Form{static_cast<std::uint32_t>(bound.operands_.size()), 0, constant});
  };
  const auto add_fingerprint = [&](const MessagePlan& message, const K& scale) {
    Form& form = open_form(scale * (logup.alpha + K(message.bus)));
    for (std::size_t k = 0; k < message.entries.size(); ++k) {
      const Entry& entry = message.entries[k];
      const K coefficient = scale * logup.beta_powers[k];
      form.constant += coefficient * entry.offset;
      if (entry.constant) continue;
      add_term(entry.output, coefficient * entry.scale);
      ++form.count;
    }
  };

  Form& combined = open_form(0);
  for (std::uint32_t j = 0; !lambdas.empty() && j < constraints_; ++j, ++combined.count) add_term(j, lambdas[j]);
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    const MessageGroup& group = groups_[g];
    const K lambda = lambdas.empty() ? K(1) : lambdas[constraints_ + g];
    // The order within a group is free. The second message is evaluated twice: the shortest.
    std::vector<std::size_t> order(group.count);
    std::iota(order.begin(), order.end(), group.first);
    if (group.count > 2) {
      const auto shortest = std::min_element(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return messages_[a].term_count() < messages_[b].term_count();
      });
      std::swap(*shortest, order[1]);
    }
    bound.groups_.push_back({static_cast<std::uint32_t>(group.count), static_cast<std::uint32_t>(bound.forms_.size()),
                             static_cast<std::uint32_t>(bound.multiplicities_.size()), lambda});
    add_fingerprint(messages_[order[0]], lambda);
    if (group.count > 1) add_fingerprint(messages_[order[1]], lambda);
    for (std::size_t i = 1; i < group.count; ++i) add_fingerprint(messages_[order[i]], 1);
    for (const std::size_t i : order) bound.multiplicities_.push_back(messages_[i].multiplicity);
  }
  return bound;
}

}  // namespace squall::terms
