// Shapes from row counts, at both ends of what is possible.

#include "stark/plan.hpp"

#include "kit/catch.hpp"
#include "kit/toy_machine.hpp"

namespace squall {
namespace {

struct Unit : ChipDefinition {
  static constexpr std::string_view kName = "unit";
  SQUALL_COLUMNS(Main, real, value[14]);
  template <class B>
  static void eval(B& b, const Main<typename B::Value>& r) {
    b.boolean("real", r.real);
    b.send(toy::kRange, "value", r.real, {r.value[0]});
    b.send(toy::kRange, "another", r.real, {r.value[1]});
  }
};

// `count` equal chips and a range table of 2^table_log rows.
VerifyingKey key_of(unsigned count, unsigned table_log, ChipLimits limits = {}) {
  VerifyingKey key;
  Machine& machine = key.machine;
  machine.buses = {toy::kRange};
  for (unsigned i = 0; i < count; ++i) {
    machine.chips.push_back(make_chip<Unit>(limits));
    machine.chips.back().name += std::to_string(i);
  }
  machine.chips.push_back(make_chip<toy::Range>(ChipLimits::fixed(table_log), {ClosedForm::index(table_log)},
                                                TableIndex{toy::kRange, {1}}));
  machine.row_limit = std::uint64_t(1) << 28;
  finish_machine(machine);
  key.finish();
  return key;
}

const Params& test_params() { return *find_params("test"); }

std::size_t capacity(const std::vector<unsigned>& heights) {
  std::size_t rows = 0;
  for (const unsigned t : heights) rows += std::size_t(1) << t;
  return rows;
}

Plan planned(const VerifyingKey& key, const std::vector<std::size_t>& rows, PlanOptions options = {}) {
  auto plan = plan_shape(key, test_params(), rows, options);
  INFO((plan ? "" : plan.error().message));
  REQUIRE(plan.ok());
  std::uint64_t total = 0;
  for (std::size_t c = 0; c < rows.size(); ++c) {
    CHECK(capacity(plan->shape.heights[c]) >= rows[c]);
    total += capacity(plan->shape.heights[c]);
  }
  CHECK(plan->rows == total);
  CHECK(plan->cells == (plan->shape.main.width + plan->shape.helper.width) << plan->shape.log_rows);
  CHECK(plan->cells >= plan->packed_cells);
  CHECK(plan->memory >= 4 * plan->cells);
  return *plan;
}

TEST_CASE("no rows: no instances but the required ones") {
  const Plan plan = planned(key_of(3, 10), {0, 0, 0, 0});
  CHECK(plan.shape.instances.size() == 1);
  CHECK(plan.shape.log_rows == 10);
  const Plan required = planned(key_of(3, 10, {6, 22, 1, 4}), {0, 0, 0, 0});
  CHECK(required.shape.instances.size() == 4);
  CHECK(required.shape.heights[0] == std::vector<unsigned>{6});
}

TEST_CASE("one row takes one small instance") {
  const Plan plan = planned(key_of(1, 8), {1, 0});
  CHECK(plan.shape.heights[0].size() == 1);
  CHECK(plan.shape.heights[0][0] <= 8);
  CHECK(planned(key_of(1, 8), {64, 0}).shape.instances.size() == 2);
}

TEST_CASE("40 chips of mixed sizes: little padding, few heights") {
  std::vector<std::size_t> rows;
  std::size_t wanted = 0;
  for (unsigned i = 0; i < 40; ++i) {
    rows.push_back((std::size_t(1) << (6 + i % 15)) * 5 / 4 + i * 37);
    wanted += rows.back() * 25;  // 15 main and 10 helper columns
  }
  rows.push_back(0);
  const Plan plan = planned(key_of(40, 18), rows);
  INFO("H " << plan.shape.log_rows << ", cells " << plan.cells << " for " << wanted << ", instances "
            << plan.shape.instances.size() << ", classes " << plan.shape.main.classes.size());
  CHECK(static_cast<double>(plan.cells) < 1.15 * static_cast<double>(wanted + (6u << 18)));
  CHECK(plan.shape.main.classes.size() <= 8);
  CHECK(plan.shape.instances.size() <= 160);
  const std::size_t width = plan.shape.main.width + plan.shape.helper.width;
  CHECK(width >= 100);
  CHECK(width <= 250);
}

TEST_CASE("2^24 rows of one chip, and of two") {
  for (const unsigned chips : {1u, 2u}) {
    std::vector<std::size_t> rows(chips, (std::size_t(1) << 24) / chips + 3);
    rows.push_back(0);
    const Plan plan = planned(key_of(chips, 18), rows);
    const std::size_t width = plan.shape.main.width + plan.shape.helper.width;
    CHECK(width >= 100);
    CHECK(width <= 250);
    CHECK(static_cast<double>(plan.cells) < 1.1 * 25 * (1 << 24));
  }
}

TEST_CASE("few instances allowed: the cut becomes coarser") {
  const Plan plan = planned(key_of(1, 8, {6, 22, 0, 2}), {(1u << 12) + (1u << 10) + (1u << 8) + 1, 0});
  CHECK(plan.shape.heights[0].size() <= 2);
}

TEST_CASE("a least H is respected") {
  CHECK(planned(key_of(1, 8), {5, 0}, {.memory_limit = 0, .min_log_rows = 15}).shape.log_rows == 15);
}

TEST_CASE("what is too much is refused with figures") {
  const auto refused = [](const VerifyingKey& key, const std::vector<std::size_t>& rows, PlanOptions options = {}) {
    const auto plan = plan_shape(key, test_params(), rows, options);
    REQUIRE(!plan.ok());
    CHECK(plan.error().code == ErrorCode::kResourceLimit);
    return plan.error().message;
  };
  using Catch::Contains;
  CHECK_THAT(refused(key_of(1, 8, {6, 10, 0, 2}), {2049, 0}),
             Contains("chip unit0 needs 2049 rows, the limit is 2048"));
  CHECK_THAT(refused(key_of(40, 8),
                     [] {
                       std::vector<std::size_t> rows(40, std::size_t(1) << 23);
                       rows.push_back(0);
                       return rows;
                     }()),
             Contains("rows, the limit is 268435456"));
  CHECK_THAT(refused(key_of(1, 8), {std::size_t(1) << 60, 0}), Contains("chip unit0"));
  CHECK_THAT(refused(key_of(1, 8), {std::size_t(1) << 20, 0}, {.memory_limit = std::uint64_t(64) << 20}),
             Contains("proving needs about") && Contains("the limit is 64 MiB"));
  CHECK_THAT(refused(key_of(20, 8, {6, 10, 0, 64}),
                     [] {
                       std::vector<std::size_t> rows(20, std::size_t(1) << 16);
                       rows.push_back(0);
                       return rows;
                     }()),
             Contains("in 1281 instances: too many instances"));
}

}  // namespace
}  // namespace squall
