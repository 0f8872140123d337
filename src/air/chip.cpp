#include "air/chip.hpp"

#include <cctype>
#include <set>

namespace squall {

std::vector<std::string> split_column_names(std::string_view names, unsigned limbs) {
  std::vector<std::string> result;
  while (!names.empty()) {
    const std::size_t comma = names.find(',');
    std::string_view name = names.substr(0, comma);
    names = comma == std::string_view::npos ? std::string_view() : names.substr(comma + 1);
    while (!name.empty() && name.front() == ' ') name.remove_prefix(1);
    const std::size_t bracket = name.find('[');
    if (bracket == std::string_view::npos) {
      result.emplace_back(name);
      continue;
    }
    const std::string bound(name.substr(bracket + 1, name.find(']') - bracket - 1));
    const unsigned count = std::isdigit(static_cast<unsigned char>(bound[0])) ? std::stoul(bound) : limbs;
    for (unsigned i = 0; i < count; ++i) {
      result.push_back(std::string(name.substr(0, bracket)) + "[" + std::to_string(i) + "]");
    }
  }
  return result;
}

void finish_chip(Chip& chip, unsigned max_degree, unsigned group_size) {
  const Dag& dag = chip.dag;
  const std::size_t first_fixed = chip.main.size();
  const bool has_fixed = chip.column_count() > first_fixed;
  check(!has_fixed || (chip.limits.min_log == chip.limits.max_log && chip.limits.min_instances <= 1 &&
                       chip.limits.max_instances == 1),
        "a chip with fixed columns has one height and at most one instance");
  check(chip.preprocessed.empty() || chip.limits.min_instances == 1,
        "a chip with preprocessed columns is never left out");
  check(chip.limits.min_log >= kMinLogRows && chip.limits.max_log <= kMaxLogRows, "heights in range");
  check(dag.constraints.size() + dag.messages.size() <= kMaxTerms, "number of terms of a chip");
  std::set<std::string> names(chip.main.begin(), chip.main.end());
  names.insert(chip.closed.begin(), chip.closed.end());
  names.insert(chip.preprocessed.begin(), chip.preprocessed.end());
  check(names.size() == chip.column_count(), "column names of a chip are distinct");
  for (const Constraint& c : dag.constraints) check(dag.degree(c.node) <= max_degree, "degree of a constraint");
  for (const Message& m : dag.messages) {
    if (m.bound) continue;
    for (const NodeId entry : m.entries) {
      const Node& node = dag.nodes[entry];
      check(node.kind == NodeKind::kConstant || (node.kind == NodeKind::kColumn && node.a >= first_fixed),
            "a free multiplicity goes with a fixed tuple");
    }
  }
  chip.groups.clear();
  for (std::size_t first = 0; first < dag.messages.size();) {
    check(group_degree(dag, {first, 1}) <= max_degree, "degree of a message");
    const MessageGroup group = next_group(dag, first, max_degree, group_size);
    chip.groups.push_back(group);
    first += group.count;
  }
}

}  // namespace squall
