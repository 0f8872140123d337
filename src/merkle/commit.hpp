#pragma once

// The prover's side of commitments: encode, hash, and open again. The code word is not kept; opening encodes once more,
// but finishes only the pieces in which opened rows lie.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/parallel.hpp"
#include "field/isa.hpp"
#include "field/koalabear.hpp"
#include "merkle/tree.hpp"
#include "poly/twiddles.hpp"

namespace squall {

// What a commitment is made with; the parts are borrowed.
struct CommitContext {
  const Twiddles& twiddles;  // up to 2^(log_rows + log_blowup)
  Isa isa;
  ThreadPool& pool;
};

// The tree over the rows of the code words of `columns`, each of 2^log_rows coefficients: leaf l is the leaf digest of
// the canonical words at position l. On input: at least one column.
MerkleTree commit_columns(std::span<const Fp* const> columns, unsigned log_rows, unsigned log_blowup,
                          const CommitContext& context);

// The rows at strictly ascending positions, one after another.
std::vector<std::uint32_t> open_columns(std::span<const Fp* const> columns, unsigned log_rows, unsigned log_blowup,
                                        std::span<const std::uint64_t> positions, const CommitContext& context);

// The tree over 2^log_leaves rows of `width` words each that lie one after another: later oracles, with the 2^k
// elements of K of one coset as a row (width = 5 * 2^k, words as encode_extension gives them).
MerkleTree commit_rows(std::span<const std::uint32_t> words, std::size_t width, unsigned log_leaves, Isa isa,
                       ThreadPool& pool);

}  // namespace squall
