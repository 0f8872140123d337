#include <algorithm>

#include "base/check.hpp"
#include "cuda/commit/ntt.hpp"
#include "cuda/commit/ntt_kernels.hpp"

namespace squall::cuda {
namespace {

constexpr std::size_t kMaxGrid = 65535;  // in its second dimension

// Where the result goes: whole columns, or chosen tiles of the local pass.
struct Destination {
  const std::uint32_t* slots = nullptr;  // per tile
  const std::uint32_t* tiles = nullptr;  // per slot
  std::size_t tile_count;
};

Cost strided_cost(const Encoding& e, const NttPlan& plan, std::size_t words) {
  const double columns = static_cast<double>(e.columns), read = std::size_t(1) << e.log_rows;
  const double computed = read * (1u << e.log_blowup);
  return {4 * columns * (read + static_cast<double>(words)),
          columns * computed * (plan.strided * kSlotsShoup / 2 + kSlotsMul)};
}

template <unsigned kLevels>
void strided_in_registers(Gpu& gpu, const StridedPass& pass, const Encoding& e, const Cost& cost) {
  const std::size_t lanes = std::size_t(1) << pass.local;
  const unsigned threads = static_cast<unsigned>(std::min<std::size_t>(lanes, 256));
  gpu.launch({"transform, first levels",
              {static_cast<unsigned>(lanes / threads), static_cast<unsigned>(e.columns), 1u << e.log_blowup},
              threads,
              0,
              cost},
             strided_registers_kernel<kLevels>, pass);
}

template <unsigned kLogLanes, unsigned kFirst, unsigned kMiddle, unsigned kLast>
void strided_in_tiles(Gpu& gpu, const StridedPass& pass, const Encoding& e, const Cost& cost) {
  using Tile = StridedTile<kLogLanes, kFirst, kMiddle, kLast>;
  check(pass.local >= kLogLanes, "a transform too short for so many strided levels");
  gpu.launch({"transform, first levels",
              {1u << (pass.local - kLogLanes + e.log_blowup), static_cast<unsigned>(e.columns)},
              Tile::kThreads,
              Tile::kBytes,
              cost},
             strided_kernel<kLogLanes, kFirst, kMiddle, kLast>, pass);
}

void strided_pass(Gpu& gpu, const StridedPass& pass, unsigned levels, const Encoding& e, const Cost& cost) {
  switch (levels) {
    case 1:
      return strided_in_registers<1>(gpu, pass, e, cost);
    case 2:
      return strided_in_registers<2>(gpu, pass, e, cost);
    case 3:
      return strided_in_registers<3>(gpu, pass, e, cost);
    case 4:
      return strided_in_registers<4>(gpu, pass, e, cost);
    case 5:
      return strided_in_registers<5>(gpu, pass, e, cost);
    case 6:
      return strided_in_tiles<7, 3, 0, 3>(gpu, pass, e, cost);
    case 7:
      return strided_in_tiles<6, 4, 0, 3>(gpu, pass, e, cost);
    case 8:
      return strided_in_tiles<5, 4, 0, 4>(gpu, pass, e, cost);
    case 9:
      return strided_in_tiles<4, 5, 0, 4>(gpu, pass, e, cost);
    case 10:
      return strided_in_tiles<3, 5, 0, 5>(gpu, pass, e, cost);
    case 11:
      return strided_in_tiles<3, 4, 4, 3>(gpu, pass, e, cost);
    default:
      return strided_in_tiles<2, 5, 4, 3>(gpu, pass, e, cost);
  }
}

void local_pass(Gpu& gpu, LocalPass pass, std::size_t tiles) {
  const double words = static_cast<double>(pass.columns) * static_cast<double>(tiles << pass.local);
  const Cost cost{8 * words, words * (pass.local * kSlotsShoup / 2 + (pass.source ? kSlotsMul : 0))};
  const unsigned columns = static_cast<unsigned>(pass.columns), rows = static_cast<unsigned>(tiles);
  if (pass.local == kLogLocal) {
    gpu.launch({"transform, last levels",
                {(columns + 1) / 2, rows},
                kLocalThreads,
                2 * sizeof(std::uint32_t) << kLogLocal,
                cost},
               pass.source ? local_kernel<true> : local_kernel<false>, pass);
  } else {
    const unsigned threads = std::clamp(1u << pass.local >> 1, 1u, kSmallThreads);
    gpu.launch({"short transform", {columns, rows}, threads, sizeof(std::uint32_t) << pass.local, cost}, small_kernel,
               pass);
  }
}

void run(Gpu& gpu, const DeviceTwiddles& twiddles, const Encoding& e, const NttPlan& plan, const Destination& to) {
  check(plan.strided + plan.local == e.log_rows && plan.strided <= 12 && plan.local <= kLogLocal,
        "levels shared out over two passes");
  check(e.log_rows + e.log_blowup <= twiddles.log_size(), "not enough twiddles");
  check(e.columns <= kMaxGrid && to.tile_count <= kMaxGrid, "more columns or tiles than a grid has");
  const std::size_t stride = to.tile_count << plan.local;
  LocalPass local{e.source, e.source_stride, e.target, stride, twiddles.pairs(), to.tiles, e.columns, plan.local};
  if (plan.strided > 0) {
    const StridedPass strided{e.source,         e.source_stride, e.target,   stride,
                              twiddles.pairs(), to.slots,        plan.local, e.log_blowup};
    strided_pass(gpu, strided, plan.strided, e, strided_cost(e, plan, stride));
    local.source = nullptr;
  }
  local_pass(gpu, local, to.tile_count);
}

}  // namespace

NttPlan ntt_plan(unsigned log_rows) {
  const unsigned local = std::min(log_rows, kLogLocal);
  return {log_rows - local, local};
}

void encode(Gpu& gpu, const DeviceTwiddles& twiddles, const Encoding& encoding, const NttPlan& plan) {
  run(gpu, twiddles, encoding, plan,
      {nullptr, nullptr, std::size_t(1) << (encoding.log_rows + encoding.log_blowup - plan.local)});
}

void encode(Gpu& gpu, const DeviceTwiddles& twiddles, const Encoding& encoding) {
  encode(gpu, twiddles, encoding, ntt_plan(encoding.log_rows));
}

void encode_tiles(Gpu& gpu, const DeviceTwiddles& twiddles, const Encoding& encoding, const NttPlan& plan,
                  std::span<const std::uint32_t> tiles) {
  std::vector<std::uint32_t> slots(std::size_t(1) << (encoding.log_rows + encoding.log_blowup - plan.local), kUnwanted);
  for (std::size_t i = 0; i < tiles.size(); ++i) slots[tiles[i]] = static_cast<std::uint32_t>(i);
  const DeviceBuffer<std::uint32_t> on_device = gpu.copy(tiles), slots_on_device = gpu.copy(slots);
  run(gpu, twiddles, encoding, plan, {slots_on_device.data(), on_device.data(), tiles.size()});
}

std::size_t encode_tiles_memory(const NttPlan& plan, unsigned log_blowup, std::size_t tiles) {
  return Pool::rounded(tiles * sizeof(std::uint32_t)) +
         Pool::rounded(sizeof(std::uint32_t) << (plan.strided + log_blowup));
}

}  // namespace squall::cuda
