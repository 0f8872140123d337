#include "cuda/commit/commit.hpp"
#include "cuda/commit/powers.hpp"
#include "kit/catch.hpp"
#include "merkle/commit.hpp"
#include "orders.hpp"
#include "poly/extension_vector.hpp"
#include "random.hpp"

using namespace squall;
using namespace squall::cuda;

TEST_CASE("oracles are committed and opened as on the host") {
  Gpu gpu(0);
  ThreadPool pool(1);
  std::mt19937 random(1);
  unsigned turn = 0;
  for (const unsigned log_size : {0u, 1u, 3u, 7u, 10u}) {
    for (const unsigned log_blowup : {0u, 1u, 3u}) {
      for (const unsigned log_leaf : {0u, 1u, 3u, 4u, 6u}) {
        const unsigned log_domain = log_size + log_blowup;
        if (log_leaf > log_domain) continue;
        take_thread_order(turn++);
        INFO("2^" << log_size << " coefficients, 2^" << log_domain << " points, leaves of 2^" << log_leaf);
        const std::size_t size = std::size_t(1) << log_size, width = std::size_t(5) << log_leaf;
        std::vector<K> f(size);
        ExtensionVector coefficients(pool.memory(), size, false);
        for (std::size_t i = 0; i < size; ++i) coefficients.set(i, f[i] = random_k(random));
        const Twiddles twiddles(log_domain);
        const auto words = encode_extension(coefficients, log_size, log_domain, twiddles, Isa::kScalar, pool);
        const MerkleTree tree = commit_rows(words, width, log_domain - log_leaf, Isa::kScalar, pool);

        const DeviceTwiddles on_device(gpu, log_domain);
        Table table(gpu, 2 * size);  // planes longer than what counts
        for (std::size_t i = 0; i < 5; ++i) {
          gpu.upload(table.planes().data + i * table.planes().stride,
                     std::span<const Fp>(coefficients.coordinate[i].data(), size));
        }
        const std::size_t used = gpu.pool().used();
        gpu.pool().reset_peak();
        const CudaOracle oracle =
            commit_oracle(gpu, on_device, std::as_const(table).planes(), log_size, log_domain, log_leaf);
        CHECK(gpu.pool().peak() - used <= commit_oracle_memory(log_domain, log_leaf));
        CHECK(gpu.pool().used() - used == oracle_memory(log_domain, log_leaf));
        REQUIRE(oracle.root() == tree.root());

        const auto leaves = random_positions(random, log_domain - log_leaf, 1 + random() % 20);
        const std::size_t kept = gpu.pool().used();
        gpu.pool().reset_peak();
        const MerkleOpening opening = open_oracle(gpu, oracle, leaves);
        CHECK(gpu.pool().peak() - kept <= open_oracle_memory(log_domain, log_leaf, leaves.size()));
        std::vector<std::uint32_t> rows;
        for (const std::uint64_t leaf : leaves) {
          rows.insert(rows.end(), words.begin() + static_cast<std::ptrdiff_t>(leaf * width),
                      words.begin() + static_cast<std::ptrdiff_t>((leaf + 1) * width));
        }
        CHECK(opening.rows == rows);
        CHECK(opening.siblings == tree.siblings(leaves));
      }
    }
  }
}

TEST_CASE("sums of powers of points of a subgroup") {
  Gpu gpu(0);
  ThreadPool pool(1);
  std::mt19937 random(2);
  for (const unsigned log_domain : {0u, 1u, 4u, 9u, 12u, 14u}) {
    for (const unsigned less : {0u, 1u, 3u}) {
      if (less > log_domain) continue;
      take_thread_order(log_domain + less);
      const unsigned log_count = log_domain - less;
      INFO("2^" << log_count << " powers of points of the subgroup of order 2^" << log_domain);
      std::vector<std::uint64_t> positions;
      std::vector<K> coefficients;
      std::vector<SparseTerm> terms;
      for (int i = 0; i < 20; ++i) {
        positions.push_back(random() & ((1u << log_domain) - 1));
        coefficients.push_back(random_k(random));
        terms.push_back({positions.back(), coefficients.back()});
      }
      const auto sums = sum_of_powers(terms, log_domain, log_count, Twiddles(log_domain), Isa::kScalar, pool);
      std::vector<K> weights(std::size_t(1) << log_count), expected;
      for (std::size_t j = 0; j < weights.size(); ++j) {
        weights[j] = random_k(random);
        expected.push_back(weights[j] + sums.at(j));
      }
      const DeviceTwiddles twiddles(gpu, log_domain);
      Table table = upload_table(gpu, weights);
      const std::size_t used = gpu.pool().used();
      gpu.pool().reset_peak();
      add_powers(gpu, twiddles, table.planes(), log_count, log_domain, positions, coefficients);
      CHECK(gpu.pool().peak() - used <= add_powers_memory(log_domain, positions.size()));
      CHECK(download_table(gpu, std::as_const(table).planes(), weights.size()) == expected);
    }
  }
}
