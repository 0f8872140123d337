// Branches, jumps, system calls, calls of functions, private input; touches.

#include "cuda/fill/chip_kernel.hpp"
#include "machine/chips/branch.hpp"
#include "machine/chips/call.hpp"
#include "machine/chips/jump.hpp"
#include "machine/chips/memory.hpp"
#include "machine/chips/oracle.hpp"
#include "machine/chips/system.hpp"

namespace squall::cuda {

std::span<const RowKernel> control_kernels() {
  using namespace chips;
  return rows::instruction_kernels<BranchEqual, BranchLess, Jump, JumpRegister, System, Call, Oracle>();
}

std::span<const RowKernel> touch_kernels() {
  static constexpr RowKernel kKernels[] = {rows::kernel_of<chips::Touch, TouchEvent>(kTouchLayout, {})};
  return kKernels;
}

}  // namespace squall::cuda
