#include "cuda/matrix/combine.hpp"

#include "../kit/random.hpp"
#include "kit/catch.hpp"

using namespace squall;
using namespace squall::cuda;

namespace {

// Columns of `rows` rows, of which some use the first ones only, and g, their sum.
struct Columns {
  std::vector<DeviceBuffer<Fp>> device;
  ColumnTerms terms;
  std::vector<K> g;

  Columns(Gpu& gpu, Random& random, std::size_t count, std::size_t rows) : g(rows) {
    std::vector<ColumnTerm> list;
    for (std::size_t c = 0; c < count; ++c) {
      std::vector<Fp> cells = random.fps(rows);
      const std::size_t used = random.below(2) ? rows : 2 * random.below(static_cast<std::uint32_t>(rows / 2) + 1);
      const K weight = random.k();
      for (std::size_t i = 0; i < used; ++i) g[i] += weight * cells[i];
      device.push_back(gpu.copy(cells));
      list.push_back({device.back().data(), used, weight});
    }
    terms = ColumnTerms(gpu, std::move(list));
  }
};

}  // namespace

TEST_CASE("sums of columns") {
  Gpu gpu(0);
  in_thread_orders([&] {
    Random random(21);
    for (const std::size_t count : {0u, 1u, 2u, 5u, 128u, 131u, 300u}) {
      for (const std::size_t rows : {2u, 8u, 256u, 1024u}) {
        if (count > 5 && rows > 256) continue;
        const Columns columns(gpu, random, count, rows);
        CHECK(ColumnTerms::bytes(count) == Pool::rounded(columns.terms.size() * sizeof(ColumnTerm)));
        Table out(gpu, rows);
        combine(gpu, columns.terms, rows, out.planes());
        CHECK(download_table(gpu, out.planes(), rows) == columns.g);

        std::vector<K> sums = random.ks(8 * rows);
        Table lifted = upload_table(gpu, sums);
        combine(gpu, columns.terms, rows, lifted.planes(), 3, true);
        for (std::size_t i = 0; i < rows; ++i) sums[i << 3] += columns.g[i];
        CHECK(download_table(gpu, lifted.planes(), sums.size()) == sums);
      }
    }
  });
}

TEST_CASE("sums of columns over the upper or the lower bits of a row") {
  Gpu gpu(0);
  in_thread_orders([&] {
    Random random(22);
    for (const auto& [outer_bits, inner_bits] : {std::pair(1u, 0u),
                                                 {0u, 1u},
                                                 {3u, 0u},
                                                 {3u, 2u},
                                                 {6u, 0u},
                                                 {9u, 0u},
                                                 {9u, 1u},
                                                 {6u, 4u},
                                                 {2u, 7u},
                                                 {0u, 8u},
                                                 {1u, 8u},
                                                 {3u, 8u},
                                                 {2u, 10u}}) {
      const std::size_t outer = std::size_t(1) << outer_bits, inner = std::size_t(1) << inner_bits;
      const Columns columns(gpu, random, outer_bits == 3 ? 133 : 3, outer * inner);
      INFO(outer_bits << " outer bits, " << inner_bits << " inner bits");
      const std::vector<K> inner_weights = random.ks(inner), outer_weights = random.ks(outer);
      const Table inner_table = upload_table(gpu, inner_weights), outer_table = upload_table(gpu, outer_weights);
      std::vector<K> over_inner(outer), over_outer(inner);
      for (std::size_t row = 0; row < outer * inner; ++row) {
        over_inner[row / inner] += columns.g[row] * inner_weights[row % inner];
        over_outer[row % inner] += columns.g[row] * outer_weights[row / inner];
      }
      Table a(gpu, outer), b(gpu, inner);
      const std::size_t before = gpu.pool().used();
      gpu.pool().reset_peak();
      combine_inner(gpu, columns.terms, outer_bits, inner_bits, inner_table.planes(), a.planes());
      CHECK(gpu.pool().peak() - before == combine_inner_memory(outer_bits, inner_bits));
      CHECK(download_table(gpu, a.planes(), outer) == over_inner);
      if (inner_bits == 0) continue;
      gpu.pool().reset_peak();
      combine_outer(gpu, columns.terms, outer_bits, inner_bits, outer_table.planes(), b.planes());
      CHECK(gpu.pool().peak() - before == combine_outer_memory(outer_bits, inner_bits));
      CHECK(download_table(gpu, b.planes(), inner) == over_outer);
    }
  });
}
