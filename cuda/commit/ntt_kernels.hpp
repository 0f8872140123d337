#pragma once

// The two passes of an encoding. A tile is what a block of threads holds in shared memory; every thread has 32 of its
// words in registers, and between two blocks of levels the tile is exchanged through shared memory.

#include "cuda/commit/butterflies.hpp"
#include "field/koalabear.hpp"

namespace squall::cuda {

inline constexpr unsigned kLogLocal = 12;  // tiles of the fast local pass
inline constexpr unsigned kLocalThreads = 256;
inline constexpr unsigned kSmallThreads = 256;
inline constexpr unsigned kMaxRegisterLevels = 5;  // of a strided pass without shared memory
inline constexpr std::uint32_t kUnwanted = ~std::uint32_t(0);

// Element k of a group of 2^kLevels words of a tile that differ in the bits from kLowest on.
template <unsigned kLowest, unsigned kLevels>
__device__ __forceinline__ std::uint32_t element(std::uint32_t group, std::uint32_t k) {
  constexpr std::uint32_t kBelow = (1u << kLowest) - 1;
  return (group >> kLowest) << (kLowest + kLevels) | k << kLowest | (group & kBelow);
}

struct StridedPass {
  const Fp* source;
  std::size_t source_stride;
  std::uint32_t* target;
  std::size_t target_stride;
  const ShoupPair* twiddles;
  const std::uint32_t* slots;  // where a tile of the local pass goes, or kUnwanted; null: where it belongs
  unsigned local;
  unsigned log_copies;

  // Stores word k of the group of words from row `first` on: rows are tiles of the local pass.
  template <unsigned kCount>
  __device__ __forceinline__ void store(const std::uint32_t (&v)[kCount], std::uint32_t first, std::size_t lane) const {
    std::uint32_t* column = target + blockIdx.y * target_stride + lane;
    SQUALL_UNROLL
    for (std::uint32_t k = 0; k < kCount; ++k) {
      const std::uint32_t slot = slots ? __ldg(slots + first + k) : first + k;
      if (slot != kUnwanted) column[std::size_t(slot) << local] = v[k];
    }
  }
};

// Few levels: a thread holds all rows of one lane. Grid: lanes, columns, copies.
template <unsigned kLevels>
__global__ void __launch_bounds__(256) strided_registers_kernel(StridedPass pass) {
  const std::size_t lane = std::size_t(blockIdx.x) * blockDim.x + threadIdx.x;
  const Fp* column = pass.source + blockIdx.y * pass.source_stride + lane;
  std::uint32_t v[1][1u << kLevels];
  SQUALL_UNROLL
  for (std::uint32_t k = 0; k < 1u << kLevels; ++k) v[0][k] = column[std::size_t(k) << pass.local].canonical();
  butterflies<kLevels>(v, pass.twiddles, blockIdx.z);
  pass.store(v[0], blockIdx.z << kLevels, lane);
}

// More levels, in two or three blocks of at most five. The tile is [row][lane]. Grid: copies, fastest, so that the
// source is read from device memory once, for each group of lanes; columns.
template <unsigned kLogLanes, unsigned kFirst, unsigned kMiddle, unsigned kLast>
struct StridedTile {
  static constexpr unsigned kLevels = kFirst + kMiddle + kLast, kBits = kLogLanes + kLevels;
  static constexpr unsigned kThreads = 1u << (kBits - 5);
  static constexpr std::size_t kBytes = sizeof(std::uint32_t) << kBits;

  // Banks: in the last block of levels a warp has few lanes and several rows that lie 2^kLast apart; the numbers of
  // these rows become part of the bank.
  static __device__ __forceinline__ std::uint32_t at(std::uint32_t i) {
    return i ^ (i >> (kLogLanes + kLast) << kLogLanes & 31);
  }
  // The registers of a thread: groups of 2^kCount words that go through kCount levels together, kArrays groups with the
  // same constants.
  template <unsigned kCount, unsigned kArrays>
  using Registers = std::uint32_t[(32 >> kCount) / kArrays][kArrays][1u << kCount];

  // Calls visit(word, its number in the tile) for all of them.
  template <unsigned kLowest, unsigned kCount, unsigned kArrays, class Visit>
  static __device__ __forceinline__ void for_each(Registers<kCount, kArrays>& v, const Visit& visit) {
    SQUALL_UNROLL
    for (unsigned g = 0; g < 32 >> kCount; ++g) {
      SQUALL_UNROLL
      for (std::uint32_t k = 0; k < 1u << kCount; ++k) {
        visit(v[g / kArrays][g % kArrays][k], element<kLowest, kCount>(threadIdx.x + g * kThreads, k));
      }
    }
  }

