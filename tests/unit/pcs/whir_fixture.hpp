#pragma once

// A complete small statement around WHIR: matrices with fixed contents, weights and a point from the transcript, a
// claim.

#include <functional>
#include <memory>
#include <string>

#include "field/algorithms.hpp"
#include "pcs/whir_reference.hpp"
#include "pcs/whir_verify.hpp"

namespace squall::whir_test {

struct Shape {
  std::size_t width;
  unsigned log_rows;
};

struct Case {
  std::string name;
  Params params;
  unsigned log_rows;
  std::vector<Shape> matrices;
};

// Makes the prover; tests replace it to cheat.
using MakeProver =
    std::function<std::unique_ptr<WhirProver>(std::vector<K>, std::span<const K>, std::vector<const PlainTree*>)>;

inline std::unique_ptr<WhirProver> honest(std::vector<K> f, std::span<const K> z, std::vector<const PlainTree*> trees) {
  return std::make_unique<WhirReference>(std::move(f), z, std::move(trees));
}

// The columns of matrix number `index`: entry j of column c is (j^2 + 3)(seed + 17 c) + 1000003 j, seed = 1 + 101
// index.
inline std::vector<std::vector<Fp>> columns_of(const Shape& shape, std::size_t index) {
  std::vector<std::vector<Fp>> columns(shape.width);
  for (std::size_t c = 0; c < shape.width; ++c) {
    for (std::uint64_t j = 0; j < std::uint64_t(1) << shape.log_rows; ++j) {
      columns[c].push_back(Fp((j * j + 3) * (1 + 101 * index + 17 * c) + j * 1000003));
    }
  }
  return columns;
}

// With trees given, these are committed instead of the matrices' own.
inline Sender prove(const Case& test, const MakeProver& make = honest, std::vector<PlainTree> trees = {},
                    NonceFinder find_nonce = find_nonce_plainly) {
  Sender sender(std::move(find_nonce), true);
  Transcript& transcript = sender.transcript();
  transcript.absorb_bytes("setup", Bytes(test.name.begin(), test.name.end()));
  std::vector<std::vector<std::vector<Fp>>> matrices;
  std::vector<unsigned> heights;
  for (std::size_t s = 0; s < test.matrices.size(); ++s) {
    matrices.push_back(columns_of(test.matrices[s], s));
    heights.push_back(test.matrices[s].log_rows);
    if (trees.size() == s) trees.push_back(commit_plainly(matrices[s]));
    sender.digest("matrix", trees[s].root());
  }
  std::vector<K> g(std::size_t(1) << test.log_rows);
  std::vector<const PlainTree*> pointers;
  for (std::size_t s = 0; s < matrices.size(); ++s) {
    const auto weights = transcript.challenges("weights", matrices[s].size());
    const unsigned drop = test.log_rows - heights[s];
    for (std::size_t c = 0; c < weights.size(); ++c) {
      for (std::size_t j = 0; j < matrices[s][c].size(); ++j) g[j << drop] += weights[c] * matrices[s][c][j];
    }
    pointers.push_back(&trees[s]);
  }
  const auto z = transcript.challenges("z", test.log_rows);
  const auto eq = eq_table(z);
  K claim;
  for (std::size_t j = 0; j < g.size(); ++j) claim += g[j] * eq[j];
  sender.extension("claim", std::vector<K>{claim});
  const auto prover = make(g, z, pointers);
  whir_prove(sender, test.params, test.log_rows, heights, *prover);
  return sender;
}

// What the verifier may be told wrongly.
struct Lie {
  std::function<void(std::vector<WhirSource>&)> sources = [](auto&) {};
  std::function<void(std::vector<K>&)> point = [](auto&) {};
  K claim_offset{};
};

inline Receiver verify(const Case& test, ByteView proof, const Lie& lie = {}) {
  Receiver receiver(proof, true);
  Transcript& transcript = receiver.transcript();
  transcript.absorb_bytes("setup", Bytes(test.name.begin(), test.name.end()));
  std::vector<WhirSource> sources;
  for (const Shape& shape : test.matrices) sources.push_back({receiver.digest("matrix"), shape.log_rows, {}});
  for (std::size_t s = 0; s < sources.size(); ++s) {
    sources[s].weights = transcript.challenges("weights", test.matrices[s].width);
  }
  auto z = transcript.challenges("z", test.log_rows);
  const K claim = receiver.extension("claim", 1)[0];
  lie.sources(sources);
  lie.point(z);
  whir_verify(receiver, test.params, test.log_rows, sources, z, claim + lie.claim_offset);
  receiver.finish();
  return receiver;
}

inline Params row(std::string_view name, unsigned first_fold, unsigned fold, unsigned final_log,
                  std::vector<unsigned> queries, unsigned ood, unsigned pow_fold, unsigned pow_query) {
  return {.name = name,
          .skip = 6,
          .first_fold = first_fold,
          .fold = fold,
          .final_log = final_log,
          .queries = std::move(queries),
          .ood = ood,
          .pow_logup = 0,
          .pow_batch = 0,
          .pow_fold = pow_fold,
          .pow_query = pow_query,
          .regimes = {0},
          .proven_bits = 0,
          .description = {}};
}

inline Case toy() { return {"toy", *find_params("toy"), 6, {{3, 6}, {2, 4}}}; }

}  // namespace squall::whir_test
