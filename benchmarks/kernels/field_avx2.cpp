#include "field/packed_avx2.hpp"
#include "field_kernels.hpp"

namespace squall::bench {

const FieldKernels& avx2_field_kernels() {
  static constexpr FieldKernels kTable = FieldKernelsImpl<Avx2Lanes>::table();
  return kTable;
}

}  // namespace squall::bench
