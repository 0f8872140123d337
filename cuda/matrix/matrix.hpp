#pragma once

// Matrices on the device, and the columns of an instance in them.

#include <map>
#include <vector>

#include "backend/backend.hpp"
#include "cuda/runtime/gpu.hpp"

namespace squall::cuda {

class CudaMatrix : public Matrix {
 public:
  CudaMatrix(Gpu& gpu, unsigned log_rows, std::size_t width)
      : Matrix(log_rows, width), cells_(gpu.lasting<Fp>(width << log_rows)) {
    gpu.clear(cells_.data(), cells_.bytes());
  }

  Fp* column(std::size_t w) { return cells_.data() + (w << log_rows()); }
  const Fp* column(std::size_t w) const { return cells_.data() + (w << log_rows()); }
  Fp* at(const Place& place, unsigned log_height) {
    return column(place.column) + (std::size_t(place.slot) << log_height);
  }
  const Fp* at(const Place& place, unsigned log_height) const {
    return const_cast<CudaMatrix*>(this)->at(place, log_height);
  }

  // Closed-form columns of the instances whose main columns these are, made on first use. Instances of a chip with the
  // same height share them: (chip, log height) -> columns one after another.
  mutable std::map<std::pair<std::size_t, unsigned>, DeviceBuffer<Fp>> closed_forms;

 private:
  DeviceBuffer<Fp> cells_;
};

inline CudaMatrix& cuda_matrix(Matrix& matrix) { return static_cast<CudaMatrix&>(matrix); }
inline const CudaMatrix& cuda_matrix(const Matrix& matrix) { return static_cast<const CudaMatrix&>(matrix); }

// Device pointers to an instance's columns of 2^log_rows values.
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
std::vector<InstanceView> views(Gpu& gpu, const Witness& witness);

// Bytes of the closed-form columns that `views` keeps on the device for this shape.
std::size_t closed_form_memory(const Machine& machine, const Shape& shape);

}  // namespace squall::cuda
