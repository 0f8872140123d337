// A thread takes every T-th element, T the number of threads, a power of two: one multiplication by x^T takes it to
// the next. The power of x with which it starts, or ends, is a product of x^(2^k).

#include <algorithm>

#include "base/bits.hpp"
#include "base/check.hpp"
#include "cuda/field/reduce.hpp"
#include "cuda/field/round_kernels.hpp"
#include "cuda/field/univariate.hpp"

namespace squall::cuda {
namespace {

constexpr unsigned kLogThreads = log2_exact(kReduceThreads), kMaxLog = 24;
constexpr std::size_t kPerThread = 32;  // elements, where there are enough
constexpr std::size_t kReduceBytes = 32 * 5 * sizeof(std::uint32_t);
constexpr unsigned kPointsAtOnce = 2;

struct Point {
  ExtRows<Lane> x, step;  // step: the point to the power T, or 2T for pairs of elements
  K squares[kMaxLog];     // x^(2^k)
  K coefficient;
};
template <unsigned kPoints>
struct Points {
  Point points[kPoints];
};

// value * x^(thread's number << shift), all threads of the grid numbered; `first_bit`, `bits`: only these of the
// number.
__device__ __forceinline__ Wide times_power(Wide value, const Point& point, std::uint32_t number, unsigned first_bit,
                                            unsigned bits, unsigned shift) {
  for (unsigned k = first_bit; k < first_bit + bits; ++k) {
    const Wide product = mul_ext(value, wide(point.squares[k + shift]));
    if (number >> k & 1) value = product;
  }
  return value;
}

// The block's bits of a thread's number are the same for the whole block: no work for zeros.
__device__ __forceinline__ Wide times_block_power(Wide value, const Point& point, unsigned shift) {
  for (unsigned k = 0; blockIdx.x >> k != 0; ++k) {
    if (blockIdx.x >> k & 1) value = mul_ext(value, wide(point.squares[k + kLogThreads + shift]));
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
  for (std::size_t end = size > step ? size : step; end > 0; end -= step) {
    const std::size_t j = end - step + first;
    const Wide value = j < size ? f.get(j) : Wide();
    SQUALL_UNROLL
    for (unsigned p = 0; p < kPoints; ++p) sums[p] = mul_ext(sums[p], all.points[p].step) + value;
  }
  SQUALL_UNROLL
  for (unsigned p = 0; p < kPoints; ++p) {
    const Wide sum = block_sum(times_power(sums[p], all.points[p], threadIdx.x, 0, kLogThreads, 0), words);
    if (threadIdx.x == 0) partial[blockIdx.x * stride + p] = narrow(times_block_power(sum, all.points[p], 0));
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
  Wide power[kPoints];
  SQUALL_UNROLL
  for (unsigned p = 0; p < kPoints; ++p) {
    const Point& point = all.points[p];
    power[p] = times_block_power(wide(point.coefficient), point, 1);
    power[p] = times_power(power[p], point, threadIdx.x, 0, kLogThreads, 1);
  }
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

template <unsigned kPoints>
Points<kPoints> prepare(std::span<const K> points, std::span<const K> coefficients, std::size_t threads,
                        unsigned shift) {
  Points<kPoints> all;
  for (unsigned p = 0; p < kPoints; ++p) {
    Point& point = all.points[p];
    point.squares[0] = points[p];
    for (unsigned k = 1; k < kMaxLog; ++k) point.squares[k] = point.squares[k - 1] * point.squares[k - 1];
    point.x = ExtRows<Lane>(wide(points[p]));
    point.step = ExtRows<Lane>(wide(point.squares[log2_exact(threads) + shift]));
    if (!coefficients.empty()) point.coefficient = coefficients[p];
  }
  return all;
}

template <unsigned kPoints>
void launch_evaluate(Gpu& gpu, const ConstPlanes& f, std::size_t size, std::span<const K> points, K* partial,
                     std::size_t stride) {
  const unsigned blocks = blocks_of(size);
  const double n = static_cast<double>(size);
  gpu.launch({"evaluate", blocks, kReduceThreads, kReduceBytes, {20 * n, kPoints * kSlotsMulExtension * n}},
             evaluate_kernel<kPoints>, f, size, prepare<kPoints>(points, {}, std::size_t(blocks) * kReduceThreads, 0),
             partial, stride);
}

template <unsigned kPoints, bool kSums>
void launch_add(Gpu& gpu, const ConstPlanes& f, const Planes& w, std::size_t size, std::span<const K> points,
                std::span<const K> coefficients, K* partial) {
  const unsigned blocks = blocks_of(size / 2);
  const double n = static_cast<double>(size);
  gpu.launch({"add powers of points",
              blocks,
              kReduceThreads,
              kReduceBytes,
              {(kSums ? 60 : 40) * n, (kPoints + (kSums ? 1.5 : 0)) * kSlotsMulExtension * n}},
             add_powers_kernel<kPoints, kSums>, f, w, size / 2,
             prepare<kPoints>(points, coefficients, std::size_t(blocks) * kReduceThreads, 1), partial);
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
