#include "air/document.hpp"

#include <bit>
#include <cstdlib>
#include <filesystem>

namespace squall {

namespace {

std::string constant_text(Fp value) {
  constexpr std::uint32_t kSmall = 1u << 22;
  const auto readable = [](std::uint32_t word) { return word <= kSmall || std::has_single_bit(word); };
  if (readable(value.canonical())) return std::to_string(value.canonical());
  if (readable((-value).canonical())) return "-" + std::to_string((-value).canonical());
  const Fp inverse = value.inverse();
  if (readable(inverse.canonical())) return "1/" + std::to_string(inverse.canonical());
  if (readable((-inverse).canonical())) return "-1/" + std::to_string((-inverse).canonical());
  return std::to_string(value.canonical());
}

const std::string& column_name(const Chip& chip, std::size_t index) {
  if (index < chip.main.size()) return chip.main[index];
  index -= chip.main.size();
  return index < chip.closed.size() ? chip.closed[index] : chip.preprocessed[index - chip.closed.size()];
}

// How tightly a formula's outermost operator binds.
enum class Binding { kSum, kProduct, kAtom };

struct Text {
  std::string text;
  Binding binding;
};

std::string at_least(const Text& t, Binding binding) { return t.binding < binding ? "(" + t.text + ")" : t.text; }

Text text_of(const Chip& chip, NodeId id) {
  const Node& node = chip.dag.nodes[id];
  switch (node.kind) {
    case NodeKind::kConstant: {
      const std::string text = constant_text(chip.dag.constant_value(id));
      return {text, text[0] == '-'                        ? Binding::kSum
                    : text.find('/') != std::string::npos ? Binding::kProduct
                                                          : Binding::kAtom};
    }
    case NodeKind::kColumn:
      return {column_name(chip, node.a), Binding::kAtom};
    case NodeKind::kMul: {
      const Text a = text_of(chip, node.a), b = text_of(chip, node.b);
      // Constants first.
      const bool swap = chip.dag.is_constant(node.b);
      return {at_least(swap ? b : a, Binding::kProduct) + " " + at_least(swap ? a : b, Binding::kProduct),
              Binding::kProduct};
    }
    case NodeKind::kAdd:
      return {text_of(chip, node.a).text + " + " + at_least(text_of(chip, node.b), Binding::kProduct), Binding::kSum};
    case NodeKind::kSub: {
      const std::string right = at_least(text_of(chip, node.b), Binding::kProduct);
      const bool negation = chip.dag.is_constant(node.a) && chip.dag.constant_value(node.a) == Fp(0);
      return {(negation ? "-" : text_of(chip, node.a).text + " - ") + right, Binding::kSum};
    }
  }
  return {};
}

std::string height_text(const ChipLimits& limits) {
  const std::string low = "2^" + std::to_string(limits.min_log);
  if (limits.min_log == limits.max_log && limits.max_instances == 1) {
    return (limits.min_instances == 1 ? "one instance of " : "none or one instance of ") + low + " rows";
  }
  return std::to_string(limits.min_instances) + " to " + std::to_string(limits.max_instances) + " instances of " + low +
         " to 2^" + std::to_string(limits.max_log) + " rows";
}

std::string place_text(const std::string& file, unsigned line) {
  return std::filesystem::path(file).filename().string() + ":" + std::to_string(line);
}

// A label as a cell of a table.
std::string cell(std::string_view label) {
  std::string out;
  for (const char c : label) {
    if (c == '|') out += '\\';
    out += c;
  }
  return out;
}

void names(std::string& out, const char* title, const std::vector<std::string>& columns) {
  if (columns.empty()) return;
  out += std::string("- ") + title + " (" + std::to_string(columns.size()) + "):";
  for (const std::string& name : columns) out += " `" + name + "`";
  out += "\n";
}

std::string entry_text(const PublicEntry& e) {
  switch (e.kind) {
    case PublicEntry::Kind::kConstant:
      return constant_text(Fp(e.value));
    case PublicEntry::Kind::kPublic:
      return "public " + std::to_string(e.value);
    default:
      return "counter";
  }
}

}  // namespace

std::string formula(const Chip& chip, NodeId node) { return text_of(chip, node).text; }

std::string document(const Chip& chip) {
  const Dag& dag = chip.dag;
  std::string out = "# Chip " + chip.name + "\n\n";
  if (!chip.summary.empty()) out += chip.summary + ".\n\n";
  out += "- " + height_text(chip.limits) + "\n";
  out += "- cells per row: " + std::to_string(chip.main.size() + chip.helper_columns()) + " (" +
         std::to_string(chip.main.size()) + " main, " + std::to_string(chip.helper_columns()) + " in " +
         std::to_string(chip.groups.size()) + " helper columns)\n";
  names(out, "main columns", chip.main);
  names(out, "closed-form columns", chip.closed);
  names(out, "preprocessed columns", chip.preprocessed);

  out += "\n## Constraints\n\n";
  if (dag.constraints.empty()) {
    out += "None.\n";
  } else {
    out += "Each formula is zero on every row.\n\n| rule | formula | degree | source |\n|---|---|---|---|\n";
    for (const Constraint& c : dag.constraints) {
      out += "| " + cell(c.label) + " | `" + formula(chip, c.node) + "` | " + std::to_string(dag.degree(c.node)) +
             " | " + place_text(c.file, c.line) + " |\n";
    }
  }

  out += "\n## Messages\n\nGroup: the helper column that a message shares.\n\n";
  out += "| bus | meaning | multiplicity | tuple | at most | group | source |\n|---|---|---|---|---|---|---|\n";
  for (std::size_t g = 0; g < chip.groups.size(); ++g) {
    for (std::size_t i = 0; i < chip.groups[g].count; ++i) {
      const Message& m = dag.messages[chip.groups[g].first + i];
      std::string tuple;
      for (const NodeId entry : m.entries) tuple += (tuple.empty() ? "" : ", ") + formula(chip, entry);
      out += "| " + std::string(m.bus.name) + " | " + cell(m.label) + " | `" + formula(chip, m.multiplicity) + "` | `" +
             tuple + "` | " + (m.bound ? std::to_string(*m.bound) : "free") + " | " + std::to_string(g) + " | " +
             place_text(m.file, m.line) + " |\n";
    }
  }
  out += "\nDegrees of the helper columns' constraints:";
  for (const MessageGroup& group : chip.groups) out += " " + std::to_string(group_degree(dag, group));
  return out + ".\n";
}

std::string document(const Machine& machine) {
  std::string out = "# Machine " + machine.name + "\n\n";
  out += "Constraints have degree at most " + std::to_string(machine.max_degree) + ", helper columns hold up to " +
         std::to_string(machine.group_size) + " messages. A proof has at most " + std::to_string(machine.row_limit) +
         " rows and " + std::to_string(machine.max_publics) + " public values.\n\n";
  out += "## Buses\n\n| bus | number | entries |\n|---|---|---|\n";
  for (const Bus& bus : machine.buses) {
    out +=
        "| " + std::string(bus.name) + " | " + std::to_string(bus.number) + " | " + std::to_string(bus.arity) + " |\n";
  }
  out += "\n## Messages of the verifier\n\n| bus | direction | tuple | repeated |\n|---|---|---|---|\n";
  for (const PublicMessage& m : machine.public_messages) {
    std::string tuple;
    for (const PublicEntry& e : m.entries) tuple += (tuple.empty() ? "" : ", ") + entry_text(e);
    out += "| " + std::string(m.bus.name) + " | " + (m.send ? "send" : "receive") + " | `" + tuple + "` | " +
           (m.repeated ? "per " + std::to_string(machine.public_stride) + " values from " +
                             std::to_string(machine.fixed_publics)
                       : "no") +
           " |\n";
  }
  out += "\n## Chips\n\n| chip | about | main | fixed | messages | helper columns | cells per row | constraints |\n";
  out += "|---|---|---|---|---|---|---|---|\n";
  for (const Chip& chip : machine.chips) {
    out += "| [" + chip.name + "](" + chip.name + ".md) | " + chip.summary;
    for (const std::size_t number :
         {chip.main.size(), chip.closed.size() + chip.preprocessed.size(), chip.dag.messages.size(), chip.groups.size(),
          chip.main.size() + chip.helper_columns(), chip.dag.constraints.size()}) {
      out += " | " + std::to_string(number);
    }
    out += " |\n";
  }
  return out;
}

}  // namespace squall
