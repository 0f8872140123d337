#include "cuda/field/planes.hpp"

namespace squall::cuda {

Table upload_table(Gpu& gpu, std::span<const K> values) {
  Table table(gpu, values.size());
  std::vector<Fp> cells(5 * values.size());
  for (std::size_t k = 0; k < 5; ++k) {
    for (std::size_t i = 0; i < values.size(); ++i) cells[k * values.size() + i] = values[i].c[k];
  }
  gpu.upload(table.planes().data, std::span<const Fp>(cells));
  return table;
}

std::vector<K> download_table(Gpu& gpu, const ConstPlanes& planes, std::size_t size) {
  std::vector<K> values(size);
  if (size == 0) return values;
  const std::vector<Fp> cells = gpu.download(planes.data, 4 * planes.stride + size);  // one round trip
  for (std::size_t k = 0; k < 5; ++k) {
    for (std::size_t i = 0; i < size; ++i) values[i].c[k] = cells[k * planes.stride + i];
  }
  return values;
}

}  // namespace squall::cuda
