#pragma once

// How the rows of every chip of a machine are evaluated: by straight-line kernels compiled from the chip's definition,
// if the chip is one of Squall's own, else by an interpreter of its program.

#include <memory>
#include <vector>

#include "backend/common/chip_plan.hpp"
#include "cuda/zerocheck/arguments.hpp"

namespace squall::cuda {

// A chip with challenges put in. Launches take grids of blocks of kRowThreads.
class RowKernels {
 public:
  virtual ~RowKernels() = default;
  virtual void helpers(Gpu& gpu, dim3 grid, const Cost& cost, const HelperArguments& arguments) const;
  virtual void points(Gpu& gpu, dim3 grid, const Cost& cost, const SkipArguments& arguments) const;
};

class ChipRows {
 public:
  virtual ~ChipRows() = default;
  // Words of memory that a row needs besides its columns: in HelperArguments::scratch, and in the skip's tile.
  virtual std::size_t helper_words() const { return 0; }
  virtual std::size_t tile_slots() const { return 0; }
  // Device bytes of what `bind_` returns, at most.
  virtual std::size_t bound_memory() const { return 0; }
  // Multiply slots per row.
  virtual double helper_slots() const = 0;
  virtual double point_slots() const = 0;

  virtual std::unique_ptr<RowKernels> bind_helpers(Gpu& gpu, const LogupChallenges& logup) const = 0;
  virtual std::unique_ptr<RowKernels> bind_points(Gpu& gpu, const LogupChallenges& logup,
                                                  std::span<const K> lambdas) const = 0;
};

class ChipKernels {
 public:
  enum class Prefer { kCompiled, kInterpreted };
  explicit ChipKernels(const Machine& machine, Prefer prefer = Prefer::kCompiled);
  ChipKernels(ChipKernels&&) = default;
  ~ChipKernels();

  bool compiled(std::size_t chip) const { return compiled_[chip]; }
  const ChipRows& rows(std::size_t chip) const { return *rows_[chip]; }
  // For the later rounds, which are interpreted.
  const terms::ChipPlan& plan(std::size_t chip) const { return *plans_[chip]; }

 private:
  std::vector<std::unique_ptr<terms::ChipPlan>> plans_;  // with constraints
  std::vector<std::unique_ptr<ChipRows>> rows_;
  std::vector<bool> compiled_;
};

// The implementation for a chip if it is one of those compiled in the file of that number, else null.
using MakeRows = std::unique_ptr<ChipRows>(const Chip& chip);
MakeRows compiled_1, compiled_2, compiled_3, compiled_4, compiled_5, compiled_6, compiled_7;
std::unique_ptr<ChipRows> interpreted(const Chip& chip, const terms::ChipPlan& plan);

// Multiply slots of a chip's terms on one row over Fp, without and with constraints.
double helper_cost(const Chip& chip);
double point_cost(const Chip& chip);

}  // namespace squall::cuda
