#pragma once

// Reed-Solomon encoding of many columns, tile by tile, without ever holding a whole code word matrix.
//
// A column of 2^log_rows coefficients in natural order (Montgomery, one array per column) becomes a code word of
// 2^(log_rows + log_blowup) values; position l belongs to w^bitrev(l). A tile is up to `width` columns, 8 or 16 (16
// words make one hash block). Zero padding makes the first log_blowup levels of the transform mere copies. Two passes:
// the first gathers rows of a large stride into cache and does the early levels for them, the second does the late
// levels on contiguous blocks and hands each finished piece of rows on while it is in cache.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/buffer.hpp"
#include "base/parallel.hpp"
#include "field/isa.hpp"
#include "field/koalabear.hpp"
#include "poly/ntt_kernels.hpp"
#include "poly/twiddles.hpp"

namespace squall {

class TileEncoder {
 public:
  // The twiddles must reach 2^(log_rows + log_blowup) and outlive the encoder, as must the pool.
  TileEncoder(unsigned log_rows, unsigned log_blowup, std::size_t width, const Twiddles& twiddles, Isa isa,
              ThreadPool& pool);

  std::size_t size() const { return std::size_t(1) << log_size_; }  // rows of the code word
  std::size_t width() const { return width_; }
  // Rows come in pieces of this many (a power of two), the first row a multiple of it.
  std::size_t piece_rows() const { return std::size_t(1) << log_piece_; }

  // Receives rows first, first + 1, ... as canonical words, [count][width], columns past the given ones zero. Called
  // from all threads of the pool, once per piece.
  using Consumer = std::function<void(std::size_t first, std::size_t count, const std::uint32_t* words)>;
  // Which pieces are wanted, by number; none given: all.
  using Filter = std::function<bool(std::size_t piece)>;

  // Encodes one tile. On input: 1 to width columns.
  void encode(std::span<const Fp* const> columns, const Consumer& consumer, const Filter& filter = nullptr);

 private:
  void first_pass(std::span<const Fp* const> columns, std::size_t group, unsigned worker);
  void second_pass(std::size_t block, const Consumer& consumer, const Filter& filter);
  // All remaining levels of one block of 2^log rows of row_words each. The last step writes row r to
  // target + r * target_row; with the target the data itself: in place.
  void transform(std::uint32_t* data, unsigned log, std::size_t row_words, std::size_t block, std::uint32_t* target,
                 std::size_t target_row);
  void finish(std::uint32_t* data, unsigned log, std::size_t first_row, const Consumer& consumer, const Filter& filter);

  unsigned log_rows_, log_blowup_, log_size_;
  unsigned log_block_;  // rows of a block of the second pass
  unsigned log_run_;    // adjacent rows that the first pass takes at a time
  unsigned log_piece_;
  std::size_t width_;
  const Twiddles& twiddles_;
  const NttKernels& kernels_;
  ThreadPool& pool_;
  Buffer<std::uint32_t> between_;               // the matrix between the passes
  std::vector<Buffer<std::uint32_t>> scratch_;  // per worker
};

}  // namespace squall
