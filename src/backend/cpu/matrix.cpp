#include "backend/cpu/matrix.hpp"

#include "backend/common/closed_form_column.hpp"

namespace squall::cpu {

std::vector<InstanceView> views(const Witness& witness) {
  const Machine& machine = witness.key.machine;
  std::vector<std::size_t> first_preprocessed;
  std::size_t preprocessed = 0;
  for (const Chip& chip : machine.chips) {
    first_preprocessed.push_back(preprocessed);
    preprocessed += chip.preprocessed.size();
  }
  CpuMatrix& main = cpu_matrix(*witness.main);
  const bool make_closed = main.closed_forms.empty();
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
    if (make_closed) {
      auto& closed = main.closed_forms.emplace_back();
      for (const ClosedForm& form : chip.closed_forms) {
        closed_form_column(form, t, closed.emplace_back(std::size_t(1) << t).data());
      }
    }
    for (const Buffer<Fp>& column : main.closed_forms[result.size() - 1]) view.columns.push_back(column.data());
    for (std::size_t i = 0; i < chip.preprocessed.size(); ++i) {
      const Place place = witness.key.preprocessed.places[first_preprocessed[instance.chip] + i];
      view.columns.push_back(cpu_matrix(*witness.preprocessed).at(place, t));
    }
    for (std::size_t i = 0; witness.helper && i < chip.helper_columns(); ++i) {
      view.helpers.push_back(cpu_matrix(*witness.helper).at(witness.shape.helper.places[helper_column++], t));
    }
    view.columns.insert(view.columns.end(), view.helpers.begin(), view.helpers.end());
  }
  return result;
}

}  // namespace squall::cpu
