#include "cuda/zerocheck/chip_kernels.hpp"
#include "cuda/zerocheck/device_program.hpp"
#include "cuda/zerocheck/interpreted_rows.hpp"
#include "cuda/zerocheck/row_kernels.hpp"

namespace squall::cuda {
namespace {

class Bound : public RowKernels {
 public:
  Bound(Gpu& gpu, const Chip& chip, const terms::KernelCode& code, const terms::BoundTerms& terms) {
    memory_.add(code, terms);
    memory_.upload(gpu);
    const ProgramMemory::Program program = memory_.program(0);
    rows_ = {program.code, program.terms, static_cast<std::uint32_t>(chip.column_count())};
  }
  void helpers(Gpu& gpu, dim3 grid, const Cost& cost, const HelperArguments& arguments) const override {
    gpu.launch({"helper columns, interpreted", grid, kRowThreads, 32 * 5 * sizeof(Fp), cost},
               helpers_kernel<InterpretedRows<Lane>>, arguments, rows_);
  }
  void points(Gpu& gpu, dim3 grid, const Cost& cost, const SkipArguments& arguments) const override {
    gpu.launch({"skip points, interpreted", grid, kRowThreads, 0, cost}, points_kernel<InterpretedRows<Lane>>,
               arguments, rows_);
  }

 private:
  ProgramMemory memory_;
  InterpretedRows<Lane> rows_;
};

class InterpretedChip : public ChipRows {
 public:
  InterpretedChip(const Chip& chip, const terms::ChipPlan& plan) : chip_(chip), messages_(chip, false), plan_(plan) {}

  std::size_t helper_words() const override { return 15 * chip_.groups.size() + messages_.code().slots(); }
  std::size_t tile_slots() const override { return plan_.code().slots(); }
  std::size_t bound_memory() const override { return Pool::rounded(program_memory(chip_, plan_)); }
  double helper_slots() const override { return helper_cost(chip_); }
  double point_slots() const override { return point_cost(chip_); }
  std::unique_ptr<RowKernels> bind_helpers(Gpu& gpu, const LogupChallenges& logup) const override {
    return std::make_unique<Bound>(gpu, chip_, messages_.code(), messages_.bind(logup, {}, terms::RowsOver::kBase));
  }
  std::unique_ptr<RowKernels> bind_points(Gpu& gpu, const LogupChallenges& logup,
                                          std::span<const K> lambdas) const override {
    return std::make_unique<Bound>(gpu, chip_, plan_.code(), plan_.bind(logup, lambdas, terms::RowsOver::kBase));
  }

 private:
  const Chip& chip_;
  terms::ChipPlan messages_;
  const terms::ChipPlan& plan_;
};

}  // namespace

std::unique_ptr<ChipRows> interpreted(const Chip& chip, const terms::ChipPlan& plan) {
  return std::make_unique<InterpretedChip>(chip, plan);
}

}  // namespace squall::cuda
