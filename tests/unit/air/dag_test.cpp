// Graphs, closed forms, chips as data, and the debug reader.

#include <random>

#include "air/describe.hpp"
#include "air/machine.hpp"
#include "air/row_check.hpp"
#include "kit/catch.hpp"

using namespace squall;

namespace {

constexpr Bus kBus{"pairs", 1, 2};

struct Square : ChipDefinition {
  static constexpr std::string_view kName = "square";
  SQUALL_COLUMNS(Main, real, x, y[2]);
  template <class B>
  static void eval(B& b, const Main<typename B::Value>& r) {
    using V = typename B::Value;
    b.boolean("real is boolean", r.real);
    b.when(r.real).zero("y is the square", r.y[0] - r.x * r.x);
    b.zero("y[1] is three times x", r.y[1] - r.x * V(3));
    b.send(kBus, "square", r.real, {r.x, r.y[0]});
    b.receive(kBus, "again", r.real, {r.x, r.y[0]});
    b.send(kBus, "triple", r.real, {r.x + V(1), r.y[1]});
    b.send(kBus, "degree 2", r.real, {r.x * r.x, V(0)});
  }
};

struct Counter : ChipDefinition {
  static constexpr std::string_view kName = "counter";
  SQUALL_COLUMNS(Main, count);
  SQUALL_COLUMNS(Closed, index, also);
  template <class B>
  static void eval(B& b, const Main<typename B::Value>& r, const Closed<typename B::Value>& c,
                   const NoColumns<typename B::Value>&) {
    b.table(kBus, "row", r.count, {c.index, c.also});
  }
};

Machine two_chips() {
  Machine machine;
  machine.name = "test";
  machine.buses = {kBus};
  machine.chips.push_back(make_chip<Square>({}));
  machine.chips.push_back(make_chip<Counter>(ChipLimits::fixed(6), {ClosedForm::index(6), ClosedForm::index(3)}));
  machine.row_limit = 1 << 20;
  finish_machine(machine);
  return machine;
}

K random_k(std::mt19937& random) {
  K value;
  for (auto& c : value.c) c = Fp(random());
  return value;
}

}  // namespace

TEST_CASE("a graph folds constants and shares equal expressions") {
  Dag dag;
  const NodeId x = dag.column(0), y = dag.column(1), zero = dag.constant(0), one = dag.constant(1);
  CHECK(dag.column(0) == x);
  CHECK(dag.binary(NodeKind::kAdd, x, zero) == x);
  CHECK(dag.binary(NodeKind::kAdd, zero, x) == x);
  CHECK(dag.binary(NodeKind::kSub, x, zero) == x);
  CHECK(dag.binary(NodeKind::kMul, one, x) == x);
  CHECK(dag.binary(NodeKind::kMul, x, zero) == zero);
  CHECK(dag.binary(NodeKind::kAdd, x, y) == dag.binary(NodeKind::kAdd, y, x));
  CHECK(dag.binary(NodeKind::kSub, x, y) != dag.binary(NodeKind::kSub, y, x));
  const NodeId difference = dag.binary(NodeKind::kSub, zero, one);
  CHECK(dag.constant_value(difference) == Fp(-1));
  const NodeId xy = dag.binary(NodeKind::kMul, x, y);
  CHECK(dag.degree(xy) == 2);
  CHECK(dag.degree(dag.binary(NodeKind::kMul, xy, xy)) == 4);
  CHECK(dag.degree(dag.binary(NodeKind::kAdd, xy, x)) == 2);
  CHECK(dag.degree(one) == 0);
  for (NodeId i = 0; i < dag.nodes.size(); ++i) {
    if (dag.nodes[i].kind == NodeKind::kConstant || dag.nodes[i].kind == NodeKind::kColumn) continue;
    CHECK(dag.nodes[i].a < i);
    CHECK(dag.nodes[i].b < i);
  }
}

