#include "cuda/field/reduce.hpp"

namespace squall::cuda {
namespace {

__global__ void __launch_bounds__(kReduceThreads)
    add_partials_kernel(const K* partial, std::size_t blocks, std::size_t count, K* sums) {
  SQUALL_SHARED(std::uint32_t, words);
  Wide sum;
  for (std::size_t b = threadIdx.x; b < blocks; b += blockDim.x) sum = sum + wide(partial[b * count + blockIdx.x]);
  sum = block_sum(sum, words);
  if (threadIdx.x == 0) sums[blockIdx.x] = narrow(sum);
}

}  // namespace

void add_partials(Gpu& gpu, const K* partial, std::size_t blocks, std::size_t count, K* sums) {
  const Cost cost{static_cast<double>(blocks * count * sizeof(K)), 0};
  gpu.launch({"add partial sums", static_cast<unsigned>(count), kReduceThreads, 32 * 5 * sizeof(std::uint32_t), cost},
             add_partials_kernel, partial, blocks, count, sums);
}

std::vector<K> sum_partials(Gpu& gpu, const K* partial, std::size_t blocks, std::size_t count) {
  DeviceBuffer<K> sums = gpu.buffer<K>(count);
  add_partials(gpu, partial, blocks, count, sums.data());
  return gpu.download(sums.data(), count);
}

}  // namespace squall::cuda