  static __device__ __forceinline__ void first(const StridedPass& pass, std::uint32_t copy, std::size_t lane0,
                                               std::uint32_t* tile) {
    constexpr unsigned kLowest = kBits - kFirst, kGroups = 32 >> kFirst;
    const Fp* column = pass.source + blockIdx.y * pass.source_stride + lane0;
    Registers<kFirst, kGroups> v;
    for_each<kLowest, kFirst, kGroups>(v, [&](std::uint32_t& word, std::uint32_t i) {
      word = column[(std::size_t(i >> kLogLanes) << pass.local) + (i & ((1u << kLogLanes) - 1))].canonical();
    });
    butterflies<kFirst>(v[0], pass.twiddles, copy);
    for_each<kLowest, kFirst, kGroups>(v, [&](std::uint32_t word, std::uint32_t i) { tile[at(i)] = word; });
  }
  static __device__ __forceinline__ void middle(const StridedPass& pass, std::uint32_t copy, std::uint32_t* tile) {
    constexpr unsigned kLowest = kLogLanes + kLast;
    Registers<kMiddle, 1> v;
    for_each<kLowest, kMiddle, 1>(v, [&](std::uint32_t& word, std::uint32_t i) { word = tile[at(i)]; });
    SQUALL_UNROLL
    for (unsigned g = 0; g < 32 >> kMiddle; ++g) {
      const std::uint32_t row = (threadIdx.x + g * kThreads) >> kLowest;
      butterflies<kMiddle>(v[g], pass.twiddles, copy << kFirst | row);
    }
    for_each<kLowest, kMiddle, 1>(v, [&](std::uint32_t word, std::uint32_t i) { tile[at(i)] = word; });
  }
  static __device__ __forceinline__ void last(const StridedPass& pass, std::uint32_t copy, std::size_t lane0,
                                              const std::uint32_t* tile) {
    Registers<kLast, 1> v;
    for_each<kLogLanes, kLast, 1>(v, [&](std::uint32_t& word, std::uint32_t i) { word = tile[at(i)]; });
    SQUALL_UNROLL
    for (unsigned g = 0; g < 32 >> kLast; ++g) {
      const std::uint32_t group = threadIdx.x + g * kThreads;
      const std::uint32_t block = copy << (kFirst + kMiddle) | group >> kLogLanes;
      butterflies<kLast>(v[g], pass.twiddles, block);
      pass.store(v[g][0], block << kLast, lane0 + (group & ((1u << kLogLanes) - 1)));
    }
  }
};

template <unsigned kLogLanes, unsigned kFirst, unsigned kMiddle, unsigned kLast>
__global__ void __launch_bounds__(StridedTile<kLogLanes, kFirst, kMiddle, kLast>::kThreads,
                                  1024 / StridedTile<kLogLanes, kFirst, kMiddle, kLast>::kThreads)
    strided_kernel(StridedPass pass) {
  using Tile = StridedTile<kLogLanes, kFirst, kMiddle, kLast>;
  SQUALL_SHARED(std::uint32_t, tile);
  const std::uint32_t copy = blockIdx.x & ((1u << pass.log_copies) - 1);
  const std::size_t lane0 = std::size_t(blockIdx.x >> pass.log_copies) << kLogLanes;
  Tile::first(pass, copy, lane0, tile);
  __syncthreads();
  if constexpr (kMiddle > 0) {
    Tile::middle(pass, copy, tile);
    __syncthreads();
  }
  Tile::last(pass, copy, lane0, tile);
}

struct LocalPass {
  const void* source;  // Fp if `montgomery`, else canonical words; may be the target
  std::size_t source_stride;
  bool montgomery;
  bool from_start;  // every tile is made from the first 2^local words of a column, else from the words at its place
  std::uint32_t* target;
  std::size_t target_stride;
  const ShoupPair* twiddles;
  const std::uint32_t* tiles;  // tile i of the target is tile number tiles[i]; null: number i
  std::size_t columns;
  unsigned local;

