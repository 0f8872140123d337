#pragma once

// Matrices of the CPU back end, and the columns of an instance in them.

#include <vector>

#include "backend/backend.hpp"
#include "base/buffer.hpp"

namespace squall::cpu {

class CpuMatrix : public Matrix {
 public:
  CpuMatrix(Arena& memory, unsigned log_rows, std::size_t width)
      : Matrix(log_rows, width), cells_(memory, width << log_rows, true) {}

  Fp* column(std::size_t w) { return cells_.data() + (w << log_rows()); }
  const Fp* column(std::size_t w) const { return cells_.data() + (w << log_rows()); }
  Fp* at(const Place& place, unsigned log_height) {
    return column(place.column) + (std::size_t(place.slot) << log_height);
  }
  const Fp* at(const Place& place, unsigned log_height) const {
    return const_cast<CpuMatrix*>(this)->at(place, log_height);
  }

  // Closed-form columns of the instances whose main columns these are, made on first use: per instance, per column.
  mutable std::vector<std::vector<Buffer<Fp>>> closed_forms;

 private:
  Buffer<Fp> cells_;
};

inline CpuMatrix& cpu_matrix(Matrix& matrix) { return static_cast<CpuMatrix&>(matrix); }
inline const CpuMatrix& cpu_matrix(const Matrix& matrix) { return static_cast<const CpuMatrix&>(matrix); }

struct InstanceView {
  const Chip* chip;
  std::size_t chip_index;
  unsigned log_rows;
  std::vector<Fp*> main, helpers;  // helpers: empty if the witness has no helper matrix
  std::vector<const Fp*> columns;  // main, closed, preprocessed, helpers
  std::size_t height() const { return std::size_t(1) << log_rows; }
  std::size_t helper_first() const { return chip->column_count(); }
};

// In the order of the shape.
std::vector<InstanceView> views(const Witness& witness);

}  // namespace squall::cpu
