#pragma once

// Programs and terms of interpreted chips, copied to the device.

#include <cstring>

#include "backend/common/chip_plan.hpp"
#include "cuda/runtime/gpu.hpp"

namespace squall::cuda {

// Arrays of any type, gathered on the host and uploaded together.
class ProgramMemory {
 public:
  struct Program {
    terms::CodeView code;
    terms::Terms terms;
  };

  // Pointers in the result are offsets until `upload`.
  std::size_t add(const terms::KernelCode& code, const terms::BoundTerms& bound);
  void upload(Gpu& gpu);
  // The program of that number, ready for kernels.
  Program program(std::size_t number) const;

 private:
  struct Places {
    terms::CodeView code;
    terms::Terms terms;
    std::size_t offsets[8];
  };
  template <class T>
  std::size_t put(const T* values, std::size_t count) {
    const std::size_t offset = (bytes_.size() + 15) / 16 * 16;
    bytes_.resize(offset + count * sizeof(T));
    if (count > 0) std::memcpy(bytes_.data() + offset, values, count * sizeof(T));
    return offset;
  }
  std::vector<char> bytes_;
  std::vector<Places> places_;
  DeviceBuffer<char> device_;
};

// Device bytes for one chip, at most.
std::size_t program_memory(const Chip& chip, const terms::ChipPlan& plan);

}  // namespace squall::cuda
