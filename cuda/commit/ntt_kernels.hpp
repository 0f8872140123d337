#pragma once

// The two passes of an encoding. A tile is what a block of threads holds in shared memory; every thread has 32 of its
// words in registers, and between two groups of levels the tile is exchanged through shared memory.
//
// Banks. Words of a tile lie at numbers swizzled by an exclusive or that is linear: at(x ^ y) = at(x) ^ at(y). With
// x ^ y = x + y for the part above the banks, most of an address is an immediate offset.

#include "cuda/commit/butterflies.hpp"
#include "cuda/field/lane.hpp"

namespace squall::cuda {

inline constexpr unsigned kLogLocal = 12;  // tiles of the fast local pass
inline constexpr unsigned kLocalThreads = 256;
inline constexpr unsigned kSmallThreads = 256;
inline constexpr std::uint32_t kUnwanted = ~std::uint32_t(0);

// The first element of a group of 2^kLevels words of a tile that differ in the bits from kLowest on: element k is
// number first + (k << kLowest).
template <unsigned kLowest, unsigned kLevels>
__device__ __forceinline__ std::uint32_t first_of(std::uint32_t group) {
  constexpr std::uint32_t kBelow = (1u << kLowest) - 1;
  return (group >> kLowest) << (kLowest + kLevels) | (group & kBelow);
}

// Element k of a group whose first element is number `first`; `at` is At::at(first).
template <class At, unsigned kLowest>
__device__ __forceinline__ std::uint32_t* place(std::uint32_t* tile, std::uint32_t at, std::uint32_t k) {
  const std::uint32_t offset = k << kLowest, swizzle = (At::at(offset) ^ offset) & 31;
  // Bit 4 of the offset is below 32 and may meet a swizzled bit of `at`; all others are zero there.
  return tile + (at ^ swizzle ^ (offset & 31)) + (offset & ~31u);
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

  // Stores the words of rows first, first + 1, ..., which are tiles of the local pass.
  template <unsigned kCount>
  __device__ __forceinline__ void store(const std::uint32_t (&v)[kCount], std::uint32_t first, std::size_t lane) const {
    std::uint32_t* column = target + blockIdx.y * target_stride + lane;
    if (slots) {
      for (std::uint32_t k = 0; k < kCount; ++k) {
        const std::uint32_t slot = __ldg(slots + first + k);
        if (slot != kUnwanted) column[std::size_t(slot) << local] = v[k];
      }
      return;
    }
    column += std::size_t(first) << local;
    SQUALL_UNROLL
    for (std::uint32_t k = 0; k < kCount; ++k) column[std::size_t(k) << local] = v[k];
  }
};

// Few levels: a thread holds all rows of one lane. Grid: lanes, columns, copies.
template <unsigned kLevels>
__global__ void __launch_bounds__(256) strided_registers_kernel(StridedPass pass) {
  const std::size_t lane = std::size_t(blockIdx.x) * blockDim.x + threadIdx.x;
  const Fp* column = pass.source + blockIdx.y * pass.source_stride + lane;
  std::uint32_t v[1][1u << kLevels];
  SQUALL_UNROLL
  for (std::uint32_t k = 0; k < 1u << kLevels; ++k) {
    v[0][k] = Lane::load(column + (std::size_t(k) << pass.local)).canonical();
  }
  butterflies<kLevels>(v, pass.twiddles, blockIdx.z);
  pass.store(v[0], blockIdx.z << kLevels, lane);
}

// More levels, in two or three groups of at most five. The tile is [row][lane]. Grid: copies, fastest, so that the
// source is read from device memory once, for each group of lanes; columns.
template <unsigned kLogLanes, unsigned kFirst, unsigned kMiddle, unsigned kLast>
struct StridedTile {
  static constexpr unsigned kLevels = kFirst + kMiddle + kLast, kBits = kLogLanes + kLevels;
  static constexpr unsigned kThreads = 1u << (kBits - 5);
  static constexpr unsigned kBlocks = kThreads > 256 ? 2 : 3;  // to a multiprocessor, at least
  static constexpr std::size_t kBytes = sizeof(std::uint32_t) << kBits;

  // In the last group of levels a warp has few lanes and several rows that lie 2^kLast apart; the numbers of these rows
  // become part of the bank.
  static SQUALL_DEVICE constexpr std::uint32_t at(std::uint32_t i) {
    return i ^ ((i >> (kLogLanes + kLast) << kLogLanes) & 31);
  }

  // The registers of a thread: groups of 2^kCount words that go through kCount levels together, kArrays groups with the
  // same constants.
  template <unsigned kCount, unsigned kArrays>
  using Registers = std::uint32_t[(32 >> kCount) / kArrays][kArrays][1u << kCount];

