#pragma once

// A prover that cheats in one named place and does its best otherwise: a back end whose verbs can be interfered with.

#include <functional>
#include <memory>

#include "hash/grinding.hpp"
#include "kit/toy_proof.hpp"

namespace squall::toy {

// The matrices that a proof commits, in that order.
enum Committed : unsigned { kMainCommit = 0, kHelperCommit = 1 };

class DishonestBackend : public ReferenceBackend {
 public:
  DishonestBackend() : ReferenceBackend(true) {}

  std::function<void(Witness&)> after_fill;
  std::function<void(Witness&, const LogupChallenges&, std::vector<K>& totals)> after_helpers;
  std::function<void(unsigned number, ReferenceMatrix&)> before_commit, after_commit;
  std::function<PlainTree(unsigned number, const ReferenceMatrix&)> tree;  // instead of the honest one
  std::function<void(const Witness&)> before_merge;
  std::function<std::vector<K>(std::vector<K> g, std::span<const K> z)> polynomial;  // that WHIR is run on
  std::optional<VerifyingKey> other_key;                                             // whose columns the prover uses
  std::optional<unsigned> lazy_nonce;  // for this one (counted from 0) the first nonce that does not fit is sent

  void fill(Witness& witness, const Trace& trace) override {
    Witness mine = own(witness);
    ReferenceBackend::fill(mine, trace);
    if (after_fill) after_fill(mine);
  }
  std::vector<K> helpers(Witness& witness, const LogupChallenges& logup) override {
    Witness mine = own(witness);
    std::vector<K> totals = ReferenceBackend::helpers(mine, logup);
    if (after_helpers) after_helpers(mine, logup, totals);
    return totals;
  }
  std::unique_ptr<Commitment> commit(const Matrix& matrix) override {
    auto& m = const_cast<ReferenceMatrix&>(static_cast<const ReferenceMatrix&>(matrix));
    if (before_commit) before_commit(commits_, m);
    auto result = tree ? std::make_unique<ReferenceCommitment>(tree(commits_, m)) : ReferenceBackend::commit(matrix);
    if (after_commit) after_commit(commits_, m);
    ++commits_;
    return result;
  }
  SkipRound skip_round(const Witness& witness, const LogupChallenges& logup,
                       const ZerocheckChallenges& challenges) override {
    return ReferenceBackend::skip_round(own(witness), logup, challenges);
  }
  std::unique_ptr<ZerocheckTables> zerocheck(const Witness& witness, const LogupChallenges& logup,
                                             const ZerocheckChallenges& challenges, std::span<const K> lagrange,
                                             const K& rho) override {
    return ReferenceBackend::zerocheck(own(witness), logup, challenges, lagrange, rho);
  }
  std::unique_ptr<MergeTables> merge(const Witness& witness, MergeInput input) override {
    if (before_merge) before_merge(witness);
    return ReferenceBackend::merge(witness, std::move(input));
  }
  std::unique_ptr<WhirProver> whir(const Witness& witness, std::array<const squall::Commitment*, 3> commitments,
                                   const std::array<std::vector<K>, 3>& weights, std::span<const K> z) override {
    auto honest = ReferenceBackend::whir(witness, commitments, weights, z);
    if (!polynomial) return honest;
    std::vector<const PlainTree*> trees;
    for (std::size_t m = 0; m < commitments.size(); ++m) {
      if (!weights[m].empty()) trees.push_back(&static_cast<const ReferenceCommitment&>(*commitments[m]).tree);
    }
    return std::make_unique<WhirReference>(polynomial(honest->download(), z), z, std::move(trees));
  }
  std::uint64_t grind(const Digest& state, unsigned bits) override {
    if (lazy_nonce && nonces_++ == *lazy_nonce) {
      std::uint64_t nonce = 0;
      while (nonce_fits(state, bits, nonce)) ++nonce;
      return nonce;
    }
    return ReferenceBackend::grind(state, bits);
  }

 private:
  Witness own(const Witness& w) const {
    return {other_key ? *other_key : w.key, w.shape, w.main, w.helper, w.preprocessed};
  }
  unsigned commits_ = 0, nonces_ = 0;
};

}  // namespace squall::toy
