#include "base/check.hpp"
#include "cuda/commit/twiddles.hpp"
#include "cuda/field/lane.hpp"

namespace squall::cuda {
namespace {

constexpr unsigned kThreads = 256;

struct Roots {
  Fp of_bit[Fp::kTwoAdicity];  // what bit k of b contributes to c(b): w_{2^(k+2)}
};

__global__ void __launch_bounds__(kThreads) twiddles_kernel(Roots roots, std::uint32_t count, ShoupPair* pairs) {
  const std::uint32_t b = blockIdx.x * blockDim.x + threadIdx.x;
  if (b >= count) return;
  Lane c(Fp(1));
  SQUALL_UNROLL
  for (unsigned k = 0; k < Fp::kTwoAdicity; ++k) {
    if (b >> k & 1) c *= Lane(roots.of_bit[k]);
  }
  pairs[b] = ShoupPair(c.fp());
}

std::size_t pair_count(unsigned log_size) { return log_size == 0 ? 1 : std::size_t(1) << (log_size - 1); }

}  // namespace

DeviceTwiddles::DeviceTwiddles(Gpu& gpu, unsigned log_size)
    : log_size_(log_size), pairs_(gpu.lasting<ShoupPair>(pair_count(log_size))) {
  check(log_size <= Fp::kTwoAdicity, "the field has no larger subgroup");
  Roots roots;
  for (unsigned k = 0; k + 2 <= Fp::kTwoAdicity; ++k) roots.of_bit[k] = Fp::root_of_unity(k + 2);
  const std::size_t count = pairs_.size();
  const Cost cost{static_cast<double>(pairs_.bytes()), static_cast<double>(count) * log_size / 2 * kSlotsMul};
  gpu.launch({"twiddles", blocks_for(count, kThreads), kThreads, 0, cost}, twiddles_kernel, roots,
             static_cast<std::uint32_t>(count), pairs_.data());
}

std::size_t twiddle_memory(unsigned log_size) { return Pool::rounded(pair_count(log_size) * sizeof(ShoupPair)); }

}  // namespace squall::cuda
