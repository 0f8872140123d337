#include "poly/encoder.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace squall {
namespace {

// Sizes that suit a second-level cache of 1 MiB and a first-level cache of 32 KiB or more.
constexpr unsigned kLogBlockRows = 12, kLogMaxFirstLevels = 9;
constexpr std::size_t kSmallBytes = 32 << 10;

}  // namespace

TileEncoder::TileEncoder(unsigned log_rows, unsigned log_blowup, std::size_t width, const Twiddles& twiddles, Isa isa,
                         ThreadPool& pool)
    : log_rows_(log_rows),
      log_blowup_(log_blowup),
      log_size_(log_rows + log_blowup),
      log_block_(std::max(std::min(log_rows, kLogBlockRows),
                          log_rows > kLogMaxFirstLevels ? log_rows - kLogMaxFirstLevels : 0)),
      log_run_(std::min(log_block_, 4u)),
      log_piece_(std::min(log_block_, width == 16 ? 9u : 10u)),
      width_(width),
      twiddles_(twiddles),
      // The vector kernels need eight rows in a run; columns that short are not worth a vector anyway.
      kernels_(ntt_kernels(log_run_ >= 3 ? isa : Isa::kScalar)),
      pool_(pool),
      between_(pool.memory(), size() * width) {
  check(width == 8 || width == 16, "tiles are 8 or 16 columns wide");
  check(twiddles.log_size() >= log_size_, "not enough twiddles");
  const std::size_t gathered = (std::size_t(1) << (log_rows_ - log_block_ + log_run_)) * width;
  for (unsigned i = 0; i < pool.size(); ++i) scratch_.emplace_back(pool.memory(), 2 * gathered);
}

void TileEncoder::encode(std::span<const Fp* const> columns, const Consumer& consumer, const Filter& filter) {
  check(!columns.empty() && columns.size() <= width_, "a tile has 1 to width columns");
  pool_.for_each_worker(std::size_t(1) << (log_block_ - log_run_),
                        [&](std::size_t group, unsigned worker) { first_pass(columns, group, worker); });
  pool_.for_each(std::size_t(1) << (log_size_ - log_block_),
                 [&](std::size_t block) { second_pass(block, consumer, filter); });
}

void TileEncoder::first_pass(std::span<const Fp* const> columns, std::size_t group, unsigned worker) {
  const unsigned levels = log_rows_ - log_block_;
  const std::size_t rows = std::size_t(1) << levels, run = std::size_t(1) << log_run_, row_words = run * width_;
  const std::size_t target_row = width_ << log_block_;  // rows that lie side by side in scratch are a block apart
  std::uint32_t* gathered = scratch_[worker].data();
  std::uint32_t* work = gathered + rows * row_words;
  kernels_.gather(
      {columns.data(), columns.size(), width_, group * run, std::size_t(1) << log_block_, rows, run, gathered});
  for (std::size_t copy = 0; copy < std::size_t(1) << log_blowup_; ++copy) {
    std::uint32_t* target = between_.data() + ((copy << log_rows_) + group * run) * width_;
    NttStep step{gathered, work, 0, 0, 0, 1, copy, twiddles_.pairs()};
    if (levels == 0) {
      std::copy_n(gathered, row_words, target);
    } else if (levels <= 2) {
      step.target = target;
      step.words = step.source_part = row_words;
      step.target_part = target_row;
      (levels == 1 ? kernels_.radix2 : kernels_.radix4)(step);
    } else {
      const unsigned first = levels % 2 ? 1 : 2;
      step.words = step.source_part = step.target_part = row_words << (levels - first);
      (first == 1 ? kernels_.radix2 : kernels_.radix4)(step);
      for (std::size_t part = 0; part < std::size_t(1) << first; ++part) {
        transform(work + part * step.words, levels - first, row_words, (copy << first) + part,
                  target + (part << (levels - first)) * target_row, target_row);
      }
    }
  }
}

void TileEncoder::transform(std::uint32_t* data, unsigned log, std::size_t row_words, std::size_t block,
                            std::uint32_t* target, std::size_t target_row) {
  std::size_t blocks = 1;
  const std::size_t words = row_words << log;
  if (log % 2) {
    check(log > 1, "an odd number of levels starts with a single one");
    kernels_.radix2({data, data, words / 2, words / 2, words / 2, 1, block, twiddles_.pairs()});
    transform(data, log - 1, row_words, 2 * block, target, target_row);
    transform(data + words / 2, log - 1, row_words, 2 * block + 1, target + (target_row << (log - 1)), target_row);
    return;
  }
  if (log > 2 && words * sizeof(std::uint32_t) > kSmallBytes) {  // depth first, until the parts fit the cache
    const std::size_t part = words / 4;
    kernels_.radix4({data, data, part, part, part, 1, block, twiddles_.pairs()});
    for (std::size_t i = 0; i < 4; ++i) {
      transform(data + i * part, log - 2, row_words, 4 * block + i, target + i * (target_row << (log - 2)), target_row);
    }
    return;
  }
  for (; log > 2; log -= 2, blocks *= 4, block *= 4) {
    const std::size_t part = row_words << (log - 2);
    kernels_.radix4({data, data, part, part, part, blocks, block, twiddles_.pairs()});
  }
  kernels_.radix4({data, target, row_words, row_words, target_row, blocks, block, twiddles_.pairs()});
}

void TileEncoder::second_pass(std::size_t block, const Consumer& consumer, const Filter& filter) {
  const std::size_t pieces = std::size_t(1) << (log_block_ - log_piece_);
  if (filter) {
    bool wanted = false;
    for (std::size_t i = 0; i < pieces; ++i) wanted = wanted || filter(block * pieces + i);
    if (!wanted) return;
  }
  finish(between_.data() + (block << log_block_) * width_, log_block_, block << log_block_, consumer, filter);
}

// The levels of a block of the second pass down to pieces, then piece by piece the rest.
void TileEncoder::finish(std::uint32_t* data, unsigned log, std::size_t first_row, const Consumer& consumer,
                         const Filter& filter) {
  const std::size_t words = width_ << log, block = first_row >> log;
  if (log == log_piece_) {
    if (filter && !filter(first_row >> log_piece_)) return;
    if (log == 1) kernels_.radix2({data, data, width_, width_, width_, 1, block, twiddles_.pairs()});
    if (log > 1) transform(data, log, width_, block, data, width_);
    consumer(first_row, std::size_t(1) << log, data);
    return;
  }
  const unsigned levels = log - log_piece_ == 1 ? 1 : 2;
  const std::size_t part = words >> levels;
  (levels == 1 ? kernels_.radix2 : kernels_.radix4)({data, data, part, part, part, 1, block, twiddles_.pairs()});
  for (std::size_t i = 0; i < std::size_t(1) << levels; ++i) {
    finish(data + i * part, log - levels, first_row + (i << (log - levels)), consumer, filter);
  }
}

}  // namespace squall
