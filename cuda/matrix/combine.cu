#include <algorithm>

#include "base/bits.hpp"
#include "base/check.hpp"
#include "cuda/field/reduce.hpp"
#include "cuda/field/round_kernels.hpp"
#include "cuda/matrix/combine.hpp"

namespace squall::cuda {
namespace {

constexpr unsigned kThreads = kReduceThreads;
constexpr std::size_t kTile = 2 * kThreads;  // rows that a block takes at a time
constexpr std::size_t kWindow = 128;         // terms in shared memory at a time
constexpr std::size_t kUnroll = 4;           // columns that a thread reads at a time
constexpr std::size_t kEnoughBlocks = 1024;  // more would only make more partial sums
constexpr std::size_t kWindowBytes = kWindow * sizeof(ColumnTerm);
constexpr std::size_t kPartBytes = kThreads * sizeof(K);
static_assert(sizeof(ColumnTerm) == 40);

struct TermList {
  const ColumnTerm* terms;
  std::size_t count;
};

// The block's window onto a list of terms. A list that fits is loaded once.
class Window {
 public:
  __device__ __forceinline__ Window(const TermList& list, ColumnTerm* shared) : list_(list), shared_(shared) {
    if (list.count <= kWindow) load(0);
  }

  // g at rows `row` and row + 1; every thread of the block calls it, those without rows with `active` false.
  __device__ __forceinline__ void sum(std::size_t row, bool active, Wide (&g)[2]) {
    ExtDot<Lane> dots[2];
    for (std::size_t first = 0; first < list_.count; first += kWindow) {
      if (list_.count > kWindow) load(first);
      const std::size_t count = min(kWindow, list_.count - first);
      for (std::size_t j = 0; j < count; j += kUnroll) add_four(shared_ + j, row, active, dots);
    }
    g[0] = dots[0].reduce();
    g[1] = dots[1].reduce();
  }

 private:
  __device__ __forceinline__ void load(std::size_t first) {
    const std::uint64_t* from = reinterpret_cast<const std::uint64_t*>(list_.terms + first);
    std::uint64_t* to = reinterpret_cast<std::uint64_t*>(shared_);
    const std::size_t words = min(kWindow, list_.count - first) * (sizeof(ColumnTerm) / sizeof(std::uint64_t));
    __syncthreads();  // the window before may still be read
    for (std::size_t i = threadIdx.x; i < words; i += blockDim.x) to[i] = from[i];
    __syncthreads();
  }
  static __device__ __forceinline__ void add_four(const ColumnTerm* terms, std::size_t row, bool active,
                                                  ExtDot<Lane> (&dots)[2]) {
    TwoFp cells[kUnroll];
    for (std::size_t k = 0; k < kUnroll; ++k) {
      const bool there = active && row < terms[k].rows;
      cells[k] = there ? *reinterpret_cast<const TwoFp*>(terms[k].cells + row) : TwoFp{};
    }
    for (std::size_t k = 0; k < kUnroll; k += 2) {
      const Wide x = wide(terms[k].weight), y = wide(terms[k + 1].weight);
      for (int i = 0; i < 2; ++i) dots[i].add2(Lane(cells[k].x[i]), x, Lane(cells[k + 1].x[i]), y);
    }
  }

