#include "backend/reference/instances.hpp"

namespace squall::reference {

namespace {

std::vector<Fp> slot(const Matrix& matrix, const Place& place, unsigned log_height) {
  const std::vector<Fp>& column = static_cast<const ReferenceMatrix&>(matrix).columns[place.column];
  const auto begin = column.begin() + static_cast<std::ptrdiff_t>(std::size_t(place.slot) << log_height);
  return {begin, begin + (std::ptrdiff_t(1) << log_height)};
}

}  // namespace

std::vector<InstanceColumns> gather(const Witness& witness) {
  const Shape& shape = witness.shape;
  const Machine& machine = witness.key.machine;
  std::vector<std::size_t> first_preprocessed;  // of each chip, in the packing of the key
  std::size_t total = 0;
  for (const Chip& chip : machine.chips) {
    first_preprocessed.push_back(total);
    total += chip.preprocessed.size();
  }
  std::vector<InstanceColumns> result;
  std::size_t main = 0, helper = 0;
  for (const Instance& instance : shape.instances) {
    const Chip& chip = machine.chips[instance.chip];
    const unsigned t = instance.log_rows;
    InstanceColumns& c = result.emplace_back(InstanceColumns{&chip, t, {}});
    for (std::size_t i = 0; i < chip.main.size(); ++i) {
      c.columns.push_back(slot(*witness.main, shape.main.places[main++], t));
    }
    for (const ClosedForm& form : chip.closed_forms) c.columns.push_back(form.column(t));
    for (std::size_t i = 0; i < chip.preprocessed.size(); ++i) {
      const Place place = witness.key.preprocessed.places[first_preprocessed[instance.chip] + i];
      c.columns.push_back(slot(*witness.preprocessed, place, t));
    }
    for (std::size_t i = 0; witness.helper && i < chip.helper_columns(); ++i) {
      c.columns.push_back(slot(*witness.helper, shape.helper.places[helper++], t));
    }
  }
  return result;
}

Summand evaluate(const Chip& chip, std::span<const K> row, const LogupChallenges& logup, std::span<const K> lambdas) {
  const std::span<const K> helpers = row.subspan(chip.column_count());
  return {combined_constraints(chip, row.first(chip.column_count()), helpers, logup, lambdas), helper_sum(helpers)};
}

}  // namespace squall::reference
