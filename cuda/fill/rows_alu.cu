// Additions, bitwise operations, comparisons.

#include "cuda/fill/chip_kernel.hpp"
#include "machine/chips/add.hpp"
#include "machine/chips/add_immediate.hpp"
#include "machine/chips/bitwise.hpp"
#include "machine/chips/compare.hpp"

namespace squall::cuda {

std::span<const RowKernel> alu_kernels() {
  using namespace chips;
  return rows::instruction_kernels<Add, AddImmediate, Bitwise, BitwiseImmediate, Compare, CompareImmediate>();
}

}  // namespace squall::cuda