  __device__ __forceinline__ std::size_t number(std::uint32_t i) const { return tiles ? __ldg(tiles + i) : i; }
  // Word i of a tile of column c, where `offset` is that tile's place in the source.
  __device__ __forceinline__ std::uint32_t load(std::size_t c, std::size_t offset, std::uint32_t i) const {
    const std::uint32_t word = static_cast<const std::uint32_t*>(source)[c * source_stride + offset + i];
    return montgomery ? Fp::from_raw(word).canonical() : word;
  }
};

// Tiles of 2^12 words, two columns at a time, so that both use the same constants. Grid: pairs of columns, tiles.
static __device__ __forceinline__ std::uint32_t local_bank(std::uint32_t i) { return i ^ (i >> 4 & 31); }

template <unsigned kLowest>
__device__ __forceinline__ void local_levels(std::uint32_t* tile, const ShoupPair* twiddles, std::size_t number) {
  std::uint32_t v[2][16];
  SQUALL_UNROLL
  for (std::uint32_t k = 0; k < 16; ++k) {
    const std::uint32_t i = local_bank(element<kLowest, 4>(threadIdx.x, k));
    v[0][k] = tile[i];
    v[1][k] = tile[i + (1u << kLogLocal)];
  }
  butterflies<4>(v, twiddles, number << (kLogLocal - 4 - kLowest) | threadIdx.x >> kLowest);
  SQUALL_UNROLL
  for (std::uint32_t k = 0; k < 16; ++k) {
    const std::uint32_t i = local_bank(element<kLowest, 4>(threadIdx.x, k));
    tile[i] = v[0][k];
    tile[i + (1u << kLogLocal)] = v[1][k];
  }
}

static __global__ void __launch_bounds__(kLocalThreads, 4) local_kernel(LocalPass pass) {
  SQUALL_SHARED(std::uint32_t, tile);
  const std::size_t c = 2 * std::size_t(blockIdx.x), target_offset = std::size_t(blockIdx.y) << kLogLocal;
  const std::size_t number = pass.number(blockIdx.y), source_offset = pass.from_start ? 0 : target_offset;
  const bool two = c + 1 < pass.columns;
  std::uint32_t v[2][16];
  SQUALL_UNROLL
  for (std::uint32_t k = 0; k < 16; ++k) {
    v[0][k] = pass.load(c, source_offset, element<8, 4>(threadIdx.x, k));
    v[1][k] = pass.load(two ? c + 1 : c, source_offset, element<8, 4>(threadIdx.x, k));
  }
  butterflies<4>(v, pass.twiddles, number);
  SQUALL_UNROLL
  for (std::uint32_t k = 0; k < 16; ++k) {
    const std::uint32_t i = local_bank(element<8, 4>(threadIdx.x, k));
    tile[i] = v[0][k];
    tile[i + (1u << kLogLocal)] = v[1][k];
  }
  __syncthreads();
  // From here on sixteen threads share 256 words: half a warp's own.
  local_levels<4>(tile, pass.twiddles, number);
  __syncwarp();
  local_levels<0>(tile, pass.twiddles, number);
  __syncwarp();
  std::uint32_t* out = pass.target + c * pass.target_stride + target_offset;
  SQUALL_UNROLL
  for (std::uint32_t k = 0; k < 16; ++k) {  // a warp's 512 words, side by side
    const std::uint32_t i = (threadIdx.x / 32) << 9 | k << 5 | threadIdx.x % 32;
    out[i] = tile[local_bank(i)];
    if (two) out[pass.target_stride + i] = tile[local_bank(i) + (1u << kLogLocal)];
  }
}

// Tiles of any size up to 2^12 words, level by level. Grid: columns, tiles.
static __global__ void __launch_bounds__(kSmallThreads) small_kernel(LocalPass pass) {
  SQUALL_SHARED(std::uint32_t, tile);
  const std::uint32_t size = 1u << pass.local;
  const std::size_t number = pass.number(blockIdx.y), target_offset = std::size_t(blockIdx.y) << pass.local;
  const std::size_t source_offset = pass.from_start ? 0 : target_offset;
  for (std::uint32_t i = threadIdx.x; i < size; i += blockDim.x) tile[i] = pass.load(blockIdx.x, source_offset, i);
  for (unsigned level = 0; level < pass.local; ++level) {
    __syncthreads();
    const unsigned log_half = pass.local - 1 - level;
    for (std::uint32_t i = threadIdx.x; i < size / 2; i += blockDim.x) {
      const std::uint32_t block = i >> log_half, low = (block << (log_half + 1)) | (i & ((1u << log_half) - 1));
      std::uint32_t v[1][2] = {{tile[low], tile[low + (1u << log_half)]}};
      butterflies<1>(v, pass.twiddles, number << level | block);
      tile[low] = v[0][0];
      tile[low + (1u << log_half)] = v[0][1];
    }
  }
  __syncthreads();
  std::uint32_t* out = pass.target + blockIdx.x * pass.target_stride + target_offset;
  for (std::uint32_t i = threadIdx.x; i < size; i += blockDim.x) out[i] = tile[i];
}

}  // namespace squall::cuda
