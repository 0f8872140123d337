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

// `count` equal chips and a range table of 2^table_log rows, which may be optional.
VerifyingKey key_of(unsigned count, unsigned table_log, ChipLimits limits = {}, bool optional = false) {
  VerifyingKey key;
  Machine& machine = key.machine;
  machine.buses = {toy::kRange};
  for (unsigned i = 0; i < count; ++i) {
    machine.chips.push_back(make_chip<Unit>(limits));
    machine.chips.back().name += std::to_string(i);
  }
  machine.chips.push_back(
      make_chip<toy::Range>(optional ? ChipLimits::optional(table_log) : ChipLimits::fixed(table_log),
                            {ClosedForm::index(table_log)}, TableIndex{toy::kRange, {1}}));
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
  if (!options.estimate) CHECK(plan->memory >= 4 * plan->cells);
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

TEST_CASE("an optional table takes part with the chips that use it, and only then counts for H") {
  const VerifyingKey key = key_of(2, 10, {}, true);
  const Plan used = planned(key, {0, 1, 0});
  CHECK(used.shape.heights[2] == std::vector<unsigned>{10});
  CHECK(used.shape.log_rows == 10);
  CHECK(planned(key_of(2, 10, {6, 22, 1, 4}, true), {0, 0, 0}).shape.heights[2].size() == 1);
  const auto unused = plan_shape(key, test_params(), std::vector<std::size_t>{0, 0, 0});
  REQUIRE(!unused.ok());  // nothing at all is left
  CHECK_THAT(unused.error().message, Catch::Contains("no instance"));
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

// Rows for which several H come into question.
const std::vector<std::size_t> kRows{300'000, 150'000, 70'000, 20'000, 0};

TEST_CASE("a limit that suffices changes nothing") {
  const VerifyingKey key = key_of(4, 8);
  const Plan free = planned(key, kRows), limited = planned(key, kRows, {.memory_limit = free.memory});
  CHECK(limited.shape.header() == free.shape.header());
}

TEST_CASE("a limit below the need of the cheapest H takes another one that fits") {
  const VerifyingKey key = key_of(4, 8);
  const Plan free = planned(key, kRows);
  // A device on which tall matrices are dear, and one on which wide ones are.
  const auto by_height = [](const Shape& shape) { return std::uint64_t(1) << shape.log_rows; };
  const auto by_width = [](const Shape& shape) { return std::uint64_t(1) << (40 - shape.log_rows); };
  const Plan lower = planned(
      key, kRows, {.memory_limit = (std::uint64_t(1) << free.shape.log_rows) - 1, .estimate = by_height, .work = {}});
  CHECK(lower.shape.log_rows < free.shape.log_rows);
  const Plan higher =
      planned(key, kRows,
              {.memory_limit = (std::uint64_t(1) << (40 - free.shape.log_rows)) - 1, .estimate = by_width, .work = {}});
  CHECK(higher.shape.log_rows > free.shape.log_rows);
  CHECK(higher.cost >= free.cost);
  // The host's own estimate: one byte less than what the cheapest needs.
  const auto plan = plan_shape(key, test_params(), kRows, {.memory_limit = free.memory - 1});
  if (plan.ok()) CHECK(plan->memory < free.memory);
  if (!plan.ok()) CHECK(plan.error().code == ErrorCode::kResourceLimit);
}

TEST_CASE("a refusal names the thriftiest need, the limit and what to do") {
  const auto plan = plan_shape(key_of(4, 8), test_params(), kRows,
                               {.memory_limit = (std::uint64_t(15) << 29) + 1,
                                .estimate = [](const Shape& s) { return std::uint64_t(30 - s.log_rows) << 30; },
                                .work = "proving 1,048,576 instructions",
                                .memory = "device memory",
                                .advice = "use another device"});
  REQUIRE(!plan.ok());
  CHECK(plan.error().code == ErrorCode::kResourceLimit);
  CHECK(plan.error().message ==
        "proving 1,048,576 instructions needs about 8.00 GiB of device memory, the limit is 7.50 GiB; use another "
        "device");
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
