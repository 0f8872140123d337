#include <algorithm>

#include "backend/common/skip.hpp"
#include "cuda/zerocheck/round_kernels.hpp"

namespace squall::cuda {
namespace {

// Blocks take one (piece, X) after the other, so that scratch memory is bounded.
__global__ void __launch_bounds__(kRowThreads, 4) round_kernel(RoundArguments a) {
  SQUALL_SHARED(std::uint32_t, words);
  const unsigned values = a.points + 2;
  const std::size_t threads = std::size_t(gridDim.x) * kRowThreads;
  Fp* slots = a.scratch + std::size_t(blockIdx.x) * kRowThreads + threadIdx.x;
  SQUALL_ROLL
  for (unsigned item = blockIdx.x; item < a.piece_count * values; item += gridDim.x) {
    const Piece piece = a.pieces[item / values];
    const unsigned x = item % values;
    const OpenInstance& instance = a.instances[piece.instance];
    const std::size_t y = piece.begin + threadIdx.x;
    const bool helpers = x >= a.points;
    Wide sum;
    if (y < piece.end) {
      const RoundRow row{instance.cells + y, instance.stride, piece.offset, helpers ? x - a.points : x, slots, threads};
      sum = helpers ? instance.rows.helper_total(row) : mul_ext(instance.rows.total(row), instance.rest.get(y));
    }
    sum = block_sum(sum, words);
    if (threadIdx.x == 0) a.partial[item] = narrow(mul_ext(sum, wide(helpers ? instance.nu : instance.mu)));
  }
}

__global__ void __launch_bounds__(kRowThreads)
    omega_kernel(const RowInstance* from, const OpenInstance* to, const Piece* pieces, const K* lagrange) {
  SQUALL_SHARED(std::uint32_t, words);
  for (unsigned i = threadIdx.x; i < 5 * kSkipSize; i += kRowThreads) words[i] = lagrange[i / 5].c[i % 5].raw();
  __syncthreads();
  const Piece piece = pieces[blockIdx.x];
  const std::size_t y = piece.begin + threadIdx.x;
  if (y >= piece.end) return;
  const RowInstance& source = from[piece.instance];
  const OpenInstance& target = to[piece.instance];
  const Fp* column = source.columns[blockIdx.y] + y;
  const auto weight = [&](unsigned s) {
    Wide w;
    for (unsigned k = 0; k < 5; ++k) w.c[k] = Lane::from_raw(words[5 * s + k]);
    return w;
  };
  ExtDot<Lane> dot;
  for (unsigned s = 0; s < kSkipSize; s += 2) {
    dot.add2(Lane::load(column + s * source.step), weight(s), Lane::load(column + (s + 1) * source.step),
             weight(s + 1));
  }
  Planes{target.cells + std::size_t(5) * blockIdx.y * target.stride, target.stride}.set(y, dot.reduce());
}

struct Challenge {
  K z;
};
__global__ void __launch_bounds__(kRowThreads)
    bind_kernel(const OpenInstance* instances, const Piece* pieces, Challenge challenge) {
  const Piece piece = pieces[blockIdx.x];
  const OpenInstance& instance = instances[piece.instance];
  const ExtRows<Lane> z(wide(challenge.z));
  const std::uint32_t half = piece.offset;
  for (std::uint32_t e = piece.begin + threadIdx.x; e < piece.end; e += kRowThreads) {
    const std::size_t column = e / half, row = e % half;
    const Planes planes{instance.cells + 5 * column * instance.stride, instance.stride};
    const Wide low = planes.get(row), high = planes.get(row + half);
    planes.set(row, low + mul_ext(high - low, z));
  }
}

__global__ void __launch_bounds__(kRowThreads) halve_kernel(HalvedTables t) {
  const std::size_t i = std::size_t(blockIdx.x) * kRowThreads + threadIdx.x;
  const std::size_t half = t.halves[blockIdx.y];
  if (i >= half) return;
  const Planes planes = t.tables[blockIdx.y];
  planes.set(i, planes.get(i) + planes.get(i + half));
}

__global__ void __launch_bounds__(kRowThreads)
    gather_kernel(const OpenInstance* instances, const Piece* pieces, K* rows) {
  const Piece piece = pieces[blockIdx.x];
  const OpenInstance& instance = instances[piece.instance];
  for (std::uint32_t c = threadIdx.x; c < piece.end; c += kRowThreads) {
    rows[piece.begin + c] =
        narrow(ConstPlanes{instance.cells + std::size_t(5) * c * instance.stride, instance.stride}.get(0));
  }
}

}  // namespace

void round_sums(Gpu& gpu, unsigned blocks, const Cost& cost, const RoundArguments& arguments) {
  gpu.launch({"zerocheck round", blocks, kRowThreads, 32 * 5 * sizeof(Fp), cost}, round_kernel, arguments);
}

void bind_omega(Gpu& gpu, const RowInstance* from, const OpenInstance* to, const Piece* pieces, unsigned piece_count,
                unsigned columns, const K* lagrange, const Cost& cost) {
  gpu.launch({"bind omega", {piece_count, columns}, kRowThreads, 5 * kSkipSize * sizeof(Fp), cost}, omega_kernel, from,
             to, pieces, lagrange);
}

void bind_variable(Gpu& gpu, const OpenInstance* instances, const Piece* pieces, unsigned piece_count, const K& z,
                   const Cost& cost) {
  gpu.launch({"zerocheck bind", piece_count, kRowThreads, 0, cost}, bind_kernel, instances, pieces, Challenge{z});
}

void halve_tables(Gpu& gpu, const HalvedTables& tables, unsigned count) {
  std::size_t most = 0, all = 0;
  for (unsigned i = 0; i < count; ++i) {
    most = std::max(most, tables.halves[i]);
    all += tables.halves[i];
  }
  if (count == 0) return;
  gpu.launch(
      {"halve eq tables", {blocks_for(most, kRowThreads), count}, kRowThreads, 0, {60.0 * static_cast<double>(all), 0}},
      halve_kernel, tables);
}

void gather_rows(Gpu& gpu, const OpenInstance* instances, const Piece* pieces, unsigned piece_count,
                 std::size_t columns, K* rows) {
  const Cost cost{2.0 * sizeof(K) * static_cast<double>(columns), 0};
  gpu.launch({"gather rows", piece_count, kRowThreads, 0, cost}, gather_kernel, instances, pieces, rows);
}

}  // namespace squall::cuda
