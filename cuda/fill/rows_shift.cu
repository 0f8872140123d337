// Shifts, products, quotients.

#include "cuda/fill/chip_kernel.hpp"
#include "machine/chips/divide.hpp"
#include "machine/chips/multiply.hpp"
#include "machine/chips/shift.hpp"

namespace squall::cuda {

std::span<const RowKernel> shift_kernels() {
  using namespace chips;
  return rows::instruction_kernels<Shift, ShiftImmediate, Multiply, MultiplyHigh, Divide>();
}

}  // namespace squall::cuda
