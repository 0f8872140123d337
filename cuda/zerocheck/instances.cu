#include <algorithm>

#include "backend/common/skip.hpp"
#include "cuda/zerocheck/instances.hpp"

namespace squall::cuda {

DeviceInstances::DeviceInstances(Gpu& gpu, const std::vector<InstanceView>& views, std::span<const K> mu,
                                 std::span<const K> nu, const std::map<unsigned, Table>& weights) {
  std::vector<const Fp*> pointers;
  for (const InstanceView& view : views) {
    first_.push_back(pointers.size());
    pointers.insert(pointers.end(), view.columns.begin(), view.columns.end());
  }
  pointers_ = gpu.copy(pointers);
  std::vector<RowInstance> instances;
  for (std::size_t c = 0; c < views.size(); ++c) {
    const InstanceView& view = views[c];
    const auto table = weights.find(view.log_rows);
    const Fp* const* columns = pointers_.data() + first_[c];
    // Helper columns are written: their pointers are the witness' own.
    instances.push_back({columns, const_cast<Fp* const*>(columns + view.helper_first()), view.height() >> kSkipLog,
                         table == weights.end() ? ConstPlanes{nullptr, 0} : table->second.planes(),
                         mu.empty() ? K(0) : mu[c], nu.empty() ? K(0) : nu[c]});
  }
  instances_ = gpu.copy(instances);
}

std::size_t DeviceInstances::memory(const Machine& machine, const Shape& shape) {
  std::size_t columns = 0;
  for (const Instance& instance : shape.instances) {
    const Chip& chip = machine.chips[instance.chip];
    columns += chip.column_count() + chip.helper_columns();
  }
  return Pool::rounded(columns * sizeof(const Fp*)) + Pool::rounded(shape.instances.size() * sizeof(RowInstance));
}

std::vector<std::vector<std::uint32_t>> instances_by_chip(const Machine& machine, const Shape& shape) {
  std::vector<std::vector<std::uint32_t>> result(machine.chips.size());
  for (std::uint32_t c = 0; c < shape.instances.size(); ++c) result[shape.instances[c].chip].push_back(c);
  return result;
}

std::vector<Piece> cut(const Shape& shape, std::span<const std::uint32_t> instances, unsigned drop, std::size_t most) {
  std::vector<Piece> pieces;
  for (const std::uint32_t c : instances) {
    const std::size_t rows = std::size_t(1) << (shape.instances[c].log_rows - drop);
    for (std::size_t begin = 0; begin < rows; begin += most) {
      pieces.push_back(
          {c, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(std::min(rows, begin + most)), 0});
    }
  }
  return pieces;
}

}  // namespace squall::cuda
