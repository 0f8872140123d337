#include "air/describe.hpp"

namespace squall {

namespace {

// Appends elements with commas between them.
template <class Range, class Each>
void list(std::string& out, const Range& range, Each each) {
  out += '[';
  bool first = true;
  for (const auto& element : range) {
    if (!first) out += ',';
    first = false;
    each(element);
  }
  out += ']';
}

void quoted(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

void number(std::string& out, std::uint64_t value) { out += std::to_string(value); }

void names(std::string& out, const char* key, const std::vector<std::string>& values) {
  out += ",\"";
  out += key;
  out += "\":";
  list(out, values, [&](const std::string& name) { quoted(out, name); });
}

void closed_form(std::string& out, const ClosedForm& form) {
  list(out, form.terms, [&](const ClosedForm::Term& term) {
    out += '[';
    number(out, term.coefficient.canonical());
    out += ',';
    list(out, term.pairs, [&](const auto& entry) {
      out += '[';
      number(out, entry.first);
      out += ',';
      number(out, entry.second.first.canonical());
      out += ',';
      number(out, entry.second.second.canonical());
      out += ']';
    });
    out += ']';
  });
}

void node(std::string& out, const Node& n) {
  switch (n.kind) {
    case NodeKind::kConstant:
      out += "[\"const\",";
      break;
    case NodeKind::kColumn:
      out += "[\"col\",";
      break;
    case NodeKind::kAdd:
      out += "[\"add\",";
      break;
    case NodeKind::kSub:
      out += "[\"sub\",";
      break;
    case NodeKind::kMul:
      out += "[\"mul\",";
      break;
  }
  number(out, n.a);
  if (n.kind != NodeKind::kConstant && n.kind != NodeKind::kColumn) {
    out += ',';
    number(out, n.b);
  }
  out += ']';
}

void chip(std::string& out, const Chip& c) {
  out += "{\"name\":";
  quoted(out, c.name);
  out += ",\"limits\":[" + std::to_string(c.limits.min_log) + "," + std::to_string(c.limits.max_log) + "," +
         std::to_string(c.limits.min_instances) + "," + std::to_string(c.limits.max_instances) + "]";
  names(out, "main", c.main);
  names(out, "closed", c.closed);
  names(out, "preprocessed", c.preprocessed);
  out += ",\"closed_forms\":";
  list(out, c.closed_forms, [&](const ClosedForm& form) { closed_form(out, form); });
  out += ",\"nodes\":";
  list(out, c.dag.nodes, [&](const Node& n) { node(out, n); });
  out += ",\"constraints\":";
  list(out, c.dag.constraints, [&](const Constraint& constraint) {
    out += '[';
    quoted(out, constraint.label);
    out += ',';
    number(out, constraint.node);
    out += ']';
  });
  out += ",\"messages\":";
  list(out, c.dag.messages, [&](const Message& m) {
    out += '[';
    quoted(out, m.label);
    out += ',';
    number(out, m.bus.number);
    out += ',';
    number(out, m.multiplicity);
    out += ',';
    out += m.bound ? std::to_string(*m.bound) : "null";
    out += ',';
    list(out, m.entries, [&](NodeId entry) { number(out, entry); });
    out += ']';
  });
  out += ",\"groups\":";
  list(out, c.groups, [&](const MessageGroup& group) { number(out, group.count); });
  out += '}';
}

void public_message(std::string& out, const PublicMessage& m) {
  out += '[';
  number(out, m.bus.number);
  out += m.send ? ",1," : ",-1,";
  out += m.repeated ? "true," : "false,";
  list(out, m.entries, [&](const PublicEntry& e) {
    const bool constant = e.kind == PublicEntry::Kind::kConstant;
    out += constant ? "[\"const\"," : e.kind == PublicEntry::Kind::kPublic ? "[\"public\"," : "[\"counter\",";
    number(out, e.value);
    out += ']';
  });
  out += ']';
}

}  // namespace

std::string describe(const Machine& machine) {
  std::string out = "{\"machine\":";
  quoted(out, machine.name);
  out += ",\"max_degree\":" + std::to_string(machine.max_degree);
  out += ",\"group_size\":" + std::to_string(machine.group_size);
  out += ",\"row_limit\":" + std::to_string(machine.row_limit);
  out += ",\"publics\":[" + std::to_string(machine.fixed_publics) + "," + std::to_string(machine.public_stride) + "," +
         std::to_string(machine.max_publics) + "]";
  out += ",\"buses\":";
  list(out, machine.buses, [&](const Bus& bus) {
    out += '[';
    quoted(out, bus.name);
    out += ',';
    number(out, bus.number);
    out += ',';
    number(out, bus.arity);
    out += ']';
  });
  out += ",\"public_messages\":";
  list(out, machine.public_messages, [&](const PublicMessage& m) { public_message(out, m); });
  out += ",\"chips\":";
  list(out, machine.chips, [&](const Chip& c) { chip(out, c); });
  out += "}\n";
  return out;
}

}  // namespace squall
