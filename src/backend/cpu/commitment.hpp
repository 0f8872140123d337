#pragma once

#include "backend/cpu/matrix.hpp"
#include "merkle/commit.hpp"

namespace squall::cpu {

struct CpuCommitment : Commitment {
  explicit CpuCommitment(MerkleTree committed) : tree(std::move(committed)) {}
  Digest root() const override { return tree.root(); }
  MerkleTree tree;
};

inline std::vector<const Fp*> columns_of(const CpuMatrix& matrix) {
  std::vector<const Fp*> columns;
  for (std::size_t w = 0; w < matrix.width(); ++w) columns.push_back(matrix.column(w));
  return columns;
}

}  // namespace squall::cpu
