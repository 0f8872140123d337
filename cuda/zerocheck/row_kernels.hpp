#pragma once

// The two kernels over rows in Fp, for any way to evaluate a chip on a row: `Rows` is a CompiledRows or an
// InterpretedRows.

#include "cuda/field/reduce.hpp"
#include "cuda/zerocheck/arguments.hpp"
#include "cuda/zerocheck/inverse.hpp"

namespace squall::cuda {

// The sum over a warp's lanes, in lane 0.
__device__ __forceinline__ Wide warp_sum(Wide x) {
  for (unsigned distance = 16; distance > 0; distance /= 2) {
    Wide other;
    for (int k = 0; k < 5; ++k) other.c[k] = Lane::from_raw(__shfl_down_sync(0xffffffffu, x.c[k].raw(), distance));
    x = x + other;
  }
  return x;
}

struct TraceRow {
  const Fp* const* columns;
  std::size_t row;
  Fp* slots;  // slot i at slots[i * stride]
  std::size_t stride;
  SQUALL_DEVICE Lane operator()(std::uint32_t c) const { return Lane::load(columns[c] + row); }
  SQUALL_DEVICE Lane get(std::uint32_t i) const { return Lane::load(slots + i * stride); }
  SQUALL_DEVICE void set(std::uint32_t i, Lane x) const { x.store(slots + i * stride); }
};

struct TileRow {
  Fp* cells;  // column or slot i at cells[i * stride]
  std::size_t stride;
  std::uint32_t columns;
  SQUALL_DEVICE Lane operator()(std::uint32_t c) const { return Lane::load(cells + c * stride); }
  SQUALL_DEVICE Lane get(std::uint32_t i) const { return Lane::load(cells + (columns + i) * stride); }
  SQUALL_DEVICE void set(std::uint32_t i, Lane x) const { x.store(cells + (columns + i) * stride); }
};

// Memory of a thread for the fractions of a row: word i at words[i * stride].
struct Stash {
  Fp* words;
  std::size_t stride;
  SQUALL_DEVICE void set(unsigned place, const Wide& x) const {
    for (unsigned k = 0; k < 5; ++k) x.c[k].store(words + (5 * place + k) * stride);
  }
  SQUALL_DEVICE Wide get(unsigned place) const {
    Wide x;
    for (unsigned k = 0; k < 5; ++k) x.c[k] = Lane::load(words + (5 * place + k) * stride);
    return x;
  }
};

// h = sum_i m_i / phi_i per group, written to the helper columns. One inversion per row: prefix products over groups.
// Returns the sum of the row's helpers.
template <class Rows, class Row>
SQUALL_DEVICE Wide fill_row(const Rows& rows, const Row& row, unsigned groups, const Stash& stash, Fp* const* helpers,
                            std::size_t at) {
  Wide running(Lane(Fp(1)));
  rows.fractions(row, [&](unsigned g, const Wide& numerator, const Wide& denominator) {
    stash.set(3 * g, numerator);
    stash.set(3 * g + 1, denominator);
    stash.set(3 * g + 2, running);
    running = mul_ext(running, denominator);
  });
  running = inverse(running);
  Wide sum;
  SQUALL_ROLL
  for (unsigned g = groups; g-- > 0;) {
    const ExtRows<Lane> rest(running);
    const Wide h = mul_ext(stash.get(3 * g), mul_ext(stash.get(3 * g + 2), rest));
    running = mul_ext(stash.get(3 * g + 1), rest);
    for (unsigned k = 0; k < 5; ++k) h.c[k].store(helpers[5 * g + k] + at);
    sum = sum + h;
  }
  return sum;
}

template <class Rows>
__global__ void __launch_bounds__(kRowThreads, Rows::kHelperBlocks) helpers_kernel(HelperArguments a, Rows rows) {
  SQUALL_SHARED(std::uint32_t, shared);
  const Piece piece = a.pieces[blockIdx.x];
  const RowInstance& instance = a.instances[piece.instance];
  Stash stash{reinterpret_cast<Fp*>(shared) + threadIdx.x, kRowThreads};
  Fp* slots = nullptr;
  if (!Rows::kCompiled) {
    stash = {a.scratch + std::size_t(blockIdx.x) * kRowThreads + threadIdx.x, std::size_t(gridDim.x) * kRowThreads};
    slots = stash.words + 15 * a.groups * stash.stride;
  }
  Wide sum;
  // One row per thread: a loop would keep coefficients in registers, and there are more of them than registers.
  const std::size_t row = piece.begin + threadIdx.x;
  if (row < piece.end) {
    const TraceRow values{instance.columns, row, slots, stash.stride};
    sum = fill_row(rows, values, a.groups, stash, instance.helpers, row);
  }
  __syncthreads();
  sum = block_sum(sum, shared);
  if (threadIdx.x == 0) a.totals[blockIdx.x] = narrow(sum);
}

// Block (x, y, z): piece x, coset z, a point per warp.
template <class Rows>
__global__ void __launch_bounds__(kRowThreads, Rows::kSkipBlocks) points_kernel(SkipArguments a, Rows rows) {
  const Piece piece = a.pieces[blockIdx.x];
  const RowInstance& instance = a.instances[piece.instance];
  const unsigned lane = threadIdx.x % 32;
  const std::size_t per_coset = std::size_t(gridDim.y) * kPointsPerBlock, points = per_coset * gridDim.z;
  const std::size_t point = blockIdx.z * per_coset + blockIdx.y * kPointsPerBlock + threadIdx.x / 32;
  const unsigned y = piece.begin + lane;
  Wide sum;
  if (y < piece.end) {
    const TileRow row{a.tile + point * a.stride + piece.offset + lane, points * a.stride, a.columns};
    sum = mul_ext(rows.total(row), instance.weights.get(y));
  }
  sum = warp_sum(sum);
  if (lane == 0) {
    K& total = a.partial[blockIdx.x * points + point];
    total = narrow(wide(total) + mul_ext(sum, wide(instance.mu)));
  }
}

}  // namespace squall::cuda
