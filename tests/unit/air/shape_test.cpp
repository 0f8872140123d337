// Packing of columns, and the shapes that a machine allows.

#include "air/shape.hpp"

#include "air/key.hpp"
#include "kit/catch.hpp"

using namespace squall;

namespace {

constexpr Bus kBus{"bus", 3, 1};

struct Plain : ChipDefinition {
  static constexpr std::string_view kName = "plain";
  SQUALL_COLUMNS(Main, real, x, y);
  template <class B>
  static void eval(B& b, const Main<typename B::Value>& r) {
    b.boolean("real is boolean", r.real);
    b.send(kBus, "x", r.real, {r.x}, 5);
  }
};

struct Fixed : ChipDefinition {
  static constexpr std::string_view kName = "fixed";
  SQUALL_COLUMNS(Main, count);
  SQUALL_COLUMNS(Preprocessed, value);
  template <class B>
  static void eval(B& b, const Main<typename B::Value>& r, const NoColumns<typename B::Value>&,
                   const Preprocessed<typename B::Value>& p) {
    b.table(kBus, "value", r.count, {p.value});
  }
};

Machine machine() {
  Machine m;
  m.buses = {kBus};
  m.chips.push_back(make_chip<Plain>({6, 20, 0, 4}));
  m.chips.push_back(make_chip<Fixed>(ChipLimits::fixed(7)));
  m.row_limit = 1 << 24;
  finish_machine(m);
  return m;
}

VerifyingKey new_key() {
  VerifyingKey key;
  key.machine = machine();
  return key;
}

std::optional<std::string> refused(const Machine& m, unsigned log_rows, std::vector<std::vector<unsigned>> heights) {
  Shape shape;
  return Shape::make(m, 6, 6, log_rows, std::move(heights), shape);
}

}  // namespace

TEST_CASE("columns of a height share matrix columns, slot by slot") {
  const unsigned heights[] = {8, 6, 7, 6, 6, 8, 6, 6, 7};
  const Packing packing(heights, 8);
  CHECK(packing.width == 5);  // five of height 6 in two, two of height 7 in one, two of height 8
  const std::vector<std::pair<unsigned, unsigned>> expected{{3, 0}, {0, 0}, {2, 0}, {0, 1}, {0, 2},
                                                            {4, 0}, {0, 3}, {1, 0}, {2, 1}};
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CHECK(packing.places[i].column == expected[i].first);
    CHECK(packing.places[i].slot == expected[i].second);
  }
  CHECK(packing.classes.at(6) == std::vector<std::uint32_t>{0, 1});
  CHECK(packing.classes.at(8) == std::vector<std::uint32_t>{3, 4});
  CHECK(Packing({}, 8).width == 0);
}

TEST_CASE("a shape holds everything that follows from the heights") {
  const Machine m = machine();
  Shape shape;
  REQUIRE_FALSE(Shape::make(m, 6, 6, 9, {{9, 6}, {7}}, shape));
  REQUIRE(shape.instances.size() == 3);
  CHECK(shape.instances[1].chip == 0);
  CHECK(shape.instances[1].log_rows == 6);
  CHECK(shape.instances[2].chip == 1);
  CHECK(shape.variables == 3);
  CHECK(shape.main.width == 3 + 1 + 1);
  CHECK(shape.main.places.size() == 7);
  CHECK(shape.helper.places.size() == 15);
  CHECK(shape.value_count(m) == (3 + 5) * 2 + 1 + 1 + 5);
  CHECK(shape.header() == Bytes{9, 2, 0, 9, 6, 1, 0, 7});
}

TEST_CASE("shapes outside the limits are refused") {
  Machine m = machine();
  CHECK_FALSE(refused(m, 9, {{9}, {7}}));
  CHECK_FALSE(refused(m, 7, {{}, {7}}));
  CHECK(refused(m, 9, {{9}}));
  CHECK(refused(m, 9, {{9}, {7}, {7}}));
  CHECK(refused(m, 9, {{10}, {7}}));             // taller than H
  CHECK(refused(m, 9, {{5}, {7}}));              // too low
  CHECK(refused(m, 9, {{9}, {8}}));              // a taller table
  CHECK(refused(m, 9, {{9}, {}}));               // no table
  CHECK(refused(m, 9, {{9}, {7, 7}}));           // two tables
  CHECK(refused(m, 9, {{9, 9, 9, 9, 9}, {7}}));  // too many instances
  CHECK(refused(m, 21, {{21}, {7}}));            // beyond the chip's limit
  CHECK(refused(m, 5, {{}, {7}}));               // H below the skip
  CHECK(refused(m, kMaxLogRows + 1, {{9}, {7}}));
  m.row_limit = (1 << 9) + (1 << 7) - 1;
  CHECK(refused(m, 9, {{9}, {7}}) == "too many rows");
  m.row_limit = (1 << 9) + (1 << 7);
  CHECK_FALSE(refused(m, 9, {{9}, {7}}));
  // 4 instances of 2^20 rows and bound 600 reach p.
  m.row_limit = ~0ull;
  m.chips[0].dag.messages[0].bound = 600;
  CHECK(refused(m, 20, {{20, 20, 20, 20}, {7}}) == "bus 3 could overflow");
  CHECK_FALSE(refused(m, 20, {{20, 20, 20}, {7}}));
}

TEST_CASE("the key binds machine, skip, height and root") {
  VerifyingKey key = new_key();
  key.finish();
  CHECK(key.log_rows() == 7);
  CHECK(key.preprocessed.width == 1);
  VerifyingKey other = new_key();
  other.finish();
  CHECK(other.digest == key.digest);
  other.root[0] ^= 1;
  other.finish();
  CHECK(other.digest != key.digest);
  other = new_key();
  other.machine.chips[0].dag.messages[0].bound = 6;
  other.finish();
  CHECK(other.digest != key.digest);
}
