#pragma once

// A machine's columns in the memory of both back ends, and one verb after the other on both.

#include <random>

#include "backend/cpu/cpu_backend.hpp"
#include "base/bits.hpp"
#include "cuda/zerocheck/verbs.hpp"
#include "kit/catch.hpp"

namespace squall::cuda {

inline K random_element(std::mt19937& random) {
  K x;
  for (Fp& c : x.c) c = Fp::from_raw(random() % Fp::kModulus);
  return x;
}
inline std::vector<K> random_elements(std::mt19937& random, std::size_t count) {
  std::vector<K> list(count);
  for (K& x : list) x = random_element(random);
  return list;
}

class Setup {
 public:
  // heights: per chip.
  Setup(Machine machine, std::vector<std::vector<unsigned>> heights, unsigned log_rows) : pool_(1), cpu(pool_), gpu(0) {
    key.machine = std::move(machine);
    key.finish();
    const auto reason = Shape::make(key.machine, key.skip, key.log_rows(), log_rows, std::move(heights), shape);
    INFO(reason.value_or(""));
    REQUIRE(!reason);
    const auto make = [&](Matrix*& cpu_side, Matrix*& gpu_side, unsigned rows, std::size_t width) {
      owned_.push_back(cpu.matrix(rows, width));
      cpu_side = owned_.back().get();
      owned_.push_back(std::make_unique<CudaMatrix>(gpu, rows, width));
      gpu_side = owned_.back().get();
    };
    Matrix *fixed_cpu = nullptr, *fixed_gpu = nullptr;
    make(on_cpu.main, on_gpu.main, shape.log_rows, shape.main.width);
    make(on_cpu.helper, on_gpu.helper, shape.log_rows, shape.helper.width);
    make(fixed_cpu, fixed_gpu, key.log_rows(), key.preprocessed.width);
    on_cpu.preprocessed = preprocessed_ = fixed_cpu;
    on_gpu.preprocessed = fixed_gpu;
    max_terms_ = 0;
    for (const Chip& chip : key.machine.chips) max_terms_ = std::max(max_terms_, chip.terms());
    logup.alpha = random_element(random);
    logup.beta_powers = random_elements(random, key.machine.max_arity());
    challenges.lambdas = random_elements(random, max_terms_);
    challenges.r = random_elements(random, shape.variables);
    challenges.mu = random_elements(random, shape.instances.size());
    challenges.nu = random_elements(random, shape.instances.size());
  }

  // The same column on both sides.
  void put(Matrix& cpu_side, const Matrix& gpu_side, const Place& place, const std::vector<Fp>& column) {
    cpu.upload(cpu_side, place, column);
    const unsigned t = log2_exact(column.size());
    gpu.upload(cuda_matrix(const_cast<Matrix&>(gpu_side)).at(place, t), std::span<const Fp>(column));
  }
  // Every column random, which satisfies nothing.
  void randomise() {
    const auto column = [&](unsigned log) {
      std::vector<Fp> values(std::size_t(1) << log);
      for (Fp& x : values) x = Fp::from_raw(random() % Fp::kModulus);
      return values;
    };
    std::size_t next = 0;
    for (const Instance& instance : shape.instances) {
      for (std::size_t i = 0; i < key.machine.chips[instance.chip].main.size(); ++i) {
        put(*on_cpu.main, *on_gpu.main, shape.main.places[next++], column(instance.log_rows));
      }
    }
    next = 0;
    for (const Chip& chip : key.machine.chips) {
      for (std::size_t i = 0; i < chip.preprocessed.size(); ++i) {
        put(*preprocessed_, *on_gpu.preprocessed, key.preprocessed.places[next++], column(chip.limits.min_log));
      }
    }
  }

