#include "merkle/opening.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "kit/catch.hpp"
#include "merkle/tree.hpp"

using namespace squall;

namespace {

using Row = std::vector<std::uint32_t>;

struct Slow {  // a tree by the book: level lists, positions in sets
  std::vector<std::vector<Digest>> levels;
  explicit Slow(const std::vector<Row>& rows) : levels(1) {
    for (const Row& r : rows) {
      Bytes bytes;
      for (auto w : r) append_le(bytes, w, 4);
      levels[0].push_back(kMerkleLeaf.hash(bytes));
    }
    while (levels.back().size() > 1) {
      std::vector<Digest> above;
      for (std::size_t i = 0; i < levels.back().size(); i += 2) {
        Bytes both(levels.back()[i].begin(), levels.back()[i].end());
        append(both, levels.back()[i + 1]);
        above.push_back(kMerkleNode.hash(both));
      }
      levels.push_back(above);
    }
  }
  std::vector<Digest> open(std::set<std::uint64_t> positions) const {
    std::vector<Digest> digests;
    for (std::size_t k = 0; k + 1 < levels.size(); ++k) {
      std::set<std::uint64_t> above;
      for (auto p : positions) {
        if (!positions.count(p ^ 1)) digests.push_back(levels[k][p ^ 1]);
        above.insert(p >> 1);
      }
      positions = above;
    }
    return digests;
  }
};

std::vector<Row> random_rows(unsigned log_size, std::size_t width) {
  std::mt19937 random(static_cast<unsigned>(log_size * 100 + width));
  std::vector<Row> rows(std::size_t(1) << log_size, Row(width));
  for (auto& r : rows) {
    for (auto& w : r) w = static_cast<std::uint32_t>(random() >> 2);
  }
  return rows;
}

MerkleTree build(unsigned log_size, const Slow& slow, Isa isa, ThreadPool& pool) {
  auto buffer = MerkleTree::buffer_for(log_size, pool.memory());
  std::copy(slow.levels[0].begin(), slow.levels[0].end(), buffer.begin());
  return MerkleTree(log_size, std::move(buffer), isa, pool);
}

}  // namespace

TEST_CASE("Openings of all subsets of a small tree lead to the root", "[merkle]") {
  ThreadPool pool(2);
  for (unsigned log_size : {0u, 1u, 2u, 3u}) {
    const auto rows = random_rows(log_size, 3);
    const Slow slow(rows);
    for (Isa isa : {Isa::kScalar, detect_isa()}) {
      const MerkleTree tree = build(log_size, slow, isa, pool);
      REQUIRE(tree.root() == slow.levels.back()[0]);
      for (unsigned k = 0; k <= log_size; ++k) {
        REQUIRE(std::equal(tree.level(k).begin(), tree.level(k).end(), slow.levels[k].begin(), slow.levels[k].end()));
      }
      for (unsigned subset = 1; subset < 1u << rows.size(); ++subset) {
        std::vector<std::uint64_t> positions;
        Row words;
        for (std::size_t p = 0; p < rows.size(); ++p) {
          if (!(subset >> p & 1)) continue;
          positions.push_back(p);
          words.insert(words.end(), rows[p].begin(), rows[p].end());
        }
        auto siblings = tree.siblings(positions);
        REQUIRE(siblings == slow.open({positions.begin(), positions.end()}));
        REQUIRE(opening_digest_count(log_size, positions) == siblings.size());
        REQUIRE(root_from_rows(log_size, positions, words, 3, siblings) == tree.root());
        // Every wrong word, wrong sibling and wrong count is noticed.
        words[words.size() / 2] ^= 1;
        REQUIRE(root_from_rows(log_size, positions, words, 3, siblings) != tree.root());
        words[words.size() / 2] ^= 1;
        siblings.push_back(tree.root());
        REQUIRE_FALSE(root_from_rows(log_size, positions, words, 3, siblings).has_value());
        siblings.pop_back();
        if (!siblings.empty()) {
          siblings.back()[5] ^= 1;
          REQUIRE(root_from_rows(log_size, positions, words, 3, siblings) != tree.root());
          siblings.pop_back();
          REQUIRE_FALSE(root_from_rows(log_size, positions, words, 3, siblings).has_value());
        }
      }
    }
  }
}

TEST_CASE("Larger trees, any number of threads", "[merkle]") {
  const auto rows = random_rows(13, 2);
  const Slow slow(rows);
  std::mt19937 random(3);
  for (unsigned threads : {1u, 2u, 3u}) {
    ThreadPool pool(threads);
    const MerkleTree tree = build(13, slow, detect_isa(), pool);
    REQUIRE(tree.root() == slow.levels.back()[0]);
    std::set<std::uint64_t> chosen;
    while (chosen.size() < 60) chosen.insert(random() % rows.size());
    const std::vector<std::uint64_t> positions(chosen.begin(), chosen.end());
    std::vector<Digest> leaves;
    for (auto p : positions) leaves.push_back(leaf_digest(rows[p]));
    REQUIRE(tree.siblings(positions) == slow.open(chosen));
    CHECK(root_from_leaves(13, positions, leaves, tree.siblings(positions)) == tree.root());
  }
}

TEST_CASE("Malformed openings are refused, not followed", "[merkle]") {
  const auto rows = random_rows(2, 1);
  const Slow slow(rows);
  const std::vector<Digest> two{slow.levels[0][1], slow.levels[0][2]};
  const auto siblings = slow.open({1, 2});
  using P = std::vector<std::uint64_t>;
  CHECK(root_from_leaves(2, P{1, 2}, two, siblings) == slow.levels[2][0]);
  CHECK_FALSE(root_from_leaves(2, P{2, 1}, two, siblings));
  CHECK_FALSE(root_from_leaves(2, P{1, 1}, two, siblings));
  CHECK_FALSE(root_from_leaves(2, P{1, 6}, two, siblings));
  CHECK_FALSE(root_from_leaves(2, P{1}, two, siblings));
  CHECK_FALSE(root_from_leaves(2, P{}, {}, siblings));
  CHECK_FALSE(root_from_leaves(64, P{1, 2}, two, siblings));
  CHECK_FALSE(root_from_rows(2, P{1, 2}, rows[1], 1, siblings));
  CHECK_FALSE(root_from_rows(2, P{1, 2}, {}, 0, siblings));
}
