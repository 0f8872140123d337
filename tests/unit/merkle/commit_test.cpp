// Commitments against trees over rows that were encoded and hashed one by one.

#include "merkle/commit.hpp"

#include <algorithm>
#include <set>

#include "kit/catch.hpp"
#include "kit/laws_ntt.hpp"
#include "merkle/opening.hpp"

using namespace squall;

namespace {

Digest slow_root(std::vector<Digest> level) {
  for (; level.size() > 1; level.resize(level.size() / 2)) {
    for (std::size_t i = 0; i < level.size() / 2; ++i) level[i] = node_digest(level[2 * i], level[2 * i + 1]);
  }
  return level[0];
}

}  // namespace

TEST_CASE("Committed columns are the tree over their encoded rows", "[merkle]") {
  const Twiddles twiddles(14);
  ThreadPool pools[] = {ThreadPool(1), ThreadPool(2), ThreadPool(3)};
  struct Shape {
    std::size_t columns;
    unsigned log_rows, log_blowup;
  };
  for (auto [count, log_rows, log_blowup] : {Shape{1, 0, 1},
                                             {3, 1, 1},
                                             {17, 2, 0},
                                             {5, 3, 1},
                                             {16, 6, 1},
                                             {33, 7, 2},
                                             {257, 5, 1},
                                             {530, 4, 1},
                                             {20, 13, 1}}) {
    INFO(count << " columns of 2^" << log_rows << " rows, blow-up 2^" << log_blowup);
    const auto columns = laws::random_columns(count, log_rows, 3);
    const auto code = laws::reference_code_words(columns, log_blowup);
    const std::size_t leaves = code[0].size();
    std::vector<std::vector<std::uint32_t>> rows(leaves);
    std::vector<Digest> digests;
    for (std::size_t l = 0; l < leaves; ++l) {
      for (const auto& word : code) rows[l].push_back(word[l].canonical());
      digests.push_back(leaf_digest(rows[l]));
    }
    const Digest root = slow_root(digests);
    std::set<std::uint64_t> chosen;
    for (std::uint64_t i = 0; i < 12; ++i) chosen.insert((i * i * 37 + 5 * i) % leaves);
    const std::vector<std::uint64_t> positions(chosen.begin(), chosen.end());
    std::vector<std::uint32_t> expected;
    for (auto p : positions) expected.insert(expected.end(), rows[p].begin(), rows[p].end());
    for (Isa isa : {Isa::kScalar, detect_isa()}) {
      for (auto& pool : pools) {
        const CommitContext context{twiddles, isa, pool};
        const MerkleTree tree = commit_columns(laws::pointers(columns), log_rows, log_blowup, context);
        REQUIRE(tree.root() == root);
        const auto opened = open_columns(laws::pointers(columns), log_rows, log_blowup, positions, context);
        REQUIRE(opened == expected);
        REQUIRE(root_from_rows(log_rows + log_blowup, positions, opened, count, tree.siblings(positions)) == root);
      }
    }
  }
}

TEST_CASE("Committed rows are the tree over these rows", "[merkle]") {
  ThreadPool pools[] = {ThreadPool(1), ThreadPool(3)};
  std::mt19937 random(4);
  for (auto [width, log_leaves] : {std::pair<std::size_t, unsigned>{5, 0}, {10, 2}, {80, 10}, {320, 4}, {16, 9}}) {
    std::vector<std::uint32_t> words(width << log_leaves);
    for (auto& w : words) w = static_cast<std::uint32_t>(random());
    std::vector<Digest> digests;
    for (std::size_t l = 0; l < std::size_t(1) << log_leaves; ++l) {
      digests.push_back(leaf_digest(std::span(words).subspan(l * width, width)));
    }
    for (Isa isa : {Isa::kScalar, detect_isa()}) {
      for (auto& pool : pools) {
        const MerkleTree tree = commit_rows(words, width, log_leaves, isa, pool);
        REQUIRE(std::equal(digests.begin(), digests.end(), tree.level(0).begin()));
        REQUIRE(tree.root() == slow_root(digests));
      }
    }
  }
}
