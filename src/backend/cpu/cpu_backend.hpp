#pragma once

// The fast back end for CPUs: vector kernels over rows, work shared out to a thread pool.

#include "backend/backend.hpp"
#include "backend/cpu/context.hpp"
#include "poly/twiddles.hpp"

namespace squall {

class CpuBackend : public Backend {
 public:
  // The pool is borrowed. Every instruction set and number of threads gives the same results.
  explicit CpuBackend(ThreadPool& pool, Isa isa = detect_isa()) : context_{pool, isa} {}

  std::string_view name() const override { return context_.isa == Isa::kAvx2 ? "cpu (AVX2)" : "cpu (scalar)"; }
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

 private:
  // At least for transforms of 2^log_size points; those who use them keep them alive.
  std::shared_ptr<const Twiddles> twiddles(unsigned log_size);

  cpu::Context context_;
  std::shared_ptr<const Twiddles> twiddles_;
};

}  // namespace squall
