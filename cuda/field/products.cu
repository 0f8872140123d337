#include <algorithm>

#include "base/check.hpp"
#include "cuda/field/products.hpp"
#include "cuda/field/reduce.hpp"
#include "cuda/field/round_kernels.hpp"

namespace squall::cuda {
namespace {

constexpr std::size_t kPerThread = 4;  // pairs of elements, where there are enough
constexpr std::size_t kPerBlock = kPerThread * kReduceThreads;
constexpr std::size_t kReduceBytes = 32 * 5 * sizeof(std::uint32_t);
constexpr std::size_t kMaxBlocks = 4096;  // of one pair of tables

unsigned blocks_of(std::size_t pairs) {
  return static_cast<unsigned>(std::clamp<std::size_t>((pairs + kPerBlock - 1) / kPerBlock, 1, kMaxBlocks));
}

struct HighTask {
  Planes f, w;
  std::size_t left;  // elements after binding
  unsigned first_block;
  bool bind;
};
struct HighTasks {
  HighTask tasks[kMaxPairs];
  unsigned count;
  ExtRows<Lane> z;
};
static_assert(sizeof(HighTasks) <= 4000);

__device__ __forceinline__ Wide load_high(const Planes& v, std::size_t i, std::size_t left, bool bind,
                                          const ExtRows<Lane>& z) {
  const Wide low = v.get(i);
  if (!bind) return low;
  const Wide x = between(low, v.get(i + left), z);
  v.set(i, x);
  return x;
}

__global__ void __launch_bounds__(kReduceThreads) high_kernel(const __grid_constant__ HighTasks all, K* partial) {
  SQUALL_SHARED(std::uint32_t, words);
  unsigned number = 0;
  while (number + 1 < all.count && all.tasks[number + 1].first_block <= blockIdx.x) ++number;
  const HighTask& task = all.tasks[number];
  const unsigned end = number + 1 < all.count ? all.tasks[number + 1].first_block : gridDim.x;
  const std::size_t half = task.left / 2;
  if (half == 0) {  // the last element
    if (threadIdx.x != 0) return;
    const Wide f = load_high(task.f, 0, 1, task.bind, all.z), w = load_high(task.w, 0, 1, task.bind, all.z);
    K* sums = partial + 3 * std::size_t(blockIdx.x);
    sums[0] = narrow(mul_ext(f, w));
    sums[1] = narrow(f);
    sums[2] = narrow(w);
    return;
  }
  ProductDots sums;
  const std::size_t step = std::size_t(end - task.first_block) * kReduceThreads;
  for (std::size_t i = std::size_t(blockIdx.x - task.first_block) * kReduceThreads + threadIdx.x; i < half; i += step) {
    const Wide f0 = load_high(task.f, i, task.left, task.bind, all.z);
    const Wide f1 = load_high(task.f, i + half, task.left, task.bind, all.z);
    const Wide w0 = load_high(task.w, i, task.left, task.bind, all.z);
    const Wide w1 = load_high(task.w, i + half, task.left, task.bind, all.z);
    sums.add(f0, f1, w0, w1);
  }
  write_sums(sums, partial, words);
}

struct BlockRanges {
  unsigned first[kMaxPairs + 1];
};

// Adds the partial sums of each range of blocks. Grid: 3 per range.
__global__ void __launch_bounds__(kReduceThreads)
    add_ranges_kernel(const K* partial, const __grid_constant__ BlockRanges ranges, K* sums) {
  SQUALL_SHARED(std::uint32_t, words);
  const unsigned range = blockIdx.x / 3, i = blockIdx.x % 3;
  Wide sum;
  for (unsigned b = ranges.first[range] + threadIdx.x; b < ranges.first[range + 1]; b += kReduceThreads) {
    sum = sum + wide(partial[3 * std::size_t(b) + i]);
  }
  sum = block_sum(sum, words);
  if (threadIdx.x == 0) sums[blockIdx.x] = narrow(sum);
}

// Least significant variable first. A thread takes the elements of one pair of the next round.
template <bool kBind>
__global__ void __launch_bounds__(kReduceThreads)
    low_kernel(ConstPlanes f, ConstPlanes w, std::size_t pairs, const __grid_constant__ ExtRows<Lane> x, Planes f_out,
               Planes w_out, K* partial) {
  SQUALL_SHARED(std::uint32_t, words);
  ProductDots sums;
  const std::size_t step = std::size_t(gridDim.x) * kReduceThreads;
  const auto pair = [&](const ConstPlanes& v, const Planes& out, std::size_t i, Wide(&two)[2]) {
    if constexpr (kBind) {
      Wide four[4];
      load_four(v, 4 * i, four);
      two[0] = between(four[0], four[1], x);
      two[1] = between(four[2], four[3], x);
      store_two(out, 2 * i, two);
    } else {
      load_two(v, 2 * i, two);
    }
  };
  for (std::size_t i = std::size_t(blockIdx.x) * kReduceThreads + threadIdx.x; i < pairs; i += step) {
    Wide a[2], b[2];
    pair(f, f_out, i, a);
    pair(w, w_out, i, b);
    sums.add(a[0], a[1], b[0], b[1]);
  }
  write_sums(sums, partial, words);
}

constexpr unsigned kBindThreads = 256;

// Grid: elements, the two tables.
__global__ void __launch_bounds__(kBindThreads)
    bind_low_kernel(ConstPlanes f, ConstPlanes w, std::size_t half, const __grid_constant__ ExtRows<Lane> x,
                    Planes f_out, Planes w_out) {
  const std::size_t i = std::size_t(blockIdx.x) * kBindThreads + threadIdx.x;
  if (i >= half) return;
  Wide two[2];
  load_two(blockIdx.y == 0 ? f : w, 2 * i, two);
  (blockIdx.y == 0 ? f_out : w_out).set(i, between(two[0], two[1], x));
}

ProductSums first_three(const std::vector<K>& sums) { return {sums[0], sums[1], sums[2]}; }

template <bool kBind>
ProductSums low_sums(Gpu& gpu, const char* name, const ConstPlanes& f, const ConstPlanes& w, std::size_t pairs,
                     const K& x, const Planes& f_out, const Planes& w_out) {
  const unsigned blocks = blocks_of(pairs);
  DeviceBuffer<K> partial = gpu.buffer<K>(3 * std::size_t(blocks));
  const double n = static_cast<double>(pairs);
  gpu.launch(
      {name, blocks, kReduceThreads, kReduceBytes, {(kBind ? 240 : 80) * n, (kBind ? 7 : 3) * kSlotsMulExtension * n}},
      low_kernel<kBind>, f, w, pairs, ExtRows<Lane>(wide(x)), f_out, w_out, partial.data());
  return first_three(blocks == 1 ? gpu.download(partial.data(), 3) : sum_partials(gpu, partial.data(), blocks, 3));
}

// Sums per range of blocks, of blocks of `partial`; with one block each they are there already.
std::vector<K> range_sums(Gpu& gpu, const K* partial, const BlockRanges& ranges, std::size_t count) {
  const unsigned blocks = ranges.first[count];
  if (blocks == count) return gpu.download(partial, 3 * count);
  DeviceBuffer<K> sums = gpu.buffer<K>(3 * count);
  gpu.launch({"add partial sums", static_cast<unsigned>(3 * count), kReduceThreads, kReduceBytes, {60.0 * blocks, 0}},
             add_ranges_kernel, partial, ranges, sums.data());
  return gpu.download(sums.data(), 3 * count);
}

}  // namespace

std::vector<ProductSums> bind_and_sum_high(Gpu& gpu, std::span<const HighPair> pairs, const K& z) {
  check(pairs.size() <= kMaxPairs, "as many pairs of tables as a launch takes");
  if (pairs.empty()) return {};
  HighTasks all{};
  all.z = ExtRows<Lane>(wide(z));
  BlockRanges ranges{};
  Cost cost;
  for (const HighPair& pair : pairs) {
    const std::size_t left = pair.bind ? pair.size / 2 : pair.size;
    const double n = static_cast<double>(left);
    cost.bytes += (pair.bind ? 120 : 40) * n;
    cost.slots += (pair.bind ? 3.5 : 1.5) * kSlotsMulExtension * n;
    all.tasks[all.count] = {pair.f, pair.w, left, ranges.first[all.count], pair.bind};
    ranges.first[all.count + 1] = ranges.first[all.count] + blocks_of(left / 2);
    ++all.count;
  }
  const unsigned blocks = ranges.first[all.count];
  DeviceBuffer<K> partial = gpu.buffer<K>(3 * std::size_t(blocks));
  gpu.launch({"merge round", blocks, kReduceThreads, kReduceBytes, cost}, high_kernel, all, partial.data());
  const std::vector<K> sums = range_sums(gpu, partial.data(), ranges, all.count);
  std::vector<ProductSums> result;
  for (std::size_t p = 0; p < pairs.size(); ++p) result.push_back({sums[3 * p], sums[3 * p + 1], sums[3 * p + 2]});
  return result;
}

std::size_t high_sums_memory(std::span<const std::size_t> sizes) {
  std::size_t blocks = 0;
  for (const std::size_t size : sizes) blocks += blocks_of(size / 2);
  return Pool::rounded(3 * blocks * sizeof(K)) + Pool::rounded(3 * sizes.size() * sizeof(K));
}

ProductSums sum_low(Gpu& gpu, const ConstPlanes& f, const ConstPlanes& w, std::size_t size) {
  return low_sums<false>(gpu, "round sums", f, w, size / 2, K(0), {}, {});
}

ProductSums bind_and_sum_low(Gpu& gpu, const ConstPlanes& f, const ConstPlanes& w, std::size_t size, const K& x,
                             const Planes& f_out, const Planes& w_out) {
  return low_sums<true>(gpu, "bind and round sums", f, w, size / 4, x, f_out, w_out);
}

void bind_low(Gpu& gpu, const ConstPlanes& f, const ConstPlanes& w, std::size_t size, const K& x, const Planes& f_out,
              const Planes& w_out) {
  const double n = static_cast<double>(size);
  gpu.launch({"bind", {blocks_for(size / 2, kBindThreads), 2}, kBindThreads, 0, {60 * n, kSlotsMulExtension * n}},
             bind_low_kernel, f, w, size / 2, ExtRows<Lane>(wide(x)), f_out, w_out);
}

std::size_t low_sums_memory(std::size_t size) {
  return Pool::rounded(3 * std::size_t(blocks_of(size / 2)) * sizeof(K)) + Pool::rounded(3 * sizeof(K));
}

}  // namespace squall::cuda
