#include "cuda/field/univariate.hpp"

#include "../kit/random.hpp"
#include "field/algorithms.hpp"
#include "kit/catch.hpp"

using namespace squall;
using namespace squall::cuda;

TEST_CASE("values of univariate polynomials, and powers of points added to weights") {
  Gpu gpu(0);
  in_thread_orders([&] {
    Random random(31);
    for (const unsigned log : {1u, 2u, 7u, 8u, 13u, 15u}) {
      const std::size_t n = std::size_t(1) << log;
      const std::vector<K> f = random.ks(n);
      const Table table = upload_table(gpu, f);
      for (const std::size_t count : {0u, 1u, 2u, 3u, 5u}) {
        if (log > 8 && count > 3) continue;
        const std::vector<K> points = random.ks(count), coefficients = random.ks(count);
        std::vector<K> values, weights = random.ks(n);
        Table w = upload_table(gpu, weights);
        for (std::size_t p = 0; p < count; ++p) {
          values.push_back(horner(f, points[p]));
          K power = coefficients[p];
          for (std::size_t j = 0; j < n; ++j, power *= points[p]) weights[j] += power;
        }
        const std::size_t before = gpu.pool().used();
        gpu.pool().reset_peak();
        CHECK(evaluate(gpu, table.planes(), n, points) == values);
        ProductSums sums{};
        for (std::size_t i = 0; i < n; i += 2) {
          sums[0] += f[i] * weights[i];
          sums[1] += f[i + 1] * weights[i + 1];
          sums[2] += (f[i + 1] - f[i]) * (weights[i + 1] - weights[i]);
        }
        CHECK(add_point_powers(gpu, table.planes(), w.planes(), n, points, coefficients) == sums);
        CHECK(gpu.pool().peak() - before <= univariate_memory(n, count));
        CHECK(download_table(gpu, w.planes(), n) == weights);
      }
    }
  });
}
