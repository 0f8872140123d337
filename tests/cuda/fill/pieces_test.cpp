// What fill is made of.

#include <numeric>

#include "cuda/fill/lookup.hpp"
#include "cuda/fill/lookup_kernels.hpp"
#include "cuda/fill/staging.hpp"
#include "kit/catch.hpp"

namespace squall::cuda {
namespace {

TEST_CASE("records are read across chunks") {
  std::vector<std::byte> bytes(100);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(i);
  const std::span<const std::byte> all(bytes);
  const std::vector<std::span<const std::byte>> chunks = {all.subspan(0, 30), {}, all.subspan(30, 1), all.subspan(31)};
  for (const std::size_t step : {1u, 7u, 30u, 31u, 100u}) {
    ChunkReader reader(chunks);
    std::vector<std::byte> read(100);
    for (std::size_t at = 0; at < 100; at += step) reader.read(read.data() + at, std::min(step, 100 - at));
    CHECK(read == bytes);
    std::byte more{};
    CHECK_THROWS_AS(reader.read(&more, 1), std::logic_error);
  }
}

TEST_CASE("the order of failures") {
  // Instances, in them chunks of 128 rows, in these lookups, in these rows.
  CHECK(Failure::key(0, 1000, 9) < Failure::key(1, 0, 0));
  CHECK(Failure::key(3, 127, 9) < Failure::key(3, 128, 0));
  CHECK(Failure::key(3, 127, 1) < Failure::key(3, 0, 2));
  CHECK(Failure::key(3, 5, 2) < Failure::key(3, 6, 2));
  CHECK(Failure::key(1u << 20, (1u << 27) - 1, 65535) < Failure::kNone);
  const Failure failure(Failure::key(77, (1u << 22) + 131, 40));
  CHECK(failure.sequence == 77);
  CHECK(failure.row == (1u << 22) + 131);
  CHECK(failure.lookup == 40);
}

TEST_CASE("pieces come over in order") {
  Gpu gpu(0, {std::size_t(16) << 20, false});
  PinnedPieces pinned(1000);
  for (unsigned use = 0; use < 2; ++use) {
    Staging staging(gpu, pinned);
    auto collected = gpu.buffer<std::byte>(5000);
    for (unsigned i = 0; i < 5; ++i) {
      std::fill_n(staging.memory(), 1000, static_cast<std::byte>(i + use));
      gpu.copy_on_device(collected.data() + 1000 * i, staging.send(1000), 1000);
      staging.release();
    }
    const std::vector<std::byte> bytes = gpu.download(collected.data(), 5000);
    for (std::size_t i = 0; i < 5000; ++i) REQUIRE(bytes[i] == static_cast<std::byte>(i / 1000 + use));
  }
}

TEST_CASE("rows of words become columns") {
  Gpu gpu(0, {std::size_t(64) << 20, false});
  for (const auto& [count, width] : {std::pair<std::size_t, std::size_t>{1, 1}, {31, 33}, {100, 7}, {65, 64}}) {
    std::vector<std::uint32_t> words(count * width);
    for (std::size_t i = 0; i < words.size(); ++i) words[i] = static_cast<std::uint32_t>(i * 7919 % Fp::kModulus);
    const std::size_t height = count + 9, first = 5;
    auto cells = gpu.zeros<Fp>(height * width);
    std::vector<Fp*> columns;
    for (std::size_t c = 0; c < width; ++c) columns.push_back(cells.data() + c * height);
    const auto device_words = gpu.copy(words);
    const auto device_columns = gpu.copy(columns);
    write_rows(gpu, device_words.data(), count, width, device_columns.data(), first);
    const std::vector<Fp> result = gpu.download(cells.data(), height * width);
    for (std::size_t c = 0; c < width; ++c) {
      for (std::size_t r = 0; r < height; ++r) {
        const bool inside = r >= first && r < first + count;
        const Fp expected = inside ? Fp::from_canonical(words[(r - first) * width + c]) : Fp(0);
        REQUIRE(result[c * height + r] == expected);
      }
    }
  }
}

}  // namespace
}  // namespace squall::cuda
