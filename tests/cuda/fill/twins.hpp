#pragma once

// The same witness filled by the CPU back end, with one thread, and by the device.

#include <string>
#include <vector>

#include "backend/cpu/cpu_backend.hpp"
#include "backend/cpu/matrix.hpp"
#include "base/bits.hpp"
#include "cuda/fill/fill.hpp"
#include "cuda/matrix/matrix.hpp"
#include "kit/catch.hpp"

namespace squall::cuda {

inline Shape shape_with(const Machine& machine, std::vector<std::vector<unsigned>> heights) {
  unsigned log_rows = kMinLogRows;
  for (const auto& of_chip : heights) {
    for (const unsigned t : of_chip) log_rows = std::max(log_rows, t);
  }
  Shape shape;
  const auto reason = Shape::make(machine, kMinLogRows, kMinLogRows, log_rows, std::move(heights), shape);
  INFO(reason.value_or(""));
  REQUIRE(!reason);
  return shape;
}

// One instance per chip that has rows or must have one, or, if there are more rows than 2^most, full ones of that
// height and one for the rest.
inline std::vector<std::vector<unsigned>> heights_for(const Machine& machine, const Trace& trace, unsigned most = 22) {
  std::vector<std::vector<unsigned>> heights;
  for (std::size_t c = 0; c < machine.chips.size(); ++c) {
    const ChipLimits& limits = machine.chips[c].limits;
    auto& of_chip = heights.emplace_back();
    const unsigned top = std::max(most, limits.min_log);
    std::size_t rows = trace.rows(c);
    for (; rows > std::size_t(1) << top; rows -= std::size_t(1) << top) of_chip.push_back(top);
    if (rows > 0 || of_chip.size() < limits.min_instances) {
      of_chip.push_back(std::max(limits.min_log, log2_ceil(std::max<std::size_t>(rows, 1))));
    }
  }
  return heights;
}

class Twins {
 public:
  // preprocessed: columns of all chips, in the machine's order.
  Twins(Machine machine, const std::vector<std::vector<Fp>>& preprocessed, std::size_t staging_bytes,
        std::uint8_t number = 0)
      : cache(staging_bytes) {
    key.machine = std::move(machine);
    key.root[0] = number;  // stands for the commitment of the columns
    key.finish();
    if (preprocessed.empty()) return;
    cpu_fixed_ = cpu.matrix(key.log_rows(), key.preprocessed.width);
    fixed_ = std::make_unique<CudaMatrix>(gpu, key.log_rows(), key.preprocessed.width);
    for (std::size_t i = 0; i < preprocessed.size(); ++i) {
      const Place place = key.preprocessed.places[i];
      cpu.upload(*cpu_fixed_, place, preprocessed[i]);
      gpu.upload(fixed_->at(place, log2_ceil(preprocessed[i].size())), std::span<const Fp>(preprocessed[i]));
    }
  }

  // Fills both and compares all cells; or both fail with the same words, which are returned.
  std::string compare(const Shape& shape, const Trace& trace) {
    const auto expected = cpu.matrix(shape.main.log_rows, shape.main.width);
    CudaMatrix main(gpu, shape.main.log_rows, shape.main.width);
    Witness on_cpu{key, shape, expected.get(), nullptr, cpu_fixed_.get()};
    Witness on_gpu{key, shape, &main, nullptr, fixed_.get()};
    views(gpu, on_gpu);  // closed forms are counted with the matrices
    const std::size_t before = gpu.pool().used() - cache.device_bytes();
    gpu.pool().reset_peak();
    const std::string wrong = reason([&] { cpu.fill(on_cpu, trace); });
    CHECK(reason([&] { fill_witness(gpu, on_gpu, trace, cache); }) == wrong);
    used = gpu.pool().peak() - before;
    CHECK(gpu.pool().used() == before + cache.device_bytes());
    if (!wrong.empty()) return wrong;
    const std::vector<Fp> cells = gpu.download(std::as_const(main).column(0), shape.main.width << shape.main.log_rows);
    const auto first = std::mismatch(cells.begin(), cells.end(), cpu::cpu_matrix(*expected).column(0)).first;
    INFO("first difference: cell " << first - cells.begin() << " of " << cells.size());
    CHECK((first == cells.end()));
    return "";
  }
  std::string compare(const Trace& trace, unsigned most = 22) {
    return compare(shape_with(key.machine, heights_for(key.machine, trace, most)), trace);
  }

  template <class F>
  static std::string reason(F&& f) {
    try {
      f();
      return "";
    } catch (const std::exception& e) {
      return e.what();
    }
  }

  ThreadPool pool{1};
  CpuBackend cpu{pool, detect_isa()};
  Gpu gpu{0, {std::size_t(256) << 20, false}};
  FillCache cache;
  VerifyingKey key;
  std::size_t used = 0;  // bytes on the device that the last fill took

 private:
  std::unique_ptr<Matrix> cpu_fixed_;
  std::unique_ptr<CudaMatrix> fixed_;
};

}  // namespace squall::cuda
