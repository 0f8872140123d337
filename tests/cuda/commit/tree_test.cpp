#include "cuda/commit/tree.hpp"

#include "kit/catch.hpp"
#include "merkle/opening.hpp"
#include "merkle/tree.hpp"
#include "orders.hpp"
#include "random.hpp"

using namespace squall;
using namespace squall::cuda;

namespace {

std::vector<Digest> digests_of(Gpu& gpu, const DigestWords* words, std::size_t count) {
  std::vector<Digest> digests(count);
  gpu.download(std::span<Digest>(digests), reinterpret_cast<const Digest*>(words));
  return digests;
}

}  // namespace

TEST_CASE("leaves of any width, in pieces or not") {
  Gpu gpu(0);
  std::mt19937 random(1);
  unsigned turn = 0;
  for (const std::size_t width : {1u, 15u, 16u, 17u, 33u, 200u, 255u, 256u, 257u, 512u, 513u, 800u, 1300u}) {
    take_thread_order(turn++);
    const std::size_t leaves = 1 + random() % 200, stride = leaves + 3;
    std::vector<std::uint32_t> words(width * stride);
    for (auto& w : words) w = static_cast<std::uint32_t>(random());
    std::vector<Digest> expected;
    for (std::size_t l = 0; l < leaves; ++l) {
      std::vector<std::uint32_t> row;
      for (std::size_t w = 0; w < width; ++w) row.push_back(words[w * stride + l]);
      expected.push_back(leaf_digest(row));
    }
    const DeviceBuffer<std::uint32_t> on_device = gpu.copy(words);
    DeviceBuffer<DigestWords> digests = gpu.buffer<DigestWords>(leaves);
    for (const std::size_t piece : {width, std::size_t(16), std::size_t(48), std::size_t(272)}) {
      INFO(leaves << " leaves of " << width << " words, " << piece << " at a time");
      gpu.clear(digests.data(), digests.bytes());
      const std::size_t used = gpu.pool().used();
      gpu.pool().reset_peak();
      DeviceLeafHasher hasher(gpu, leaves, width, piece < width);
      CHECK(gpu.pool().peak() - used == leaf_hasher_memory(leaves, width, piece < width));
      for (std::size_t w = 0; w < width; w += piece) {
        hasher.absorb(on_device.data() + w * stride, stride, std::min(piece, width - w), digests.data());
      }
      CHECK(digests_of(gpu, digests.data(), leaves) == expected);
    }
  }
}

TEST_CASE("hashers refuse pieces that are no blocks") {
  Gpu gpu(0);
  const DeviceBuffer<std::uint32_t> words = gpu.zeros<std::uint32_t>(64);
  DeviceBuffer<DigestWords> digests = gpu.buffer<DigestWords>(2);
  DeviceLeafHasher whole(gpu, 2, 32, false), parts(gpu, 2, 32, true);
  CHECK_THROWS_AS(whole.absorb(words.data(), 2, 16, digests.data()), std::logic_error);
  CHECK_THROWS_AS(parts.absorb(words.data(), 2, 15, digests.data()), std::logic_error);
  CHECK_THROWS_AS(parts.absorb(words.data(), 2, 48, digests.data()), std::logic_error);
}

TEST_CASE("trees of all sizes, and what they open") {
  Gpu gpu(0);
  ThreadPool pool(1);
  std::mt19937 random(2);
  for (unsigned log_size = 0; log_size <= 13; ++log_size) {
    take_thread_order(log_size);
    auto leaves = MerkleTree::buffer_for(log_size, pool.memory());
    DeviceTree tree(gpu, log_size);
    CHECK(Pool::rounded(tree.size() * sizeof(DigestWords)) == tree_memory(log_size));
    for (std::size_t l = 0; l < std::size_t(1) << log_size; ++l) leaves[l] = random_digest(random);
    gpu.upload(reinterpret_cast<Digest*>(tree.digests()),
               std::span<const Digest>(leaves.data(), std::size_t(1) << log_size));
    const MerkleTree expected(log_size, std::move(leaves), Isa::kScalar, pool);
    CHECK(finish_tree(gpu, tree) == expected.root());
    const auto all = digests_of(gpu, tree.digests(), tree.size());
    for (unsigned k = 0; k <= log_size; ++k) {
      const auto level = expected.level(k);
      CHECK(std::equal(level.begin(), level.end(),
                       all.begin() + static_cast<std::ptrdiff_t>(tree_level_start(log_size, k))));
    }
    std::vector<std::uint64_t> nodes;
    for (int i = 0; i < 50; ++i) nodes.push_back(random() % tree.size());
    DeviceBuffer<DigestWords> some = gpu.buffer<DigestWords>(nodes.size());
    gather_digests(gpu, tree, nodes, some.data());
    const auto gathered = digests_of(gpu, some.data(), nodes.size());
    for (std::size_t i = 0; i < nodes.size(); ++i) CHECK(gathered[i] == all[nodes[i]]);
  }
}
