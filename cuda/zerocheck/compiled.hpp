#pragma once

// ChipRows from a chip's definition.

#include "cuda/zerocheck/chip_kernels.hpp"
#include "cuda/zerocheck/compiled_rows.hpp"
#include "cuda/zerocheck/row_kernels.hpp"

namespace squall::cuda {

template <class Definition, bool kWithConstraints>
class BoundChip : public RowKernels {
 public:
  // Public, for nvcc names it outside.
  using Rows = CompiledRows<Definition, kWithConstraints>;
  BoundChip(const LogupChallenges& logup, std::span<const K> lambdas) {
    for (std::size_t i = 0; i < Rows::Plan::kCoefficients; ++i) {
      const K value = coefficient(Rows::Plan::kTables.rules[i], logup, lambdas);
      for (unsigned k = 0; k < 5; ++k) rows_.coefficients.words[i][k] = value.c[k];
    }
  }
  void helpers(Gpu& gpu, dim3 grid, const Cost& cost, const HelperArguments& arguments) const override {
    if constexpr (!kWithConstraints) {
      const std::size_t shared = std::max<std::size_t>(15 * Rows::kGroups * kRowThreads, 32 * 5) * sizeof(Fp);
      gpu.launch({"helper columns", grid, kRowThreads, shared, cost}, helpers_kernel<Rows>, arguments, rows_);
    }
  }
  void points(Gpu& gpu, dim3 grid, const Cost& cost, const SkipArguments& arguments) const override {
    if constexpr (kWithConstraints) {
      gpu.launch({"skip points", grid, kRowThreads, 0, cost}, points_kernel<Rows>, arguments, rows_);
    }
  }

 private:
  static K coefficient(const CoefficientRule& rule, const LogupChallenges& logup, std::span<const K> lambdas) {
    constexpr auto& dag = ChipRecord<Definition>::kDag;
    constexpr std::size_t kConstraints = ChipRecord<Definition>::kDag.constraints.size();
    const K scale = rule.group == CoefficientRule::kUnscaled ? K(1) : lambdas[kConstraints + rule.group];
    switch (rule.kind) {
      case CoefficientRule::kConstraint:
        return lambdas[rule.index];
      case CoefficientRule::kGroup:
        return lambdas[kConstraints + rule.index];
      case CoefficientRule::kEntry:
        return scale * logup.beta_powers[rule.index] * rule.scale;
      default:
        break;
    }
    const StaticDag::Message& message = dag.messages[rule.index];
    K constant = logup.alpha + K(message.bus);
    for (std::size_t k = 0; k < message.entries.size(); ++k) {
      constant += logup.beta_powers[k] * peel(dag, message.entries[k]).offset;
    }
    return scale * constant;
  }
  Rows rows_;
};

template <class Definition>
class CompiledChip : public ChipRows {
 public:
  explicit CompiledChip(const Chip& chip) : helper_slots_(helper_cost(chip)), point_slots_(point_cost(chip)) {}

  static std::unique_ptr<ChipRows> make(const Chip& chip) {
    using Record = ChipRecord<Definition>;
    if (chip.name != Definition::kName || chip.column_count() != Record::kColumns) return nullptr;
    if (!same_chip(Record::kDag, Record::kGroups, chip)) return nullptr;
    return std::make_unique<CompiledChip>(chip);
  }

  double helper_slots() const override { return helper_slots_; }
  double point_slots() const override { return point_slots_; }
  std::unique_ptr<RowKernels> bind_helpers(Gpu&, const LogupChallenges& logup) const override {
    return std::make_unique<BoundChip<Definition, false>>(logup, std::span<const K>());
  }
  std::unique_ptr<RowKernels> bind_points(Gpu&, const LogupChallenges& logup,
                                          std::span<const K> lambdas) const override {
    return std::make_unique<BoundChip<Definition, true>>(logup, lambdas);
  }

 private:
  double helper_slots_, point_slots_;
};

// The first of these definitions that the chip is.
template <class... Definitions>
std::unique_ptr<ChipRows> compiled_chip([[maybe_unused]] const Chip& chip) {
  std::unique_ptr<ChipRows> rows;
#ifndef SQUALL_INTERPRETED_CHIPS  // builds that take too long over this code interpret these chips
  ((rows = rows ? std::move(rows) : CompiledChip<Definitions>::make(chip)), ...);
#endif
  return rows;
}

}  // namespace squall::cuda
