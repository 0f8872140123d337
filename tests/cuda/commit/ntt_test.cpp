#include "cuda/commit/ntt.hpp"

#include <random>
#include <string>

#include "kit/catch.hpp"
#include "kit/laws_ntt.hpp"
#include "orders.hpp"

using namespace squall;
using namespace squall::cuda;

namespace {

struct Columns {
  std::vector<std::vector<Fp>> values;
  std::vector<Fp> joined;  // with a gap after every column
  std::size_t stride;
  Columns(std::size_t count, unsigned log_rows, unsigned seed)
      : values(laws::random_columns(count, log_rows, seed)), stride((std::size_t(1) << log_rows) + 4) {
    for (const auto& column : values) {
      joined.insert(joined.end(), column.begin(), column.end());
      joined.resize(joined.size() + 4);
    }
  }
};

// Checks the whole code words, then some tiles.
void check_encoding(Gpu& gpu, std::size_t count, unsigned log_rows, unsigned log_blowup, const NttPlan& plan) {
  INFO(count << " columns of 2^" << log_rows << ", blow-up 2^" << log_blowup << ", " << plan.strided << " + "
             << plan.local << " levels");
  const Columns columns(count, log_rows, 100 * log_rows + log_blowup);
  const auto expected = laws::reference_code_words(columns.values, log_blowup);
  const unsigned log_size = log_rows + log_blowup;
  const DeviceTwiddles twiddles(gpu, log_size);
  const DeviceBuffer<Fp> source = gpu.copy(columns.joined);
  DeviceBuffer<std::uint32_t> target = gpu.buffer<std::uint32_t>(count << log_size);
  const Encoding encoding{source.data(), columns.stride, count, log_rows, log_blowup, target.data()};
  encode(gpu, twiddles, encoding, plan);
  const auto words = gpu.download(target.data(), target.size());
  for (std::size_t c = 0; c < count; ++c) {
    for (std::size_t i = 0; i < expected[c].size(); ++i) {
      if (words[(c << log_size) + i] != expected[c][i].canonical()) FAIL("column " << c << ", position " << i);
    }
  }

  const unsigned local = plan.local;
  std::vector<std::uint32_t> tiles;
  for (std::uint32_t t = 0; t < 1u << (log_size - local); ++t) {
    if (t % 3 == 1 || t + 1 == 1u << (log_size - local)) tiles.push_back(t);
  }
  DeviceBuffer<std::uint32_t> some = gpu.buffer<std::uint32_t>((count * tiles.size()) << local);
  Encoding partial = encoding;
  partial.target = some.data();
  const std::size_t used = gpu.pool().used();
  gpu.pool().reset_peak();
  encode_tiles(gpu, twiddles, partial, plan, tiles);
  CHECK(gpu.pool().peak() - used <= encode_tiles_memory(plan, log_blowup, tiles.size()));
  const auto chosen = gpu.download(some.data(), some.size());
  for (std::size_t c = 0; c < count; ++c) {
    for (std::size_t t = 0; t < tiles.size(); ++t) {
      for (std::size_t i = 0; i < std::size_t(1) << local; ++i) {
        if (chosen[((c * tiles.size() + t) << local) + i] !=
            expected[c][(std::size_t(tiles[t]) << local) + i].canonical()) {
          FAIL("tile " << tiles[t] << " of column " << c << ", word " << i);
        }
      }
    }
  }
}

}  // namespace

TEST_CASE("twiddles of any size") {
  Gpu gpu(0);
  for (unsigned log_size = 0; log_size <= 12; ++log_size) {
    const Twiddles expected(log_size);
    gpu.pool().reset_peak();
    const DeviceTwiddles twiddles(gpu, log_size);
    CHECK(gpu.pool().peak() == twiddle_memory(log_size));
    const std::size_t count = log_size == 0 ? 1 : std::size_t(1) << (log_size - 1);
    const auto pairs = gpu.download(twiddles.pairs(), count);
    for (std::size_t b = 0; b < count; ++b) {
      REQUIRE(pairs[b].value == expected.pairs()[b].value);
      REQUIRE(pairs[b].quotient == expected.pairs()[b].quotient);
    }
  }
}

TEST_CASE("encoding is evaluation on the subgroup, for all sizes") {
  Gpu gpu(0);
  std::mt19937 random(11);
  for (unsigned log_size = 0; log_size <= 14; ++log_size) {
    for (unsigned log_blowup = 0; log_blowup <= std::min(log_size, 4u); ++log_blowup) {
      take_thread_order(log_size + log_blowup);
      const std::size_t count = log_size > 10 ? 1 + random() % 3 : 1 + random() % 40;
      check_encoding(gpu, count, log_size - log_blowup, log_blowup, ntt_plan(log_size - log_blowup));
    }
  }
}

TEST_CASE("every number of strided levels") {
  Gpu gpu(0);
  for (unsigned order = 0; order < 3; ++order) {
    for (unsigned strided = 1; strided <= 12; ++strided) {
      take_thread_order(order);
      const unsigned local = strided < 6 ? 3 + order : std::max(3u, 13 - strided);
      check_encoding(gpu, 1 + order, strided + local, order == 2 ? 2 : order, {strided, local});
    }
  }
}

TEST_CASE("both passes in the sizes of long columns") {
  Gpu gpu(0);
  for (const unsigned strided : {1u, 4u, 6u}) {
    take_thread_order(strided);
    check_encoding(gpu, 3, strided + 12, 1, ntt_plan(strided + 12));
  }
}

TEST_CASE("in place without blow-up") {
  Gpu gpu(0);
  for (const NttPlan plan : {NttPlan{0, 4}, NttPlan{0, 12}, NttPlan{3, 5}, NttPlan{2, 12}, NttPlan{9, 4}}) {
    const unsigned log_rows = plan.strided + plan.local;
    const auto columns = laws::random_columns(3, log_rows, 5);
    const auto expected = laws::reference_code_words(columns, 0);
    std::vector<Fp> joined;
    for (const auto& column : columns) joined.insert(joined.end(), column.begin(), column.end());
    const DeviceTwiddles twiddles(gpu, log_rows);
    DeviceBuffer<Fp> words = gpu.copy(joined);
    auto* target = reinterpret_cast<std::uint32_t*>(words.data());
    encode(gpu, twiddles, {words.data(), std::size_t(1) << log_rows, 3, log_rows, 0, target}, plan);
    const auto result = gpu.download(static_cast<const std::uint32_t*>(target), words.size());
    for (std::size_t c = 0; c < 3; ++c) {
      for (std::size_t i = 0; i < expected[c].size(); ++i) {
        if (result[(c << log_rows) + i] != expected[c][i].canonical()) FAIL("column " << c << ", position " << i);
      }
    }
  }
}

TEST_CASE("what cannot be done is refused") {
  Gpu gpu(0);
  const DeviceTwiddles twiddles(gpu, 5);
  DeviceBuffer<std::uint32_t> words = gpu.zeros<std::uint32_t>(1 << 8);
  const auto* source = reinterpret_cast<const Fp*>(words.data());
  CHECK_THROWS_AS(encode(gpu, twiddles, {source, 32, 1, 5, 1, words.data()}), std::logic_error);
  CHECK_THROWS_AS(encode(gpu, twiddles, {source, 32, 1, 5, 0, words.data()}, {3, 3}), std::logic_error);
  CHECK_THROWS_AS(DeviceTwiddles(gpu, 25), std::logic_error);
}
