// A thread takes every T-th element, T the number of threads, a power of two: one multiplication by x^T takes it to
// the next. The power of x with which it starts, or ends, is a product: of the block's power, which is one of x^(2^k),
// and two factors from short tables for the thread's number in the block.

#include <algorithm>

#include "base/bits.hpp"
#include "base/check.hpp"
#include "cuda/field/reduce.hpp"
#include "cuda/field/round_kernels.hpp"
#include "cuda/field/univariate.hpp"
#include "field/algorithms.hpp"

namespace squall::cuda {
namespace {

constexpr unsigned kLogThreads = log2_exact(kReduceThreads), kMaxLog = 24;
constexpr std::size_t kPerThread = 16;  // elements, where there are enough
constexpr std::size_t kReduceBytes = 32 * 5 * sizeof(std::uint32_t);
constexpr unsigned kPointsAtOnce = 2, kLow = 16;

// Powers of y = x, or of x^2 where a thread takes pairs of elements.
struct Point {
  ExtRows<Lane> x, step;                     // step: y^T
  K low[kLow], high[kReduceThreads / kLow];  // y^i, y^(kLow i)
  K squares[kMaxLog];                        // y^(2^k)
  K coefficient;
};
template <unsigned kPoints>
struct Points {
  Point points[kPoints];
};

// value * y^(number of the thread in the block)
__device__ __forceinline__ Wide times_thread_power(const Wide& value, const Point& point) {
  const Wide high = mul_ext(value, wide(point.high[threadIdx.x / kLow]));
  return mul_ext(high, wide(point.low[threadIdx.x % kLow]));
}
// value * y^(number of the block's first thread in the grid)
__device__ __forceinline__ Wide times_block_power(Wide value, const Point& point) {
  for (unsigned k = 0; blockIdx.x >> k != 0; ++k) {
    if (blockIdx.x >> k & 1) value = mul_ext(value, wide(point.squares[k + kLogThreads]));
  }
  return value;
}

// Horner's rule in every thread. Block b's sums to partial[b * stride..].
template <unsigned kPoints>
__global__ void __launch_bounds__(kReduceThreads)
    evaluate_kernel(ConstPlanes f, std::size_t size, const __grid_constant__ Points<kPoints> all, K* partial,
                    std::size_t stride) {
  SQUALL_SHARED(std::uint32_t, words);
  const std::size_t first = std::size_t(blockIdx.x) * kReduceThreads + threadIdx.x;
  const std::size_t step = std::size_t(gridDim.x) * kReduceThreads;
  Wide sums[kPoints];
  std::size_t j = (size > step ? size - step : 0) + first;
  Wide value = j < size ? f.get(j) : Wide();
  while (true) {
    const bool more = j >= step;
    const Wide next = more ? f.get(j - step) : Wide();  // on its way while the products are made
    SQUALL_UNROLL
    for (unsigned p = 0; p < kPoints; ++p) sums[p] = mul_ext(sums[p], all.points[p].step) + value;
    if (!more) break;
    value = next;
    j -= step;
  }
  SQUALL_UNROLL
  for (unsigned p = 0; p < kPoints; ++p) {
    const Wide sum = block_sum(times_thread_power(sums[p], all.points[p]), words);
    if (threadIdx.x == 0) partial[blockIdx.x * stride + p] = narrow(times_block_power(sum, all.points[p]));
  }
}

// Elements 2i and 2i + 1 at a time.
template <unsigned kPoints, bool kSums>
__global__ void __launch_bounds__(kReduceThreads)
    add_powers_kernel(ConstPlanes f, Planes w, std::size_t pairs, const __grid_constant__ Points<kPoints> all,
                      K* partial) {
  SQUALL_SHARED(std::uint32_t, words);
  const std::size_t first = std::size_t(blockIdx.x) * kReduceThreads + threadIdx.x;
  const std::size_t step = std::size_t(gridDim.x) * kReduceThreads;
  K* starts = reinterpret_cast<K*>(words);
  if (threadIdx.x < kPoints) {
    const Point& point = all.points[threadIdx.x];
    starts[threadIdx.x] = narrow(times_block_power(wide(point.coefficient), point));
  }
  __syncthreads();
  Wide power[kPoints];
  SQUALL_UNROLL
  for (unsigned p = 0; p < kPoints; ++p) power[p] = times_thread_power(wide(starts[p]), all.points[p]);
  ProductDots sums;
  for (std::size_t i = first; i < pairs; i += step) {
    Wide b[2];
    load_two(w, 2 * i, b);
    SQUALL_UNROLL
    for (unsigned p = 0; p < kPoints; ++p) {
      b[0] = b[0] + power[p];
      b[1] = b[1] + mul_ext(power[p], all.points[p].x);
      power[p] = mul_ext(power[p], all.points[p].step);
    }
    store_two(w, 2 * i, b);
    if constexpr (kSums) {
      Wide a[2];
      load_two(f, 2 * i, a);
      sums.add(a[0], a[1], b[0], b[1]);
    }
  }
  if constexpr (kSums) write_sums(sums, partial, words);
}

// Blocks whose threads take kPerThread of `count` things each, a power of two.
unsigned blocks_of(std::size_t count) {
  return static_cast<unsigned>(std::max<std::size_t>(count / (kPerThread * kReduceThreads), 1));
}

Point prepare(const K& x, const K& y, const K& coefficient, std::size_t threads) {
  Point point;
  point.squares[0] = y;
  for (unsigned k = 1; k < kMaxLog; ++k) point.squares[k] = point.squares[k - 1] * point.squares[k - 1];
  const std::vector<K> low = powers(y, kLow), high = powers(point.squares[log2_exact(kLow)], kReduceThreads / kLow);
  std::copy(low.begin(), low.end(), point.low);
  std::copy(high.begin(), high.end(), point.high);
  point.x = ExtRows<Lane>(wide(x));
  point.step = ExtRows<Lane>(wide(point.squares[log2_exact(threads)]));
  point.coefficient = coefficient;
  return point;
}

template <unsigned kPoints>
void launch_evaluate(Gpu& gpu, const ConstPlanes& f, std::size_t size, std::span<const K> points, K* partial,
                     std::size_t stride) {
  const unsigned blocks = blocks_of(size);
  Points<kPoints> all;
  for (unsigned p = 0; p < kPoints; ++p) {
    all.points[p] = prepare(points[p], points[p], K(0), std::size_t(blocks) * kReduceThreads);
  }
  const double n = static_cast<double>(size);
  gpu.launch({"evaluate", blocks, kReduceThreads, kReduceBytes, {20 * n, kPoints * kSlotsMulExtension * n}},
             evaluate_kernel<kPoints>, f, size, all, partial, stride);
}

template <unsigned kPoints, bool kSums>
void launch_add(Gpu& gpu, const ConstPlanes& f, const Planes& w, std::size_t size, std::span<const K> points,
                std::span<const K> coefficients, K* partial) {
  const unsigned blocks = blocks_of(size / 2);
  Points<kPoints> all;
  for (unsigned p = 0; p < kPoints; ++p) {
    all.points[p] = prepare(points[p], points[p] * points[p], coefficients[p], std::size_t(blocks) * kReduceThreads);
  }
  const double n = static_cast<double>(size);
  gpu.launch({"add powers of points",
              blocks,
              kReduceThreads,
              kReduceBytes,
              {(kSums ? 60 : 40) * n, (kPoints + (kSums ? 1.5 : 0)) * kSlotsMulExtension * n}},
             add_powers_kernel<kPoints, kSums>, f, w, size / 2, all, partial);
}

}  // namespace

std::vector<K> evaluate(Gpu& gpu, const ConstPlanes& f, std::size_t size, std::span<const K> points) {
  check(size <= std::size_t(1) << kMaxLog, "powers reach so far");
  if (points.empty()) return {};
  const std::size_t blocks = blocks_of(size), count = points.size();
  DeviceBuffer<K> partial = gpu.buffer<K>(blocks * count);
  for (std::size_t p = 0; p < count; p += kPointsAtOnce) {
    if (count - p >= 2) {
      launch_evaluate<2>(gpu, f, size, points.subspan(p, 2), partial.data() + p, count);
    } else {
      launch_evaluate<1>(gpu, f, size, points.subspan(p, 1), partial.data() + p, count);
    }
  }
  return blocks == 1 ? gpu.download(partial.data(), count) : sum_partials(gpu, partial.data(), blocks, count);
}

ProductSums add_point_powers(Gpu& gpu, const ConstPlanes& f, const Planes& w, std::size_t size,
                             std::span<const K> points, std::span<const K> coefficients) {
  check(size <= std::size_t(1) << kMaxLog, "powers reach so far");
  if (points.empty()) return sum_low(gpu, f, w, size);
  for (; points.size() > kPointsAtOnce; points = points.subspan(2), coefficients = coefficients.subspan(2)) {
    launch_add<2, false>(gpu, f, w, size, points, coefficients, nullptr);
  }
  const std::size_t blocks = blocks_of(size / 2);
  DeviceBuffer<K> partial = gpu.buffer<K>(3 * blocks);
  if (points.size() == 2) {
    launch_add<2, true>(gpu, f, w, size, points, coefficients, partial.data());
  } else {
    launch_add<1, true>(gpu, f, w, size, points, coefficients, partial.data());
  }
  const std::vector<K> sums =
      blocks == 1 ? gpu.download(partial.data(), 3) : sum_partials(gpu, partial.data(), blocks, 3);
  return {sums[0], sums[1], sums[2]};
}

std::size_t univariate_memory(std::size_t size, std::size_t points) {
  const std::size_t evaluating =
      Pool::rounded(blocks_of(size) * points * sizeof(K)) + Pool::rounded(points * sizeof(K));
  const std::size_t adding =
      Pool::rounded(3 * std::size_t(blocks_of(size / 2)) * sizeof(K)) + Pool::rounded(3 * sizeof(K));
  return std::max({evaluating, adding, low_sums_memory(size)});
}

}  // namespace squall::cuda
