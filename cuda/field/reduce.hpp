#pragma once

// Sums over a grid, the same whatever the order of blocks: every block adds up its threads' values and writes one
// partial sum per value; a second kernel adds the partial sums of all blocks.

#include "cuda/field/planes.hpp"

namespace squall::cuda {

inline constexpr unsigned kReduceThreads = 128;  // of blocks that call block_sum

// The sum of all threads' values, in thread 0; every thread of the block calls it, with `words` = 32 * 5 words of
// shared memory or more. The block has a multiple of 32 threads.
__device__ __forceinline__ Wide block_sum(Wide x, std::uint32_t* words) {
  for (int distance = 16; distance > 0; distance /= 2) {
    Wide other;
    for (int k = 0; k < 5; ++k) {
      other.c[k] = Lane::from_raw(__shfl_down_sync(0xffffffffu, x.c[k].raw(), static_cast<unsigned>(distance)));
    }
    x = x + other;
  }
  const unsigned warp = threadIdx.x / 32, lane = threadIdx.x % 32, warps = blockDim.x / 32;
  if (warps == 1) return x;
  __syncthreads();  // an earlier sum may still be read
  if (lane == 0) {
    for (int k = 0; k < 5; ++k) words[5 * warp + k] = x.c[k].raw();
  }
  __syncthreads();
  if (warp == 0) {
    for (int k = 0; k < 5; ++k) x.c[k] = Lane::from_raw(lane < warps ? words[5 * lane + k] : 0u);
    for (int distance = 16; distance > 0; distance /= 2) {
      Wide other;
      for (int k = 0; k < 5; ++k) {
        other.c[k] = Lane::from_raw(__shfl_down_sync(0xffffffffu, x.c[k].raw(), static_cast<unsigned>(distance)));
      }
      x = x + other;
    }
  }
  return x;
}

// partial: `blocks` times `count` elements of K, five words each, those of a block side by side. Writes their sums to
// `sums` (count elements) by one block per element.
void add_partials(Gpu& gpu, const K* partial, std::size_t blocks, std::size_t count, K* sums);
// The same, copied to the host: a round trip.
std::vector<K> sum_partials(Gpu& gpu, const K* partial, std::size_t blocks, std::size_t count);

}  // namespace squall::cuda
