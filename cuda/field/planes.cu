#include "cuda/field/planes.hpp"

namespace squall::cuda {

Table upload_table(Gpu& gpu, std::span<const K> values) {
  Table table(gpu, values.size());
  std::vector<Fp> plane(values.size());
  for (unsigned k = 0; k < 5; ++k) {
    for (std::size_t i = 0; i < values.size(); ++i) plane[i] = values[i].c[k];
    gpu.upload(table.planes().data + k * table.planes().stride, std::span<const Fp>(plane));
  }
  return table;
}

std::vector<K> download_table(Gpu& gpu, const ConstPlanes& planes, std::size_t size) {
  std::vector<K> values(size);
  std::vector<Fp> plane(size);
  for (unsigned k = 0; k < 5; ++k) {
    gpu.download(std::span<Fp>(plane), planes.data + k * planes.stride);
    for (std::size_t i = 0; i < size; ++i) values[i].c[k] = plane[i];
  }
  return values;
}

}  // namespace squall::cuda
