// Another machine than RISC-V: rows as words, lookups interpreted.

#include "kit/toy_machine.hpp"
#include "twins.hpp"

namespace squall::cuda {
namespace {

using toy::Options;
using toy::Toy;

std::unique_ptr<Twins> twins_of(const Toy& toy, std::size_t staging = FillCache::kStagingBytes) {
  return std::make_unique<Twins>(toy.machine, toy.preprocessed, staging);
}

TEST_CASE("the toy machine's rows and counts are those of the CPU") {
  for (const unsigned rounds : {1u, 26u, 300u}) {
    const Toy toy(Options{.range_bits = 10, .rounds = rounds});
    const auto twins = twins_of(toy);
    CHECK(twins->compare(toy) == "");
    if (rounds < 300) CHECK(twins->compare(toy, 6) == "");
    const auto small = twins_of(toy, 300);
    CHECK(small->compare(toy) == "");
  }
}

TEST_CASE("instances of several heights, some without rows") {
  const Toy toy(Options{.rounds = 2});
  const auto twins = twins_of(toy);
  auto heights = toy.heights();
  heights[toy::kStoreChip] = {7, 6, 8};
  heights[toy::kAddChip] = {11, 6};
  CHECK(twins->compare(shape_with(toy.machine, heights), toy) == "");
}

TEST_CASE("failing lookups of the toy machine") {
  Toy toy(Options{.rounds = 30});
  const auto twins = twins_of(toy);
  toy.cell(toy::kAddChip, 70, "sum") = 9;
  CHECK(twins->compare(shape_with(toy.machine, toy.cut_heights()), toy) ==
        "chip add, message sum is in range, row 6: not in the table and");
  toy.cell(toy::kAddChip, 1, "sum") = 9;
  CHECK(twins->compare(shape_with(toy.machine, toy.cut_heights()), toy) ==
        "chip add, message sum is in range, row 1: not in the table and");
  CHECK(twins->compare(toy) == "chip add, message sum is in range, row 1: not in the table and");
  toy.cell(toy::kStoreChip, 0, "pc") = 3000;
  CHECK(twins->compare(toy) != "");
  toy.cell(toy::kAddChip, 0, "pc") = Fp::kModulus - 1;
  CHECK(twins->compare(toy) != "");
}

TEST_CASE("several copies of a row") {
  Toy toy(Options{.rounds = 2});
  const auto twins = twins_of(toy);
  for (const std::uint32_t copies : {2u, 255u, 0u}) {
    toy.cell(toy::kAddChip, 3, "real") = copies;
    CHECK(twins->compare(toy) == "");
  }
  for (const std::uint32_t copies : {256u, 300u, Fp::kModulus - 1}) {
    toy.cell(toy::kAddChip, 3, "real") = copies;
    CHECK(twins->compare(toy).find("row 3: not in the table") != std::string::npos);
  }
}

TEST_CASE("more rows than the instances hold") {
  const Toy toy(Options{.rounds = 26});
  const auto twins = twins_of(toy);
  auto heights = toy.heights();
  heights[toy::kAddChip] = {6};
  CHECK(twins->compare(shape_with(toy.machine, heights), toy) == "chip add has more rows than its instances");
}

}  // namespace
}  // namespace squall::cuda
