#include "backend/cpu/kernel_table.hpp"
#include "field/packed_scalar.hpp"

namespace squall::cpu {

constinit const Kernels kScalarKernels = kernel_table<ScalarLanes>();

}  // namespace squall::cpu