  TermList list_;
  ColumnTerm* shared_;
};

__global__ void __launch_bounds__(kThreads)
    combine_kernel(TermList list, std::size_t rows, Planes out, unsigned shift, bool add) {
  SQUALL_SHARED(ColumnTerm, shared);
  Window window(list, shared);
  const std::size_t row = std::size_t(blockIdx.x) * kTile + 2 * threadIdx.x;
  Wide g[2];
  window.sum(row, row < rows, g);
  if (row >= rows) return;
  for (int i = 0; i < 2; ++i) {
    if (add) g[i] = g[i] + out.get((row + static_cast<std::size_t>(i)) << shift);
  }
  if (shift == 0) return store_two(out, row, g);
  for (int i = 0; i < 2; ++i) out.set((row + static_cast<std::size_t>(i)) << shift, g[i]);
}

// inner >= kTile: a block takes `tiles` tiles of one outer index; its sum to partial[block].
__global__ void __launch_bounds__(kThreads)
    inner_kernel(TermList list, unsigned inner_bits, unsigned tiles, ConstPlanes weights, K* partial) {
  SQUALL_SHARED(ColumnTerm, shared);
  Window window(list, shared);
  const std::size_t first = std::size_t(blockIdx.x) * tiles * kTile + 2 * threadIdx.x;
  ExtDot<Lane> total;
  for (unsigned tile = 0; tile < tiles; ++tile) {
    const std::size_t row = first + tile * kTile, inner = row & ((std::size_t(1) << inner_bits) - 1);
    Wide g[2], weight[2];
    window.sum(row, true, g);
    load_two(weights, inner, weight);
    for (int i = 0; i < 2; ++i) total.add(g[i], weight[i]);
  }
  // The window becomes the sum's: block_sum waits before it writes.
  const Wide sum = block_sum(total.reduce(), reinterpret_cast<std::uint32_t*>(shared));
  if (threadIdx.x == 0) partial[blockIdx.x] = narrow(sum);
}

// `parts` partial sums in a row make one element.
__global__ void __launch_bounds__(kThreads)
    add_parts_kernel(const K* partial, std::size_t parts, std::size_t count, Planes out) {
  const std::size_t i = std::size_t(blockIdx.x) * kThreads + threadIdx.x;
  if (i >= count) return;
  Wide sum;
  for (std::size_t p = 0; p < parts; ++p) sum = sum + wide(partial[i * parts + p]);
  out.set(i, sum);
}

// Short inner ranges: a block takes one tile, whole ranges of 2^inner_bits < kTile rows.
__global__ void __launch_bounds__(kThreads)
    short_inner_kernel(TermList list, std::size_t rows, unsigned inner_bits, ConstPlanes weights, Planes out) {
  SQUALL_SHARED(ColumnTerm, shared);
  Window window(list, shared);
  K* parts = reinterpret_cast<K*>(shared + kWindow);
  const std::size_t row = std::size_t(blockIdx.x) * kTile + 2 * threadIdx.x;
  Wide g[2];
  window.sum(row, row < rows, g);
  for (int i = 0; i < 2; ++i) {
    g[i] = mul_ext(g[i], weights.get((row + static_cast<std::size_t>(i)) & ((std::size_t(1) << inner_bits) - 1)));
  }
  if (inner_bits == 0) {
    if (row < rows) store_two(out, row, g);
    return;
  }
  parts[threadIdx.x] = narrow(g[0] + g[1]);
  __syncthreads();
  const std::size_t outer = (std::size_t(blockIdx.x) * kTile >> inner_bits) + threadIdx.x;
  if (threadIdx.x >= kTile >> inner_bits || outer >= rows >> inner_bits) return;
  const unsigned count = 1u << (inner_bits - 1);
  Wide sum;
  for (unsigned p = 0; p < count; ++p) sum = sum + wide(parts[threadIdx.x * count + p]);
  out.set(outer, sum);
}

// A block takes `steps` steps of `stride` outer indices each: a strip of kTile inner indices of one, or, where inner
// ranges are short, all of several. Grid: strips, parts. Its sums to out + part * part_size.
struct OuterShape {
  std::size_t outer, inner;  // sizes
  std::size_t stride, steps;
};
__global__ void __launch_bounds__(kThreads)
    outer_kernel(TermList list, OuterShape shape, ConstPlanes weights, Planes out, std::size_t part_size) {
  SQUALL_SHARED(ColumnTerm, shared);
  Window window(list, shared);
  K* parts = reinterpret_cast<K*>(shared + kWindow);
  const std::size_t in_tile = std::size_t(blockIdx.x) * kTile + 2 * threadIdx.x;
  const std::size_t inner = in_tile & (shape.inner - 1);
  const std::size_t first = blockIdx.y * shape.steps * shape.stride + in_tile / shape.inner;
  ExtDot<Lane> total[2];
  for (std::size_t step = 0; step < shape.steps; ++step) {
    const std::size_t outer = first + step * shape.stride;
    const bool active = outer < shape.outer;
    Wide g[2];
    window.sum(outer * shape.inner + inner, active, g);
    const ExtRows<Lane> weight(active ? weights.get(outer) : Wide());
    for (int i = 0; i < 2; ++i) total[i].add(g[i], weight);
  }
  const Planes target = out.from(blockIdx.y * part_size);
  for (int i = 0; i < 2; ++i) {
    Wide sum = total[i].reduce();
    if (shape.stride > 1) {
      __syncthreads();
      parts[threadIdx.x] = narrow(sum);
      __syncthreads();
      sum = Wide();
      for (std::size_t t = threadIdx.x; 2 * threadIdx.x < shape.inner && t < kThreads; t += shape.inner / 2) {
        sum = sum + wide(parts[t]);
      }
    }
    if (in_tile < shape.inner) target.set(inner + static_cast<std::size_t>(i), sum);
  }
}

__global__ void __launch_bounds__(kThreads)
    add_tables_kernel(ConstPlanes parts, std::size_t count, std::size_t size, Planes out) {
  const std::size_t i = std::size_t(blockIdx.x) * kThreads + threadIdx.x;
  if (i >= size) return;
  Wide sum = parts.get(i);
  for (std::size_t p = 1; p < count; ++p) sum = sum + parts.get(p * size + i);
  out.set(i, sum);
}

// Tiles per block of inner_kernel.
unsigned inner_tiles(unsigned outer_bits, unsigned inner_bits) {
  const std::size_t tiles = (std::size_t(1) << (outer_bits + inner_bits)) / kTile;
  const std::size_t most = std::min<std::size_t>(8, (std::size_t(1) << inner_bits) / kTile);
  return static_cast<unsigned>(std::clamp<std::size_t>(tiles / kEnoughBlocks, 1, most));
}

struct OuterPlan {
  OuterShape shape;
  std::size_t strips, parts;
};
OuterPlan outer_plan(unsigned outer_bits, unsigned inner_bits) {
  OuterPlan plan{};
  plan.shape.outer = std::size_t(1) << outer_bits;
  plan.shape.inner = std::size_t(1) << inner_bits;
  plan.shape.stride = std::max<std::size_t>(1, kTile >> inner_bits);
  plan.strips = std::max<std::size_t>(1, plan.shape.inner / kTile);
  const std::size_t steps = std::max<std::size_t>(1, plan.shape.outer / plan.shape.stride);
  plan.parts = std::clamp<std::size_t>(kEnoughBlocks / plan.strips, 1, steps);
  plan.shape.steps = steps / plan.parts;
  return plan;
}

Cost cost_of(const ColumnTerms& terms, std::size_t rows, double bytes, double slots_per_row) {
  const double cells = terms.cells(rows);
  return {4 * cells + bytes, 2 * 5 * cells + slots_per_row * static_cast<double>(rows)};
}

}  // namespace

ColumnTerms::ColumnTerms(Gpu& gpu, std::vector<ColumnTerm> terms) {
  while (terms.size() % kUnroll != 0) terms.push_back({nullptr, 0, K(0)});
  for (const ColumnTerm& term : terms) rows_.push_back(term.rows);
  terms_ = gpu.copy(terms);
}

std::size_t ColumnTerms::bytes(std::size_t columns) {
  return Pool::rounded((columns + kUnroll - 1) / kUnroll * kUnroll * sizeof(ColumnTerm));
}

double ColumnTerms::cells(std::size_t rows) const {
  double sum = 0;
  for (const std::size_t used : rows_) sum += static_cast<double>(std::min(rows, used));
  return sum;
}

void combine(Gpu& gpu, const ColumnTerms& terms, std::size_t rows, const Planes& out, unsigned shift, bool add) {
  const Cost cost = cost_of(terms, rows, (add ? 40.0 : 20.0) * static_cast<double>(rows), 25);
  gpu.launch({"combine columns", blocks_for(rows, kTile), kThreads, kWindowBytes, cost}, combine_kernel,
             TermList{terms.data(), terms.size()}, rows, out, shift, add);
}

void combine_inner(Gpu& gpu, const ColumnTerms& terms, unsigned outer_bits, unsigned inner_bits,
                   const ConstPlanes& weights, const Planes& out) {
  const std::size_t rows = std::size_t(1) << (outer_bits + inner_bits), outer = std::size_t(1) << outer_bits;
  const TermList list{terms.data(), terms.size()};
  const Cost cost = cost_of(terms, rows, 20.0 * static_cast<double>(outer), 25 + kSlotsMulExtension);
  if (std::size_t(1) << inner_bits < kTile) {
    gpu.launch({"combine columns over y", blocks_for(rows, kTile), kThreads, kWindowBytes + kPartBytes, cost},
               short_inner_kernel, list, rows, inner_bits, weights, out);
    return;
  }
  const unsigned tiles = inner_tiles(outer_bits, inner_bits);
  const std::size_t blocks = rows / kTile / tiles;
  DeviceBuffer<K> partial = gpu.buffer<K>(blocks);
  gpu.launch({"combine columns over y", static_cast<unsigned>(blocks), kThreads, kWindowBytes, cost}, inner_kernel,
             list, inner_bits, tiles, weights, partial.data());
  gpu.launch({"add partial sums", blocks_for(outer, kThreads), kThreads, 0, {20.0 * static_cast<double>(blocks), 0}},
             add_parts_kernel, static_cast<const K*>(partial.data()), blocks / outer, outer, out);
}

std::size_t combine_inner_memory(unsigned outer_bits, unsigned inner_bits) {
  if (std::size_t(1) << inner_bits < kTile) return 0;
  const std::size_t rows = std::size_t(1) << (outer_bits + inner_bits);
  return Pool::rounded(rows / kTile / inner_tiles(outer_bits, inner_bits) * sizeof(K));
}

void combine_outer(Gpu& gpu, const ColumnTerms& terms, unsigned outer_bits, unsigned inner_bits,
                   const ConstPlanes& weights, const Planes& out) {
  check(inner_bits > 0, "two rows per thread");
  const OuterPlan plan = outer_plan(outer_bits, inner_bits);
  const std::size_t inner = plan.shape.inner;
  const Cost cost =
      cost_of(terms, inner << outer_bits, 20.0 * static_cast<double>(plan.parts * inner), 25 + kSlotsMulExtension);
  Table partial;
  if (plan.parts > 1) partial = Table(gpu, plan.parts * inner);
  gpu.launch({"combine columns over slots",
              {static_cast<unsigned>(plan.strips), static_cast<unsigned>(plan.parts)},
              kThreads,
              kWindowBytes + kPartBytes,
              cost},
             outer_kernel, TermList{terms.data(), terms.size()}, plan.shape, weights,
             plan.parts > 1 ? partial.planes() : out, inner);
  if (plan.parts == 1) return;
  gpu.launch({"add partial tables",
              blocks_for(inner, kThreads),
              kThreads,
              0,
              {20.0 * static_cast<double>(plan.parts * inner), 0}},
             add_tables_kernel, std::as_const(partial).planes(), plan.parts, inner, out);
}

std::size_t combine_outer_memory(unsigned outer_bits, unsigned inner_bits) {
  const OuterPlan plan = outer_plan(outer_bits, inner_bits);
  return plan.parts > 1 ? Pool::rounded(Table::bytes(plan.parts * plan.shape.inner)) : 0;
}

}  // namespace squall::cuda
