#pragma once

// Runs every verb on two back ends and compares what they say: matrix cells, totals, roots, rounds, openings, nonces.
// The first difference is thrown as BackendMismatch, which names verb, place and both back ends.

#include <stdexcept>

#include "backend/backend.hpp"

namespace squall {

struct BackendMismatch : std::logic_error {
  using std::logic_error::logic_error;
};

class DualBackend : public Backend {
 public:
  // Both are borrowed.
  DualBackend(Backend& first, Backend& second) : first_(first), second_(second) {}

  std::string_view name() const override { return "dual"; }
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
  // Compares all columns of a matrix.
  void same_cells(const char* verb, const Matrix& matrix);

  Backend& first_;
  Backend& second_;
};

}  // namespace squall