  void compare_helpers(const ChipKernels& kernels) {
    const std::vector<K> expected = cpu.helpers(on_cpu, logup);
    CHECK(peak(helpers_memory(key, shape, kernels), [&] { return fill_helpers(gpu, on_gpu, logup, kernels); }) ==
          expected);
    std::size_t next = 0;
    for (const Instance& instance : shape.instances) {
      const Chip& chip = key.machine.chips[instance.chip];
      for (std::size_t i = 0; i < chip.helper_columns(); ++i) {
        const Place place = shape.helper.places[next++];
        const std::size_t rows = std::size_t(1) << instance.log_rows;
        INFO(chip.name << ", helper coordinate " << i << ", height " << rows);
        const std::vector<Fp> mine = gpu.download(cuda_matrix(*on_gpu.helper).at(place, instance.log_rows), rows);
        REQUIRE(mine == cpu.download(*on_cpu.helper, place, instance.log_rows));
      }
    }
  }

  void compare_skip(const ChipKernels& kernels) {
    const SkipRound expected = cpu.skip_round(on_cpu, logup, challenges);
    const SkipRound mine =
        peak(skip_memory(key, shape, kernels), [&] { return skip_round(gpu, on_gpu, logup, challenges, kernels); });
    REQUIRE(mine.quotient_cosets.size() == expected.quotient_cosets.size());
    for (std::size_t i = 0; i < expected.quotient_cosets.size(); ++i) {
      CHECK(mine.quotient_cosets[i] == expected.quotient_cosets[i]);
    }
    CHECK(mine.helper_sums == expected.helper_sums);
  }

  void compare_rounds(const ChipKernels& kernels) {
    const std::vector<K> lagrange = random_elements(random, 64), z = random_elements(random, shape.variables);
    const K rho = random_element(random);
    const auto expected = cpu.zerocheck(on_cpu, logup, challenges, lagrange, rho);
    peak(zerocheck_memory(key, shape, kernels), [&] {
      const auto mine = make_zerocheck(gpu, on_gpu, logup, challenges, lagrange, rho, kernels);
      for (unsigned i = 0; i < shape.variables; ++i) {
        INFO("round " << i);
        const bool same = mine->round() == expected->round();
        REQUIRE(same);
        mine->bind(z[i]);
        expected->bind(z[i]);
      }
      const bool same = mine->values() == expected->values();
      CHECK(same);
      return 0;
    });
  }

  void compare(const ChipKernels& kernels) {
    compare_helpers(kernels);
    compare_skip(kernels);
    compare_rounds(kernels);
  }

  double tightest = 1;  // peak over bound, the least of all verbs

 private:
  // Runs a verb, whose closed-form columns are there already, within its bound.
  template <class Verb>
  std::invoke_result_t<Verb> peak(std::size_t bound, const Verb& verb) {
    views(gpu, on_gpu);
    const std::size_t before = gpu.pool().used();
    gpu.pool().reset_peak();
    const auto result = verb();
    const std::size_t taken = gpu.pool().peak() - before;
    CHECK(taken <= bound);
    CHECK(gpu.pool().used() == before);
    tightest = std::min(tightest, static_cast<double>(taken) / static_cast<double>(bound));
    return result;
  }

  ThreadPool pool_;
  Matrix* preprocessed_ = nullptr;
  std::size_t max_terms_;

 public:
  std::mt19937 random{1};
  VerifyingKey key;
  Shape shape;
  CpuBackend cpu;
  Gpu gpu;
  Witness on_cpu{key, shape}, on_gpu{key, shape};
  LogupChallenges logup;
  ZerocheckChallenges challenges;

 private:
  std::vector<std::unique_ptr<Matrix>> owned_;  // gone before the device is
};

#ifdef SQUALL_CUDA_EMULATED
// Runs `test` with the threads of blocks in every order.
template <class Test>
void in_all_orders(const Test& test) {
  using emulation::ThreadOrder;
  for (const ThreadOrder order : {ThreadOrder::kForward, ThreadOrder::kBackward, ThreadOrder::kRandom}) {
    emulation::machine().order = order;
    test();
  }
  emulation::machine().order = ThreadOrder::kForward;
}
#else
template <class Test>
void in_all_orders(const Test& test) {
  test();
}
#endif

}  // namespace squall::cuda
