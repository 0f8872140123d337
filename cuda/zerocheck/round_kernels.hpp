#pragma once

// Kernels of the zerocheck's later rounds, over rows in K. All instances of all chips share a launch: programs are
// interpreted, which costs little next to products in K.

#include "cuda/field/reduce.hpp"
#include "cuda/zerocheck/arguments.hpp"
#include "cuda/zerocheck/interpreted_rows.hpp"

namespace squall::cuda {

struct OpenInstance {
  InterpretedRows<Wide> rows;
  Fp* cells;  // column c, coordinate k at cells + (5 c + k) stride
  std::size_t stride;
  std::uint32_t columns;
  ConstPlanes rest;  // eq of the variables after the open one
  K mu, nu;
};

// In pieces, `offset` is the distance between rows with the open variable 0 and 1.
struct RoundArguments {
  const OpenInstance* instances;
  const Piece* pieces;
  unsigned piece_count, points;
  Fp* scratch;  // five words per slot and thread
  K* partial;   // per piece: at X = 0..points - 1, then the helpers at 0 and 1
};

// A row at X = x.
struct RoundRow {
  const Fp* low;
  std::size_t stride, half;
  unsigned x;
  Fp* slots;
  std::size_t threads;

  SQUALL_DEVICE Wide operator()(std::uint32_t c) const {
    const Fp* p = low + std::size_t(5) * c * stride;
    Wide v;
    for (unsigned k = 0; k < 5; ++k) v.c[k] = Lane::load(p + k * stride);
    if (x == 0) return v;
    Wide slope;
    for (unsigned k = 0; k < 5; ++k) slope.c[k] = Lane::load(p + k * stride + half);
    slope = slope - v;
    SQUALL_ROLL
    for (unsigned i = 0; i < x; ++i) v = v + slope;
    return v;
  }
  SQUALL_DEVICE Wide get(std::uint32_t i) const {
    Wide v;
    for (unsigned k = 0; k < 5; ++k) v.c[k] = Lane::load(slots + std::size_t(5 * i + k) * threads);
    return v;
  }
  SQUALL_DEVICE void set(std::uint32_t i, const Wide& v) const {
    for (unsigned k = 0; k < 5; ++k) v.c[k].store(slots + std::size_t(5 * i + k) * threads);
  }
};

void round_sums(Gpu& gpu, unsigned blocks, const Cost& cost, const RoundArguments& arguments);

// lagrange: 64 elements. Piece: values of y; columns: the same for all pieces.
void bind_omega(Gpu& gpu, const RowInstance* from, const OpenInstance* to, const Piece* pieces, unsigned piece_count,
                unsigned columns, const K* lagrange, const Cost& cost);

// Elements column * half + row, of which a piece takes some: the open variable becomes z.
void bind_variable(Gpu& gpu, const OpenInstance* instances, const Piece* pieces, unsigned piece_count, const K& z,
                   const Cost& cost);

// The upper half of a table is added to the lower one.
struct HalvedTables {
  static constexpr unsigned kMost = 24;
  Planes tables[kMost];
  std::size_t halves[kMost];
};
void halve_tables(Gpu& gpu, const HalvedTables& tables, unsigned count);

// Row 0 of instances: piece.end columns, to rows[piece.begin]... `columns`: of all pieces together.
void gather_rows(Gpu& gpu, const OpenInstance* instances, const Piece* pieces, unsigned piece_count,
                 std::size_t columns, K* rows);

}  // namespace squall::cuda
