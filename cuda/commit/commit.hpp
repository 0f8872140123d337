#pragma once

// Commitments on the device: of matrices, whose code words are hashed and not kept, and of WHIR's oracles, whose words
// stay until they are opened. Roots and openings are those of merkle/commit.hpp, word for word.

#include <memory>
#include <span>

#include "backend/backend.hpp"
#include "cuda/commit/tree.hpp"
#include "cuda/commit/twiddles.hpp"
#include "cuda/field/planes.hpp"
#include "cuda/matrix/matrix.hpp"
#include "pcs/whir_prove.hpp"

namespace squall::cuda {

class CudaCommitment : public Commitment {
 public:
  CudaCommitment(DeviceTree tree, const Digest& root) : tree_(std::move(tree)), root_(root) {}
  Digest root() const override { return root_; }
  const DeviceTree& tree() const { return tree_; }

 private:
  DeviceTree tree_;
  Digest root_;
};

// The tree over the rows of the matrix's code word of rate 1/2. On input: at least one column. Columns are encoded and
// hashed some at a time: as many as the pool has memory for, at least 16.
std::unique_ptr<CudaCommitment> commit_matrix(Gpu& gpu, const DeviceTwiddles& twiddles, const CudaMatrix& matrix);
// The rows at strictly ascending positions, encoded once more, and the digests that go with them: one round trip.
MerkleOpening open_matrix(Gpu& gpu, const DeviceTwiddles& twiddles, const CudaMatrix& matrix,
                          const CudaCommitment& commitment, std::span<const std::uint64_t> leaves);

// A code word over K with its tree.
class CudaOracle {
 public:
  CudaOracle(DeviceBuffer<std::uint32_t> words, unsigned log_domain, unsigned log_leaf, DeviceTree tree,
             const Digest& root)
      : words_(std::move(words)), log_domain_(log_domain), log_leaf_(log_leaf), tree_(std::move(tree)), root_(root) {}

  const std::uint32_t* words() const { return words_.data(); }  // five planes of 2^log_domain canonical words
  unsigned log_domain() const { return log_domain_; }
  unsigned log_leaf() const { return log_leaf_; }
  std::size_t width() const { return std::size_t(5) << log_leaf_; }  // words per leaf
  const DeviceTree& tree() const { return tree_; }
  const Digest& root() const { return root_; }

 private:
  DeviceBuffer<std::uint32_t> words_;
  unsigned log_domain_, log_leaf_;
  DeviceTree tree_;
  Digest root_;
};

// WhirProver::commit for the 2^log_size coefficients f. On input: log_size <= log_domain, log_leaf <= log_domain.
CudaOracle commit_oracle(Gpu& gpu, const DeviceTwiddles& twiddles, const ConstPlanes& f, unsigned log_size,
                         unsigned log_domain, unsigned log_leaf);
// WhirProver::open_oracle: one round trip.
MerkleOpening open_oracle(Gpu& gpu, const CudaOracle& oracle, std::span<const std::uint64_t> leaves);

// Bounds on the device memory that these take. What stays: tree_memory of a commitment (cuda/commit/tree.hpp),
// oracle_memory of an oracle; both are included in the bounds for the commit itself.
std::size_t commit_memory(unsigned log_rows, std::size_t width);
// At most `queries` aligned blocks of leaves_per_query leaves (a power of two).
std::size_t open_memory(unsigned log_rows, std::size_t width, std::size_t queries, std::size_t leaves_per_query);
std::size_t oracle_memory(unsigned log_domain, unsigned log_leaf);         // kept
std::size_t commit_oracle_memory(unsigned log_domain, unsigned log_leaf);  // while it is made
std::size_t open_oracle_memory(unsigned log_domain, unsigned log_leaf, std::size_t leaves);

}  // namespace squall::cuda
