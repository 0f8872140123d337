// A machine of other chips, which are interpreted: other degrees and group sizes, honest rows.

#include "kit/toy_machine.hpp"
#include "setup.hpp"

namespace squall::cuda {
namespace {

// What the CPU's fill makes of the toy's trace, in both memories.
void fill(Setup& setup, const toy::Toy& toy) {
  std::size_t next = 0;
  for (const std::vector<Fp>& column : toy.preprocessed) {
    setup.put(const_cast<Matrix&>(*setup.on_cpu.preprocessed), *setup.on_gpu.preprocessed,
              setup.key.preprocessed.places[next++], column);
  }
  setup.cpu.fill(setup.on_cpu, toy);
  next = 0;
  for (const Instance& instance : setup.shape.instances) {
    for (std::size_t i = 0; i < setup.key.machine.chips[instance.chip].main.size(); ++i) {
      const Place place = setup.shape.main.places[next++];
      setup.gpu.upload(cuda_matrix(*setup.on_gpu.main).at(place, instance.log_rows),
                       std::span<const Fp>(setup.cpu.download(*setup.on_cpu.main, place, instance.log_rows)));
    }
  }
}

TEST_CASE("the toy machine with any degree and group size") {
  for (const auto& [degree, group] : {std::pair(3u, 2u), std::pair(4u, 1u), std::pair(4u, 3u)}) {
    const toy::Toy toy({.max_degree = degree, .group_size = group, .rounds = 2});
    Setup setup(toy.machine, toy.cut_heights(), 9);
    fill(setup, toy);
    setup.compare(ChipKernels(setup.key.machine));
    setup.randomise();
    setup.compare(ChipKernels(setup.key.machine));
  }
}

TEST_CASE("a tall instance next to low ones") {
  const toy::Toy toy({.max_degree = 3, .group_size = 2, .rounds = 2});
  auto heights = toy.heights();
  heights[toy::kStoreChip] = {7, 6, 8};
  heights[toy::kAddChip] = {13, 6};
  Setup setup(toy.machine, heights, 13);
  fill(setup, toy);
  setup.compare(ChipKernels(setup.key.machine));
  CHECK(setup.tightest > 0.65);
}

}  // namespace
}  // namespace squall::cuda
