#pragma once

// Sums of matrix columns with weights in K: g = sum_j weight_j column_j, as a table over the rows, or summed once more
// with weights over part of a row's bits. Columns are read once, two neighbouring rows per thread; weights lie in
// shared memory.

#include <span>

#include "cuda/field/planes.hpp"

namespace squall::cuda {

struct ColumnTerm {
  const Fp* cells;
  std::size_t rows;  // in use, an even number: the others count as zero and are not read
  K weight;
};

// A list of columns on the device.
class ColumnTerms {
 public:
  ColumnTerms() = default;
  ColumnTerms(Gpu& gpu, std::vector<ColumnTerm> terms);
  static std::size_t bytes(std::size_t columns);

  const ColumnTerm* data() const { return terms_.data(); }
  std::size_t size() const { return terms_.size(); }  // a multiple of four: terms without rows were added
  // Cells among the first `rows` of each column.
  double cells(std::size_t rows) const;

 private:
  DeviceBuffer<ColumnTerm> terms_;
  std::vector<std::size_t> rows_;
};

// out[row << shift] = g(row) for row < rows, or += it. `rows` is even.
void combine(Gpu& gpu, const ColumnTerms& terms, std::size_t rows, const Planes& out, unsigned shift = 0,
             bool add = false);

// A row is (outer, inner): row = outer 2^inner_bits + inner; there are 2^(outer_bits + inner_bits) >= 2 rows.
// out[outer] = sum over inner of weights[inner] g(outer, inner).
void combine_inner(Gpu& gpu, const ColumnTerms& terms, unsigned outer_bits, unsigned inner_bits,
                   const ConstPlanes& weights, const Planes& out);
// out[inner] = sum over outer of weights[outer] g(outer, inner). On input: inner_bits > 0.
void combine_outer(Gpu& gpu, const ColumnTerms& terms, unsigned outer_bits, unsigned inner_bits,
                   const ConstPlanes& weights, const Planes& out);

// Device memory that they take.
std::size_t combine_inner_memory(unsigned outer_bits, unsigned inner_bits);
std::size_t combine_outer_memory(unsigned outer_bits, unsigned inner_bits);

}  // namespace squall::cuda
