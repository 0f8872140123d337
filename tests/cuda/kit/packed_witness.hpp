#pragma once

// Matrices of random packed columns, the same on a device and in a CPU back end, without a machine.

#include "../kit/random.hpp"
#include "backend/cpu/cpu_backend.hpp"
#include "cuda/matrix/matrix.hpp"

namespace squall::cuda {

struct PackedHeights {
  unsigned skip = 6, log_rows = 0, preprocessed_log_rows = 0;
  std::vector<unsigned> main = {}, helper = {}, preprocessed = {};  // log heights of packed columns, in any order
};

class PackedWitness {
 public:
  PackedWitness(Gpu& gpu, CpuBackend& cpu, const PackedHeights& heights, unsigned seed) : random_(seed) {
    key.skip = heights.skip;
    key.preprocessed = Packing(heights.preprocessed, heights.preprocessed_log_rows);
    shape.skip = heights.skip;
    shape.log_rows = heights.log_rows;
    shape.main = Packing(heights.main, heights.log_rows);
    shape.helper = Packing(heights.helper, heights.log_rows);
    add(gpu, cpu, shape.main, heights.main);
    add(gpu, cpu, shape.helper, heights.helper);
    add(gpu, cpu, key.preprocessed, heights.preprocessed);
  }

  VerifyingKey key;
  Shape shape;
  std::vector<std::unique_ptr<CudaMatrix>> device;
  std::vector<std::unique_ptr<Matrix>> host;

  Witness on_device() const { return {key, shape, device[0].get(), device[1].get(), device[2].get()}; }
  Witness on_host() const { return {key, shape, host[0].get(), host[1].get(), host[2].get()}; }
  Random& random() { return random_; }

 private:
  void add(Gpu& gpu, CpuBackend& cpu, const Packing& packing, const std::vector<unsigned>& heights) {
    device.push_back(std::make_unique<CudaMatrix>(gpu, packing.log_rows, packing.width));
    host.push_back(cpu.matrix(packing.log_rows, packing.width));
    for (std::size_t i = 0; i < heights.size(); ++i) {
      const std::vector<Fp> column = random_.fps(std::size_t(1) << heights[i]);
      gpu.upload(device.back()->at(packing.places[i], heights[i]), std::span<const Fp>(column));
      cpu.upload(*host.back(), packing.places[i], column);
    }
  }

  Random random_;
};

}  // namespace squall::cuda
