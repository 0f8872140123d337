#include "backend/cpu/kernel_table.hpp"
#include "field/packed_avx2.hpp"

namespace squall::cpu {

constinit const Kernels kAvx2Kernels = kernel_table<Avx2Lanes>();

}  // namespace squall::cpu
