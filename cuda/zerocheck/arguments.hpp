#pragma once

// What kernels over the rows of a chip's instances are given. All instances of a chip go into one launch: a block works
// on a piece of one of them.

#include <cstdint>

#include "cuda/field/planes.hpp"

namespace squall::cuda {

inline constexpr unsigned kRowThreads = 128;  // of blocks whose threads are rows
inline constexpr unsigned kTilePiece = 32;    // most values of y in a piece of a tile: one per lane of a warp
inline constexpr unsigned kPointsPerBlock = kRowThreads / 32;

struct RowInstance {
  const Fp* const* columns;  // main, closed, preprocessed, then helper coordinates
  Fp* const* helpers;        // the latter, to write
  std::size_t step;          // 2^(t - 6), the distance between neighbours in W
  ConstPlanes weights;       // eq(r, y)
  K mu, nu;
};

// Rows (or values of y) begin, ..., end - 1; in the skip's tile they are at `offset`.
struct Piece {
  std::uint32_t instance, begin, end, offset;
};

struct HelperArguments {
  const RowInstance* instances;
  const Piece* pieces;
  unsigned groups;
  Fp* scratch;  // (15 groups + slots) words per thread of the grid, for interpreted chips; others use shared memory
  K* totals;    // per piece
};

// A tile of the skip round: column c at point l of coset i for the y at place j of the tile is at
// tile[((c cosets + i) 64 + l) stride + j]. Interpreted chips have slots behind the columns.
struct SkipArguments {
  const RowInstance* instances;
  const Piece* pieces;
  Fp* tile;
  std::size_t stride;
  unsigned columns, cosets;
  K* partial;  // per block of the grid's x, coset and point: added to
};

}  // namespace squall::cuda
