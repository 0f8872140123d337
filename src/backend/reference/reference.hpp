#pragma once

// The reference back end: every verb as its definition says, one value at a time, with whole code words in memory. Slow
// on purpose; the other back ends are compared with it.

#include <vector>

#include "backend/backend.hpp"
#include "pcs/whir_reference.hpp"

namespace squall {

class ReferenceMatrix : public Matrix {
 public:
  ReferenceMatrix(unsigned log_rows, std::size_t width)
      : Matrix(log_rows, width), columns(width, std::vector<Fp>(std::size_t(1) << log_rows)) {}
  std::vector<std::vector<Fp>> columns;
};

class ReferenceCommitment : public Commitment {
 public:
  explicit ReferenceCommitment(PlainTree committed) : tree(std::move(committed)) {}
  Digest root() const override { return tree.root(); }
  PlainTree tree;
};

class ReferenceBackend : public Backend {
 public:
  // With `drop_unknown_lookups`, `fill` ignores lookups that are not in their table instead of throwing: the proof is
  // then false, as tests of forged traces want it.
  explicit ReferenceBackend(bool drop_unknown_lookups = false) : drop_unknown_lookups_(drop_unknown_lookups) {}

  std::string_view name() const override { return "reference"; }
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
  bool drop_unknown_lookups_;
};

}  // namespace squall