  // Calls visit(word, its place in the tile) for all of them.
  template <unsigned kLowest, unsigned kCount, unsigned kArrays, class Visit>
  static __device__ __forceinline__ void for_each(Registers<kCount, kArrays>& v, std::uint32_t* tile,
                                                  const Visit& visit) {
    SQUALL_UNROLL
    for (unsigned g = 0; g < 32 >> kCount; ++g) {
      const std::uint32_t first = at(first_of<kLowest, kCount>(threadIdx.x + g * kThreads));
      SQUALL_UNROLL
      for (std::uint32_t k = 0; k < 1u << kCount; ++k) {
        visit(v[g / kArrays][g % kArrays][k], *place<StridedTile, kLowest>(tile, first, k));
      }
    }
  }
  template <unsigned kLowest, unsigned kCount>
  static __device__ __forceinline__ void read(Registers<kCount, 1>& v, std::uint32_t* tile) {
    for_each<kLowest, kCount, 1>(v, tile, [](std::uint32_t& word, const std::uint32_t& place) { word = place; });
  }
  template <unsigned kLowest, unsigned kCount, unsigned kArrays>
  static __device__ __forceinline__ void write(Registers<kCount, kArrays>& v, std::uint32_t* tile) {
    for_each<kLowest, kCount, kArrays>(v, tile, [](std::uint32_t word, std::uint32_t& place) { place = word; });
  }

  static __device__ __forceinline__ void first(const StridedPass& pass, std::uint32_t copy, std::size_t lane0,
                                               std::uint32_t* tile) {
    constexpr unsigned kLowest = kBits - kFirst, kGroups = 32 >> kFirst, kRows = kLowest - kLogLanes;
    const Fp* column = pass.source + blockIdx.y * pass.source_stride + lane0;
    Registers<kFirst, kGroups> v;
    SQUALL_UNROLL
    for (unsigned g = 0; g < kGroups; ++g) {
      const std::uint32_t i = threadIdx.x + g * kThreads;
      const Fp* from = column + (std::size_t(i >> kLogLanes) << pass.local) + (i & ((1u << kLogLanes) - 1));
      SQUALL_UNROLL
      for (std::uint32_t k = 0; k < 1u << kFirst; ++k) {
        v[0][g][k] = Lane::load(from + (std::size_t(k) << (pass.local + kRows))).canonical();
      }
    }
    butterflies<kFirst>(v[0], pass.twiddles, copy);
    write<kLowest, kFirst, kGroups>(v, tile);
  }
  static __device__ __forceinline__ void middle(const StridedPass& pass, std::uint32_t copy, std::uint32_t* tile) {
    constexpr unsigned kLowest = kLogLanes + kLast;
    Registers<kMiddle, 1> v;
    read<kLowest, kMiddle>(v, tile);
    SQUALL_UNROLL
    for (unsigned g = 0; g < 32 >> kMiddle; ++g) {
      const std::uint32_t row = (threadIdx.x + g * kThreads) >> kLowest;
      butterflies<kMiddle>(v[g], pass.twiddles, copy << kFirst | row);
    }
    write<kLowest, kMiddle, 1>(v, tile);
  }
  static __device__ __forceinline__ void last(const StridedPass& pass, std::uint32_t copy, std::size_t lane0,
                                              std::uint32_t* tile) {
    Registers<kLast, 1> v;
    read<kLogLanes, kLast>(v, tile);
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
                                  (StridedTile<kLogLanes, kFirst, kMiddle, kLast>::kBlocks))
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
  const Fp* source;  // of the only pass: the first 2^local words of a column are what every tile is made from
  std::size_t source_stride;
  std::uint32_t* target;  // without a source the words are here, at their tile's place, after a strided pass
  std::size_t target_stride;
  const ShoupPair* twiddles;
  const std::uint32_t* tiles;  // tile i of the target is tile number tiles[i]; null: number i
  std::size_t columns;
  unsigned local;

  __device__ __forceinline__ std::uint32_t number(std::uint32_t i) const { return tiles ? __ldg(tiles + i) : i; }
};

// Tiles of 2^12 words, two columns at a time, so that both use the same constants.
struct LocalTile {
  static constexpr std::uint32_t kSize = 1u << kLogLocal;

  static SQUALL_DEVICE constexpr std::uint32_t at(std::uint32_t i) { return i ^ (i >> 4 & 31); }

