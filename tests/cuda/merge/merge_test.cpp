// The device's merge sumcheck against the CPU's.

#include "cuda/merge/merge.hpp"

#include "../kit/packed_witness.hpp"
#include "field/algorithms.hpp"
#include "kit/catch.hpp"
#include "stark/statement.hpp"

using namespace squall;
using namespace squall::cuda;

namespace {

MergeInput random_input(PackedWitness& witness) {
  Random& random = witness.random();
  MergeInput input;
  input.classes = merge_classes(witness.key, witness.shape);
  input.gamma = {random.ks(witness.shape.main.width), random.ks(witness.shape.helper.width),
                 random.ks(witness.key.preprocessed.width)};
  unsigned variables = 0;
  for (const MergeClass& c : input.classes) {
    input.slots.push_back(random.ks(c.slot_bits));
    input.delta.push_back(random.k());
    variables = std::max(variables, c.log_height - witness.shape.skip);
  }
  input.lagrange = lagrange_table(random.k(), witness.shape.skip);
  input.r = random.ks(variables);
  return input;
}

// Returns how loose the memory bound was.
double compare(const PackedHeights& heights, unsigned seed) {
  Gpu gpu(0);
  ThreadPool pool(1);
  CpuBackend cpu(pool);
  PackedWitness witness(gpu, cpu, heights, seed);
  const MergeInput input = random_input(witness);
  const std::size_t before = gpu.pool().used();
  gpu.pool().reset_peak();
  const auto expected = cpu.merge(witness.on_host(), input);
  const auto tables = make_merge(gpu, witness.on_device(), input);
  for (unsigned i = 0; i < heights.log_rows; ++i) {
    INFO("round " << i);
    REQUIRE(tables->round() == expected->round());
    const K z = witness.random().k();
    tables->bind(z);
    expected->bind(z);
  }
  CHECK(tables->class_values() == expected->class_values());
  const std::size_t used = gpu.pool().peak() - before, bound = merge_memory(witness.key, witness.shape);
  CHECK(used <= bound);
  return static_cast<double>(bound) / static_cast<double>(used);
}

}  // namespace

TEST_CASE("one class, as high as the matrix") { compare({.log_rows = 8, .main = {8, 8, 8}}, 1); }

TEST_CASE("classes of many heights, empty slots, a lifted preprocessed matrix") {
  in_thread_orders([] {
    compare({.log_rows = 9,
             .preprocessed_log_rows = 7,
             .main = {9, 6, 7, 6, 6, 8, 9},
             .helper = {6, 6, 6, 6, 6, 9, 8},
             .preprocessed = {7, 6, 6, 7, 6}},
            2);
  });
}

TEST_CASE("as low as the skip, with slots and low bits to spare") {
  compare({.log_rows = 11, .preprocessed_log_rows = 6, .main = {6, 6, 6}, .preprocessed = {6, 6}}, 3);
  compare({.log_rows = 6, .preprocessed_log_rows = 6, .main = {6}, .helper = {6, 6}, .preprocessed = {6}}, 4);
}

TEST_CASE("a short skip") {
  compare({.skip = 3, .log_rows = 6, .preprocessed_log_rows = 4, .main = {3, 5, 6, 4}, .preprocessed = {4, 3}}, 5);
}

TEST_CASE("heights in one launch's several blocks, more columns than a window, and a tight memory bound") {
  std::vector<unsigned> main(140, 8);
  main.insert(main.end(), {12, 12, 14, 14, 14, 13, 10});
  CHECK(compare({.log_rows = 14,
                 .preprocessed_log_rows = 12,
                 .main = main,
                 .helper = {14, 14, 12, 12, 11},
                 .preprocessed = {12, 9}},
                6) < 1.5);
}

TEST_CASE("rounds may be skipped") {
  Gpu gpu(0);
  ThreadPool pool(1);
  CpuBackend cpu(pool);
  PackedWitness witness(gpu, cpu, {.log_rows = 8, .main = {7, 8, 6}}, 7);
  const MergeInput input = random_input(witness);
  const auto expected = cpu.merge(witness.on_host(), input);
  const auto tables = make_merge(gpu, witness.on_device(), input);
  for (unsigned i = 0; i < 8; ++i) {
    const K z = witness.random().k();
    tables->bind(z);
    expected->bind(z);
  }
  CHECK(tables->class_values() == expected->class_values());
}
