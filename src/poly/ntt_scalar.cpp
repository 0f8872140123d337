#include "field/packed_scalar.hpp"
#include "poly/ntt_kernels_impl.hpp"

namespace squall {

#ifdef SQUALL_HAVE_AVX2
extern const NttKernels kAvx2Ntt;  // ntt_avx2.cpp
#endif

const NttKernels& ntt_kernels(Isa isa) {
  static constexpr NttKernels kScalarNtt = NttKernelsImpl<ScalarLanes>::table();
#ifdef SQUALL_HAVE_AVX2
  if (isa == Isa::kAvx2) return kAvx2Ntt;
#endif
  (void)isa;
  return kScalarNtt;
}

}  // namespace squall
