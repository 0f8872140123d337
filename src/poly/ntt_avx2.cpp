#include "field/packed_avx2.hpp"
#include "poly/ntt_kernels_impl.hpp"

namespace squall {

extern const NttKernels kAvx2Ntt;
const NttKernels kAvx2Ntt = NttKernelsImpl<Avx2Lanes>::table();

}  // namespace squall
