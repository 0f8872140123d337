#pragma once

// The back end on one CUDA device: the verbs of backend/backend.hpp over the parts of cuda/.

#include "backend/backend.hpp"
#include "backend/gpu.hpp"
#include "cuda/commit/twiddles.hpp"
#include "cuda/fill/fill.hpp"
#include "cuda/matrix/matrix.hpp"
#include "cuda/runtime/gpu.hpp"
#include "cuda/zerocheck/verbs.hpp"

namespace squall {

class CudaBackend : public Backend {
 public:
  // Throws DeviceFailure.
  explicit CudaBackend(const GpuOptions& options);

  std::string_view name() const override { return name_; }
  std::uint64_t estimate_memory(const VerifyingKey& key, const Params& params, const Shape& shape) const override {
    return gpu_memory_needed(key, params, shape);
  }
  std::uint64_t memory_limit() const override { return gpu_.pool().size(); }
  std::vector<KernelTime> kernel_times() override;
  Transfers transfers() override;
  void reset_profile() override { gpu_.reset_profile(); }

  std::unique_ptr<Matrix> matrix(unsigned log_rows, std::size_t width) override;
  void upload(Matrix& matrix, const Place& place, std::span<const Fp> column) override;
  std::vector<Fp> download(const Matrix& matrix, const Place& place, unsigned log_height) override;
  void fill(Witness& witness, const Trace& trace) override;
  std::vector<K> helpers(Witness& witness, const LogupChallenges& logup) override;
  std::unique_ptr<Commitment> commit(const Matrix& matrix) override;
  SkipRound skip_round(const Witness& witness, const LogupChallenges& logup,
                       const ZerocheckChallenges& challenges) override;
  std::unique_ptr<ZerocheckTables> zerocheck(const Witness& witness, const LogupChallenges& logup,
                                             const ZerocheckChallenges& challenges, std::span<const K> lagrange,
                                             const K& rho) override;
  std::unique_ptr<MergeTables> merge(const Witness& witness, MergeInput input) override;
  std::unique_ptr<WhirProver> whir(const Witness& witness, std::array<const Commitment*, 3> commitments,
                                   const std::array<std::vector<K>, 3>& weights, std::span<const K> z) override;
  std::uint64_t grind(const Digest& state, unsigned bits) override;

  cuda::Gpu& gpu() { return gpu_; }

 private:
  // For transforms of 2^log_size points: the same all through a proof, so that what is made with them may keep the
  // reference.
  const cuda::DeviceTwiddles& twiddles(unsigned log_size);
  const cuda::ChipKernels& kernels(const VerifyingKey& key);

  cuda::Gpu gpu_;
  std::string name_;
  std::unique_ptr<cuda::DeviceTwiddles> twiddles_;
  cuda::FillCache fill_cache_;
  // Of the machine that was proven last, and which that was: they refer to its chips.
  std::unique_ptr<cuda::ChipKernels> kernels_;
  std::pair<Digest, const Chip*> kernels_machine_{};
};

}  // namespace squall
