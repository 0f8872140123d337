#include <algorithm>

#include "cuda/field/eq.hpp"

namespace squall::cuda {
namespace {

constexpr unsigned kThreads = 256;

std::vector<K> eq_values(std::span<const K> point) {
  std::vector<K> values(std::size_t(1) << point.size());
  values[0] = K(1);
  std::size_t size = 1;
  for (std::size_t k = point.size(); k-- > 0; size *= 2) {
    for (std::size_t i = 0; i < size; ++i) {
      values[i + size] = values[i] * point[k];
      values[i] -= values[i + size];
    }
  }
  return values;
}

// The upper bits choose from `high`, the lower `low_bits` from `low`.
__global__ void __launch_bounds__(kThreads) eq_products(ConstPlanes high, ConstPlanes low, unsigned low_bits,
                                                        std::size_t size, std::size_t padded, Planes out) {
  const std::size_t i = std::size_t(blockIdx.x) * kThreads + threadIdx.x;
  if (i >= padded) return;
  if (i >= size) return out.set(i, Wide());
  out.set(i, mul_ext(high.get(i >> low_bits), low.get(i & ((std::size_t(1) << low_bits) - 1))));
}

}  // namespace

Table eq_table(Gpu& gpu, std::span<const K> point, std::size_t least_size) {
  const std::size_t size = std::size_t(1) << point.size(), padded = std::max(size, least_size);
  const std::size_t high_bits = point.size() / 2;
  const Table high = upload_table(gpu, eq_values(point.first(high_bits)));
  const Table low = upload_table(gpu, eq_values(point.subspan(high_bits)));
  Table table(gpu, padded);
  const double n = static_cast<double>(padded);
  gpu.launch({"eq table", blocks_for(padded, kThreads), kThreads, 0, {20 * n, kSlotsMulExtension * n}}, eq_products,
             high.planes(), low.planes(), static_cast<unsigned>(point.size() - high_bits), size, padded,
             table.planes());
  return table;
}

std::size_t eq_memory(unsigned variables, std::size_t least_size) {
  const unsigned high = variables / 2;
  const auto rounded = [](std::size_t size) { return Pool::rounded(Table::bytes(size)); };
  return rounded(std::max(std::size_t(1) << variables, least_size)) + rounded(std::size_t(1) << high) +
         rounded(std::size_t(1) << (variables - high));
}

}  // namespace squall::cuda
