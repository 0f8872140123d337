#include <set>

#include "backend/common/closed_form_column.hpp"
#include "cuda/matrix/matrix.hpp"

namespace squall::cuda {
namespace {

const Fp* closed_columns(Gpu& gpu, const CudaMatrix& main, const Chip& chip, std::size_t chip_index,
                         unsigned log_rows) {
  DeviceBuffer<Fp>& columns = main.closed_forms[{chip_index, log_rows}];
  if (columns.empty() && !chip.closed_forms.empty()) {
    columns = gpu.lasting<Fp>(chip.closed_forms.size() << log_rows);
    for (std::size_t i = 0; i < chip.closed_forms.size(); ++i) {
      std::vector<Fp> values(std::size_t(1) << log_rows);
      closed_form_column(chip.closed_forms[i], log_rows, values.data());
      gpu.upload(columns.data() + (i << log_rows), std::span<const Fp>(values));
    }
  }
  return columns.data();
}

}  // namespace

std::vector<InstanceView> views(Gpu& gpu, const Witness& witness) {
  const Machine& machine = witness.key.machine;
  std::vector<std::size_t> first_preprocessed;
  std::size_t preprocessed = 0;
  for (const Chip& chip : machine.chips) {
    first_preprocessed.push_back(preprocessed);
    preprocessed += chip.preprocessed.size();
  }
  CudaMatrix& main = cuda_matrix(*witness.main);
  std::vector<InstanceView> result;
  std::size_t main_column = 0, helper_column = 0;
  for (const Instance& instance : witness.shape.instances) {
    const Chip& chip = machine.chips[instance.chip];
    const unsigned t = instance.log_rows;
    InstanceView& view = result.emplace_back();
    view.chip = &chip;
    view.chip_index = instance.chip;
    view.log_rows = t;
    for (std::size_t i = 0; i < chip.main.size(); ++i) {
      view.main.push_back(main.at(witness.shape.main.places[main_column++], t));
    }
    view.columns.assign(view.main.begin(), view.main.end());
    const Fp* closed = closed_columns(gpu, main, chip, instance.chip, t);
    for (std::size_t i = 0; i < chip.closed_forms.size(); ++i) view.columns.push_back(closed + (i << t));
    for (std::size_t i = 0; i < chip.preprocessed.size(); ++i) {
      const Place place = witness.key.preprocessed.places[first_preprocessed[instance.chip] + i];
      view.columns.push_back(cuda_matrix(*witness.preprocessed).at(place, t));
    }
    for (std::size_t i = 0; witness.helper && i < chip.helper_columns(); ++i) {
      view.helpers.push_back(cuda_matrix(*witness.helper).at(witness.shape.helper.places[helper_column++], t));
    }
    view.columns.insert(view.columns.end(), view.helpers.begin(), view.helpers.end());
  }
  return result;
}

std::size_t closed_form_memory(const Machine& machine, const Shape& shape) {
  std::set<std::pair<std::size_t, unsigned>> seen;
  std::size_t bytes = 0;
  for (const Instance& instance : shape.instances) {
    if (!seen.insert({instance.chip, instance.log_rows}).second) continue;
    bytes += Pool::rounded((machine.chips[instance.chip].closed_forms.size() << instance.log_rows) * sizeof(Fp));
  }
  return bytes;
}

}  // namespace squall::cuda