TEST_CASE("closed forms: rows, columns and points agree with the definition") {
  struct Case {
    ClosedForm form;
    std::uint32_t (*at)(std::uint32_t row);
  };
  const auto top = [](std::uint32_t row) {
    std::uint32_t bit = 0;
    for (std::uint32_t b = 1; b <= row; b *= 2) bit = row >= b ? b : bit;
    return bit;
  };
  static const auto top_bit = top;
  const Case cases[] = {
      {ClosedForm::index(9), [](std::uint32_t row) { return row; }},
      {ClosedForm::index(7, 2), [](std::uint32_t row) { return row % 128 / 4; }},
      {ClosedForm::top_bit(9), [](std::uint32_t row) { return top_bit(row); }},
      {ClosedForm::below_top_bit(9), [](std::uint32_t row) { return row - top_bit(row); }},
      {ClosedForm::bitwise_and(4), [](std::uint32_t row) { return row & row >> 4 & 15; }},
  };
  constexpr unsigned kLog = 9, kSkip = 6;
  std::mt19937 random(7);
  for (const Case& c : cases) {
    const std::vector<Fp> column = c.form.column(kLog);
    REQUIRE(column.size() == 512);
    for (std::uint32_t row = 0; row < 512; ++row) {
      REQUIRE(column[row] == Fp(c.at(row)));
      REQUIRE(c.form.at_row(row) == column[row]);
    }
    // At a point: the sum over all rows of weight times value.
    std::vector<K> lagrange(64), r(kLog - kSkip);
    for (K& k : lagrange) k = random_k(random);
    for (K& k : r) k = random_k(random);
    K expected = 0;
    for (std::uint32_t row = 0; row < 512; ++row) {
      K weight = lagrange[row >> 3];
      for (unsigned i = 0; i < 3; ++i) weight *= row >> (2 - i) & 1 ? r[i] : K(1) - r[i];
      expected += weight * column[row];
    }
    CHECK(c.form.at_point(kLog, kSkip, lagrange, r) == expected);
  }
}

TEST_CASE("a chip as data: names, degrees, groups, and all readers agree") {
  const Machine machine = two_chips();
  const Chip& chip = machine.chips[0];
  CHECK(chip.main == std::vector<std::string>{"real", "x", "y[0]", "y[1]"});
  REQUIRE(chip.dag.constraints.size() == 3);
  CHECK(chip.dag.degree(chip.dag.constraints[1].node) == 3);
  CHECK(chip.dag.constraints[1].label == "y is the square");
  CHECK(chip.dag.constraints[1].file.find("dag_test.cpp") != std::string::npos);
  REQUIRE(chip.groups.size() == 2);  // three of degree 1, then one of degree 2
  CHECK(chip.groups[0].count == 3);
  CHECK(group_degree(chip.dag, chip.groups[0]) == 4);
  CHECK(group_degree(chip.dag, chip.groups[1]) == 3);
  CHECK(chip.helper_columns() == 2 * K::kDegree);

  std::mt19937 random(1);
  std::vector<K> point(4);
  std::vector<Fp> row(4);
  for (unsigned i = 0; i < 4; ++i) point[i] = K(row[i] = Fp(random()));
  const auto over_k = chip.evaluate_point(point);
  const auto over_f = chip.evaluate_row(row);
  std::vector<Fp> nodes;
  for (const Node& n : chip.dag.nodes) {
    nodes.push_back(n.kind == NodeKind::kConstant ? Fp::from_canonical(n.a)
                    : n.kind == NodeKind::kColumn ? row[n.a]
                    : n.kind == NodeKind::kAdd    ? nodes[n.a] + nodes[n.b]
                    : n.kind == NodeKind::kSub    ? nodes[n.a] - nodes[n.b]
                                                  : nodes[n.a] * nodes[n.b]);
  }
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(over_k.constraints[i] == K(over_f.constraints[i]));
    CHECK(over_f.constraints[i] == nodes[chip.dag.constraints[i].node]);
  }
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(over_f.messages[i].multiplicity == nodes[chip.dag.messages[i].multiplicity]);
    for (std::size_t k = 0; k < 2; ++k) {
      CHECK(over_f.messages[i].entries[k] == nodes[chip.dag.messages[i].entries[k]]);
      CHECK(over_k.messages[i].entries[k] == K(over_f.messages[i].entries[k]));
    }
  }
}

