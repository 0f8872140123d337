#include <algorithm>

#include "cuda/backend/cuda_backend.hpp"
#include "cuda/commit/commit.hpp"
#include "cuda/commit/grind.hpp"
#include "cuda/merge/merge.hpp"
#include "cuda/whir/whir.hpp"

namespace squall {

using cuda::cuda_matrix;
using cuda::CudaMatrix;

CudaBackend::CudaBackend(const GpuOptions& options)
    : gpu_(options.device, {options.memory, options.profile}), name_("cuda (" + gpu_.device_name() + ")") {}

std::vector<KernelTime> CudaBackend::kernel_times() {
  std::vector<KernelTime> times;
  for (const cuda::KernelProfile& k : gpu_.profile().kernels()) {
    times.push_back({k.name, k.launches, k.seconds, k.cost.bytes, k.cost.slots, gpu_.rates().floor_seconds(k.cost)});
  }
  return times;
}

Transfers CudaBackend::transfers() {
  const cuda::Profile& profile = gpu_.profile();
  return {profile.uploaded, profile.downloaded, profile.round_trips};
}

std::unique_ptr<Matrix> CudaBackend::matrix(unsigned log_rows, std::size_t width) {
  return std::make_unique<CudaMatrix>(gpu_, log_rows, width);
}

void CudaBackend::upload(Matrix& matrix, const Place& place, std::span<const Fp> column) {
  check((column.size() & (column.size() - 1)) == 0 && !column.empty(), "a column has 2^t values");
  gpu_.upload(cuda_matrix(matrix).column(place.column) + place.slot * column.size(), column);
}

std::vector<Fp> CudaBackend::download(const Matrix& matrix, const Place& place, unsigned log_height) {
  return gpu_.download(cuda_matrix(matrix).at(place, log_height), std::size_t(1) << log_height);
}

void CudaBackend::fill(Witness& witness, const Trace& trace) { cuda::fill_witness(gpu_, witness, trace, fill_cache_); }

std::vector<K> CudaBackend::helpers(Witness& witness, const LogupChallenges& logup) {
  return cuda::fill_helpers(gpu_, witness, logup, kernels(witness.key));
}

const cuda::DeviceTwiddles& CudaBackend::twiddles(unsigned log_size) {
  if (!twiddles_ || twiddles_->log_size() != log_size) {
    twiddles_.reset();
    twiddles_ = std::make_unique<cuda::DeviceTwiddles>(gpu_, log_size);
  }
  return *twiddles_;
}

const cuda::ChipKernels& CudaBackend::kernels(const VerifyingKey& key) {
  const std::pair machine{key.digest, key.machine.chips.data()};
  if (!kernels_ || kernels_machine_ != machine) {
    kernels_ = std::make_unique<cuda::ChipKernels>(key.machine);
    kernels_machine_ = machine;
  }
  return *kernels_;
}

std::unique_ptr<Commitment> CudaBackend::commit(const Matrix& matrix) {
  return cuda::commit_matrix(gpu_, twiddles(matrix.log_rows() + 1), cuda_matrix(matrix));
}

SkipRound CudaBackend::skip_round(const Witness& witness, const LogupChallenges& logup,
                                  const ZerocheckChallenges& challenges) {
  return cuda::skip_round(gpu_, witness, logup, challenges, kernels(witness.key));
}

std::unique_ptr<ZerocheckTables> CudaBackend::zerocheck(const Witness& witness, const LogupChallenges& logup,
                                                        const ZerocheckChallenges& challenges,
                                                        std::span<const K> lagrange, const K& rho) {
  return cuda::make_zerocheck(gpu_, witness, logup, challenges, lagrange, rho, kernels(witness.key));
}

std::unique_ptr<MergeTables> CudaBackend::merge(const Witness& witness, MergeInput input) {
  return cuda::make_merge(gpu_, witness, std::move(input));
}

std::unique_ptr<WhirProver> CudaBackend::whir(const Witness& witness, std::array<const Commitment*, 3> commitments,
                                              const std::array<std::vector<K>, 3>& weights, std::span<const K> z) {
  return cuda::make_whir(gpu_, twiddles(witness.shape.log_rows + 1), witness, commitments, weights, z);
}

std::uint64_t CudaBackend::grind(const Digest& state, unsigned bits) { return cuda::find_nonce(gpu_, state, bits); }

}  // namespace squall
