// Loads and stores.

#include "cuda/fill/chip_kernel.hpp"
#include "machine/chips/load.hpp"
#include "machine/chips/store.hpp"

namespace squall::cuda {

std::span<const RowKernel> memory_kernels() {
  using namespace chips;
  return rows::instruction_kernels<LoadWord, StoreWord, LoadPart, StorePart>();
}

}  // namespace squall::cuda