TEST_CASE("chips that break a rule are refused") {
  Chip chip = make_chip<Square>({});
  CHECK_THROWS_AS(finish_chip(chip, 2, 3), std::logic_error);  // a constraint has degree 3
  Chip tall = make_chip<Counter>({}, {ClosedForm::index(6), ClosedForm::index(3)});
  CHECK_THROWS_AS(finish_chip(tall, 4, 3), std::logic_error);  // fixed columns, yet a free height
  CHECK_THROWS_AS(make_chip<Counter>(ChipLimits::fixed(6), {ClosedForm::index(6)}), std::logic_error);
  Chip twice = make_chip<Counter>({6, 6, 1, 2}, {ClosedForm::index(6), ClosedForm::index(3)});
  CHECK_THROWS_AS(finish_chip(twice, 4, 3), std::logic_error);  // two instances of fixed columns
  Chip optional = make_chip<Counter>(ChipLimits::optional(6), {ClosedForm::index(6), ClosedForm::index(3)});
  finish_chip(optional, 4, 3);
  optional.limits = ChipLimits::fixed(6);
  finish_chip(optional, 4, 3);
  Machine machine;
  machine.chips.push_back(make_chip<Square>({}));
  CHECK_THROWS_AS(finish_machine(machine), std::logic_error);  // its bus is not there
}

TEST_CASE("descriptions are equal for equal machines and differ for any difference") {
  const std::string text = describe(two_chips());
  CHECK(text == describe(two_chips()));
  CHECK(text.find("\"square\"") != std::string::npos);
  Machine other = two_chips();
  other.chips[0].dag.constraints[0].node += 1;
  CHECK(describe(other) != text);
  other = two_chips();
  other.chips[1].closed_forms[1].terms[0].coefficient = 2;
  CHECK(describe(other) != text);
  other = two_chips();
  other.chips[0].limits.max_instances -= 1;
  CHECK(describe(other) != text);
  other = two_chips();
  other.row_limit += 1;
  CHECK(describe(other) != text);
  other = two_chips();
  other.chips[0].dag.messages[0].bound = std::nullopt;
  CHECK(describe(other) != text);
}

TEST_CASE("the debug reader names every broken constraint and every tuple left over") {
  const Machine machine = two_chips();
  const Chip& chip = machine.chips[0];
  const std::vector<Fp> rows{1, 3, 9, 9, /**/ 2, 4, 15, 12, /**/ 0, 0, 0, 1};
  const auto violations = check_rows(chip, rows, 10);
  REQUIRE(violations.size() == 3);
  CHECK(violations[0].label == "real is boolean");
  CHECK(violations[0].row == 11);
  CHECK(violations[1].label == "y is the square");
  CHECK(violations[1].value == Fp(-2));
  CHECK(violations[2].row == 12);
  CHECK(violations[2].text().find("square row 12: y[1] is three times x (value 1, ") == 0);

  BusBalance balance;
  balance.add(chip, std::span(rows).first(4));
  auto left = balance.unbalanced();
  REQUIRE(left.size() == 2);  // "square" and "again" cancel
  CHECK(left[0].tuple == std::vector<std::uint32_t>{4, 9});
  CHECK(left[0].text() == "pairs (4, 9) times 1: [1 from square row 0: triple]");
  CHECK(left[1].tuple == std::vector<std::uint32_t>{9, 0});
  balance.add(PublicTuple{kBus, -1, {4, 9}});
  balance.add(machine.chips[1], std::vector<Fp>{1, 9, 0});  // one row of the table: count, index, also
  CHECK(balance.unbalanced().empty());
}
