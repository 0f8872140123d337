#include "cuda/field/products.hpp"

#include "../kit/random.hpp"
#include "cuda/field/round_kernels.hpp"
#include "kit/catch.hpp"

using namespace squall;
using namespace squall::cuda;

namespace {

ProductSums sums_of(const std::vector<K>& f, const std::vector<K>& w, std::size_t pairs, std::size_t step,
                    std::size_t distance) {
  ProductSums sums{};
  for (std::size_t i = 0; i < pairs; ++i) {
    const K f0 = f[i * step], f1 = f[i * step + distance], w0 = w[i * step], w1 = w[i * step + distance];
    sums[0] += f0 * w0;
    sums[1] += f1 * w1;
    sums[2] += (f1 - f0) * (w1 - w0);
  }
  return sums;
}

void bind_high_plainly(std::vector<K>& v, const K& z) {
  const std::size_t half = v.size() / 2;
  for (std::size_t i = 0; i < half; ++i) v[i] += z * (v[i + half] - v[i]);
  v.resize(half);
}

std::vector<K> bind_low_plainly(const std::vector<K>& v, const K& x) {
  std::vector<K> out(v.size() / 2);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = v[2 * i] + x * (v[2 * i + 1] - v[2 * i]);
  return out;
}

}  // namespace

TEST_CASE("high pairs: several tables at once, bound or not, down to one element") {
  Gpu gpu(0);
  Random random(11);
  struct Pair {
    std::vector<K> f, w;
    Table f_table, w_table;
    bool bind;
  };
  for (const auto& logs : {std::vector<unsigned>{1}, {3, 1, 7}, {11, 2}, {1, 12, 4, 1, 5}}) {
    const K z = random.k();
    std::vector<Pair> pairs;
    std::vector<HighPair> tasks;
    std::vector<std::size_t> sizes;
    for (const unsigned log : logs) {
      Pair p{
          random.ks(std::size_t(1) << log), random.ks(std::size_t(1) << log), {}, {}, log == 1 || random.below(2) == 0};
      p.f_table = upload_table(gpu, p.f);
      p.w_table = upload_table(gpu, p.w);
      tasks.push_back({p.f_table.planes(), p.w_table.planes(), p.f.size(), p.bind});
      sizes.push_back(p.f.size());
      pairs.push_back(std::move(p));
    }
    const std::size_t before = gpu.pool().used();
    gpu.pool().reset_peak();
    const auto sums = bind_and_sum_high(gpu, tasks, z);
    CHECK(gpu.pool().peak() - before <= high_sums_memory(sizes));
    REQUIRE(sums.size() == pairs.size());
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      Pair& p = pairs[i];
      if (p.bind) {
        bind_high_plainly(p.f, z);
        bind_high_plainly(p.w, z);
      }
      const std::size_t n = p.f.size();
      CHECK(download_table(gpu, p.f_table.planes(), n) == p.f);
      CHECK(download_table(gpu, p.w_table.planes(), n) == p.w);
      const ProductSums expected =
          n == 1 ? ProductSums{p.f[0] * p.w[0], p.f[0], p.w[0]} : sums_of(p.f, p.w, n / 2, 1, n / 2);
      CHECK(sums[i] == expected);
    }
  }
}

TEST_CASE("low pairs: bound, summed, or both at once") {
  Gpu gpu(0);
  in_thread_orders([&] {
    Random random(12);
    for (const unsigned log : {1u, 2u, 3u, 8u, 12u}) {
      const std::size_t n = std::size_t(1) << log;
      const std::vector<K> f = random.ks(n), w = random.ks(n);
      const Table f_table = upload_table(gpu, f), w_table = upload_table(gpu, w);
      const K x = random.k();
      const std::size_t before = gpu.pool().used();
      gpu.pool().reset_peak();
      CHECK(sum_low(gpu, f_table.planes(), w_table.planes(), n) == sums_of(f, w, n / 2, 2, 1));
      CHECK(gpu.pool().peak() - before <= low_sums_memory(n));
      const std::vector<K> f_bound = bind_low_plainly(f, x), w_bound = bind_low_plainly(w, x);
      Table f_out(gpu, n / 2), w_out(gpu, n / 2);
      bind_low(gpu, f_table.planes(), w_table.planes(), n, x, f_out.planes(), w_out.planes());
      CHECK(download_table(gpu, f_out.planes(), n / 2) == f_bound);
      CHECK(download_table(gpu, w_out.planes(), n / 2) == w_bound);
      if (n < 4) continue;
      Table f_again(gpu, n / 2), w_again(gpu, n / 2);
      CHECK(bind_and_sum_low(gpu, f_table.planes(), w_table.planes(), n, x, f_again.planes(), w_again.planes()) ==
            sums_of(f_bound, w_bound, n / 4, 2, 1));
      CHECK(download_table(gpu, f_again.planes(), n / 2) == f_bound);
      CHECK(download_table(gpu, w_again.planes(), n / 2) == w_bound);
    }
  });
}
