#include "cuda/zerocheck/chip_kernels.hpp"

namespace squall::cuda {

void RowKernels::helpers(Gpu&, dim3, const Cost&, const HelperArguments&) const {
  check(false, "kernels bound for helper columns");
}
void RowKernels::points(Gpu&, dim3, const Cost&, const SkipArguments&) const {
  check(false, "kernels bound for the skip round");
}

ChipKernels::ChipKernels(const Machine& machine, Prefer prefer) {
  for (const Chip& chip : machine.chips) {
    plans_.push_back(std::make_unique<terms::ChipPlan>(chip, true));
    std::unique_ptr<ChipRows> rows;
    for (MakeRows* make : {compiled_1, compiled_2, compiled_3, compiled_4, compiled_5, compiled_6, compiled_7}) {
      if (prefer == Prefer::kCompiled && !rows) rows = make(chip);
    }
    compiled_.push_back(rows != nullptr);
    if (!rows) rows = interpreted(chip, *plans_.back());
    rows_.push_back(std::move(rows));
  }
}
ChipKernels::~ChipKernels() = default;

namespace {

double message_terms(const Chip& chip) {
  double terms = 0;
  for (const Message& m : chip.dag.messages) terms += static_cast<double>(m.entries.size()) + 1;
  return terms;
}
double products(const Chip& chip) {
  double count = 0;
  for (const Node& node : chip.dag.nodes) count += node.kind == NodeKind::kMul;
  return count;
}

}  // namespace

double helper_cost(const Chip& chip) {
  const double messages = static_cast<double>(chip.dag.messages.size()),
               groups = static_cast<double>(chip.groups.size());
  return kSlotsMulMixed / 2 * message_terms(chip) + kSlotsMulExtension * (2 * (messages - groups) + 4 * groups + 12);
}
double point_cost(const Chip& chip) {
  const double messages = static_cast<double>(chip.dag.messages.size()),
               groups = static_cast<double>(chip.groups.size());
  const double constraints = static_cast<double>(chip.dag.constraints.size());
  return kSlotsMul * products(chip) + kSlotsMulMixed / 2 * (message_terms(chip) + constraints + messages) +
         kSlotsMulExtension * (2 * (messages - groups) + groups + 1);
}

}  // namespace squall::cuda
