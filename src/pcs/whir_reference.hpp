#pragma once

// The slow, obvious twin of every WHIR back end: plain vectors, one element at a time. For tests.

#include <vector>

#include "pcs/whir_prove.hpp"

namespace squall {

// Values of the polynomial on the subgroup of order 2^log_domain, in bit-reversed order.
std::vector<K> encode_plainly(std::span<const K> coefficients, unsigned log_domain);

// A tree with its rows.
class PlainTree {
 public:
  PlainTree() = default;
  explicit PlainTree(std::vector<std::vector<std::uint32_t>> rows);
  const Digest& root() const { return levels_.back().front(); }
  MerkleOpening open(std::span<const std::uint64_t> leaves) const;

 private:
  std::vector<std::vector<std::uint32_t>> rows_;
  std::vector<std::vector<Digest>> levels_;
};

// The tree over the code words of the columns (all of 2^h values): one leaf per domain point.
PlainTree commit_plainly(std::span<const std::vector<Fp>> columns);

class WhirReference : public WhirProver {
 public:
  // f: the coefficients of g. z: most significant variable first. The trees outlive this object.
  WhirReference(std::vector<K> f, std::span<const K> z, std::vector<const PlainTree*> sources);

  std::array<K, 3> round_polynomial() override;
  void bind(const K& x) override;
  Digest commit(unsigned log_domain, unsigned log_leaf) override;
  std::vector<K> evaluate(std::span<const K> points) override;
  MerkleOpening open_source(std::size_t source, std::span<const std::uint64_t> leaves) override;
  MerkleOpening open_oracle(std::size_t number, std::span<const std::uint64_t> leaves) override;
  void add_constraints(const WhirConstraints& constraints) override;
  std::vector<K> download() override { return f_; }

 private:
  std::vector<K> f_, weights_;
  std::vector<const PlainTree*> sources_;
  std::vector<PlainTree> oracles_;
};

}  // namespace squall