  template <unsigned kLowest>
  static __device__ __forceinline__ void write(const std::uint32_t (&v)[2][16], std::uint32_t* tile) {
    const std::uint32_t first = at(first_of<kLowest, 4>(threadIdx.x));
    SQUALL_UNROLL
    for (std::uint32_t k = 0; k < 16; ++k) {
      std::uint32_t* to = place<LocalTile, kLowest>(tile, first, k);
      to[0] = v[0][k];
      to[kSize] = v[1][k];
    }
  }
  template <unsigned kLowest>
  static __device__ __forceinline__ void levels(std::uint32_t* tile, const ShoupPair* twiddles, std::uint32_t number) {
    std::uint32_t v[2][16];
    const std::uint32_t first = at(first_of<kLowest, 4>(threadIdx.x));
    SQUALL_UNROLL
    for (std::uint32_t k = 0; k < 16; ++k) {
      const std::uint32_t* from = place<LocalTile, kLowest>(tile, first, k);
      v[0][k] = from[0];
      v[1][k] = from[kSize];
    }
    butterflies<4>(v, twiddles, number << (kLogLocal - 4 - kLowest) | threadIdx.x >> kLowest);
    write<kLowest>(v, tile);
  }
};

// Grid: pairs of columns, tiles.
template <bool kOnlyPass>
__global__ void __launch_bounds__(kLocalThreads, 3) local_kernel(LocalPass pass) {
  SQUALL_SHARED(std::uint32_t, tile);
  const std::size_t c = 2 * std::size_t(blockIdx.x);
  const std::uint32_t number = pass.number(blockIdx.y);
  const bool two = c + 1 < pass.columns;
  std::uint32_t* target = pass.target + c * pass.target_stride + (std::size_t(blockIdx.y) << kLogLocal);
  {
    std::uint32_t v[2][16];
    if constexpr (kOnlyPass) {
      const Fp* from = pass.source + c * pass.source_stride + threadIdx.x;
      const Fp* second = from + (two ? pass.source_stride : 0);
      SQUALL_UNROLL
      for (std::uint32_t k = 0; k < 16; ++k) {
        v[0][k] = Lane::load(from + (k << 8)).canonical();
        v[1][k] = Lane::load(second + (k << 8)).canonical();
      }
    } else {
      const std::uint32_t* from = target + threadIdx.x;
      const std::uint32_t* second = from + (two ? pass.target_stride : 0);
      SQUALL_UNROLL
      for (std::uint32_t k = 0; k < 16; ++k) {
        v[0][k] = from[k << 8];
        v[1][k] = second[k << 8];
      }
    }
    butterflies<4>(v, pass.twiddles, number);
    LocalTile::write<8>(v, tile);
  }
  __syncthreads();
  // From here on sixteen threads share 256 words: half a warp's own.
  LocalTile::levels<4>(tile, pass.twiddles, number);
  __syncwarp();
  LocalTile::levels<0>(tile, pass.twiddles, number);
  __syncwarp();
  // A warp's 512 words, side by side.
  const std::uint32_t first = (threadIdx.x / 32) << 9 | threadIdx.x % 32;
  const std::uint32_t at = LocalTile::at(first);
  SQUALL_UNROLL
  for (std::uint32_t k = 0; k < 16; ++k) {
    const std::uint32_t* from = place<LocalTile, 5>(tile, at, k);
    target[first + (k << 5)] = from[0];
    if (two) target[pass.target_stride + first + (k << 5)] = from[LocalTile::kSize];
  }
}

// Tiles of any size up to 2^12 words, level by level. Grid: columns, tiles.
static __global__ void __launch_bounds__(kSmallThreads) small_kernel(LocalPass pass) {
  SQUALL_SHARED(std::uint32_t, tile);
  const std::uint32_t size = 1u << pass.local;
  const std::uint32_t number = pass.number(blockIdx.y);
  std::uint32_t* target = pass.target + blockIdx.x * pass.target_stride + (std::size_t(blockIdx.y) << pass.local);
  const Fp* source = pass.source + blockIdx.x * pass.source_stride;
  for (std::uint32_t i = threadIdx.x; i < size; i += blockDim.x) {
    tile[i] = pass.source ? Lane::load(source + i).canonical() : target[i];
  }
  for (unsigned level = 0; level < pass.local; ++level) {
    __syncthreads();
    const unsigned log_half = pass.local - 1 - level;
    for (std::uint32_t i = threadIdx.x; i < size / 2; i += blockDim.x) {
      const std::uint32_t block = i >> log_half, low = block << (log_half + 1) | (i & ((1u << log_half) - 1));
      std::uint32_t v[1][2] = {{tile[low], tile[low + (1u << log_half)]}};
      butterflies<1>(v, pass.twiddles, number << level | block);
      tile[low] = v[0][0];
      tile[low + (1u << log_half)] = v[0][1];
    }
  }
  __syncthreads();
  for (std::uint32_t i = threadIdx.x; i < size; i += blockDim.x) target[i] = tile[i];
}

}  // namespace squall::cuda
