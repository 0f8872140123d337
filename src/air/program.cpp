#include "air/program.hpp"

#include <map>
#include <utility>

namespace squall {
namespace {

class Compiler {
 public:
  Compiler(const Dag& dag, std::span<const NodeId> roots)
      : dag_(dag), uses_(dag.nodes.size()), slot_(dag.nodes.size()) {
    count_uses(roots);
    for (NodeId node = 0; node < dag.nodes.size(); ++node) {
      if (uses_[node] > 0 && is_operation(node)) emit(node);
    }
    for (const NodeId root : roots) program_.outputs.push_back(output(root));
  }
  EvalProgram take() { return std::move(program_); }

 private:
  bool is_operation(NodeId node) const {
    return dag_.nodes[node].kind != NodeKind::kConstant && dag_.nodes[node].kind != NodeKind::kColumn;
  }

  // A use per operand position, and one more per root: a root is never used up.
  void count_uses(std::span<const NodeId> roots) {
    for (const NodeId root : roots) ++uses_[root];
    for (NodeId node = static_cast<NodeId>(dag_.nodes.size()); node-- > 0;) {
      if (uses_[node] == 0 || !is_operation(node)) continue;
      ++uses_[dag_.nodes[node].a];
      ++uses_[dag_.nodes[node].b];
    }
  }

  EvalOperand operand(NodeId node) {
    const Node& n = dag_.nodes[node];
    if (n.kind == NodeKind::kConstant) return {EvalOperand::Kind::kConstant, constant(n.a)};
    if (n.kind == NodeKind::kColumn) return {EvalOperand::Kind::kColumn, n.a};
    return {EvalOperand::Kind::kSlot, slot_[node]};
  }

  std::uint32_t constant(std::uint32_t word) {
    const auto [place, inserted] = constants_.try_emplace(word, static_cast<std::uint32_t>(program_.constants.size()));
    if (inserted) program_.constants.push_back(Fp::from_canonical(word));
    return place->second;
  }

  std::uint32_t allocate() {
    if (free_.empty()) return program_.slots++;
    const std::uint32_t slot = free_.back();
    free_.pop_back();
    return slot;
  }

  void release(NodeId node) {
    if (--uses_[node] == 0 && is_operation(node)) free_.push_back(slot_[node]);
  }

  void emit(NodeId node) {
    const Node& n = dag_.nodes[node];
    NodeId left = n.a, right = n.b;
    if (n.kind != NodeKind::kSub && dag_.is_constant(left)) std::swap(left, right);
    const EvalOperand a = operand(left), b = operand(right);
    release(left);
    release(right);
    slot_[node] = allocate();
    const auto op = n.kind == NodeKind::kAdd   ? EvalStep::Op::kAdd
                    : n.kind == NodeKind::kSub ? EvalStep::Op::kSub
                                               : EvalStep::Op::kMul;
    program_.code.push_back({op, slot_[node], a, b});
  }

  EvalOperand output(NodeId root) {
    const EvalOperand value = operand(root);
    if (value.kind != EvalOperand::Kind::kConstant) return value;
    const auto [place, inserted] = loaded_.try_emplace(value.index, 0);
    if (inserted) {
      place->second = program_.slots++;
      program_.code.push_back({EvalStep::Op::kLoad, place->second, value, value});
    }
    return {EvalOperand::Kind::kSlot, place->second};
  }

  const Dag& dag_;
  std::vector<std::uint32_t> uses_, slot_;
  std::vector<std::uint32_t> free_;
  std::map<std::uint32_t, std::uint32_t> constants_, loaded_;
  EvalProgram program_;
};

}  // namespace

EvalProgram compile(const Dag& dag, std::span<const NodeId> roots) { return Compiler(dag, roots).take(); }

}  // namespace squall
