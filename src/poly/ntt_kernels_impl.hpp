#pragma once

// Butterflies (a + c b, a - c b) with one constant per block. Words are kept below p between steps; inside a step the
// sum that only feeds another multiplication stays below 2p, which Shoup's product accepts.

#include "poly/ntt_kernels.hpp"

namespace squall {

template <class Lanes>
struct NttKernelsImpl {
  static constexpr std::size_t W = Lanes::kWidth;

  struct Constant {
    Lanes value, quotient;
    SQUALL_INLINE explicit Constant(const ShoupPair& pair)
        : value(Lanes::words(pair.value)), quotient(Lanes::words(pair.quotient)) {}
    SQUALL_INLINE Lanes times(Lanes x) const { return x.mul_shoup(value, quotient).fold_words(); }
  };

  static void radix2(const NttStep& step) {
    for (std::size_t b = 0; b < step.blocks; ++b) {
      const Constant c(step.twiddles[step.first_block + b]);
      const std::uint32_t* in = step.source + 2 * step.source_part * b;
      std::uint32_t* out = step.target + 2 * step.target_part * b;
      for (std::size_t i = 0; i < step.words; i += W) {
        const Lanes low = Lanes::load_words(in + i), high = c.times(Lanes::load_words(in + i + step.source_part));
        low.add_words(high).fold_words().store_words(out + i);
        low.sub_words(high).lift_words().store_words(out + i + step.target_part);
      }
    }
  }

  static void radix4(const NttStep& step) {
    const Lanes p = Lanes::words(Fp::kModulus);
    const std::size_t from = step.source_part, to = step.target_part;
    for (std::size_t b = 0; b < step.blocks; ++b) {
      const std::size_t block = step.first_block + b;
      const Constant c(step.twiddles[block]), left(step.twiddles[2 * block]), right(step.twiddles[2 * block + 1]);
      const std::uint32_t* in = step.source + 4 * from * b;
      std::uint32_t* out = step.target + 4 * to * b;
      for (std::size_t i = 0; i < step.words; i += W) {
        const Lanes x0 = Lanes::load_words(in + i), x1 = Lanes::load_words(in + i + from);
        const Lanes t2 = c.times(Lanes::load_words(in + i + 2 * from));
        const Lanes t3 = c.times(Lanes::load_words(in + i + 3 * from));
        const Lanes y0 = x0.add_words(t2).fold_words(), y2 = x0.sub_words(t2).lift_words();
        const Lanes u1 = left.times(x1.add_words(t3));
        const Lanes u3 = right.times(x1.sub_words(t3).add_words(p));
        y0.add_words(u1).fold_words().store_words(out + i);
        y0.sub_words(u1).lift_words().store_words(out + i + to);
        y2.add_words(u3).fold_words().store_words(out + i + 2 * to);
        y2.sub_words(u3).lift_words().store_words(out + i + 3 * to);
      }
    }
  }

  static void gather(const GatherStep& step) {
    constexpr std::size_t kAhead = 4;  // rows; far apart in memory, no prefetcher of the processor finds them
    for (std::size_t i = 0; i < step.rows; ++i) {
      const std::size_t at = i * step.stride + step.first;
      std::uint32_t* out = step.target + i * step.run * step.width;
      if (i + kAhead < step.rows) {
        for (std::size_t c = 0; c < step.count; ++c) __builtin_prefetch(step.columns[c] + at + kAhead * step.stride);
      }
      for (std::size_t c = 0; c < step.width; c += W) {
        for (std::size_t j = 0; j < step.run; j += W) {
          Lanes square[W];
          for (std::size_t k = 0; k < W; ++k) {
            if (c + k < step.count) square[k] = Lanes::load(step.columns[c + k] + at + j).to_canonical_words();
          }
          Lanes::transpose(square);
          for (std::size_t k = 0; k < W; ++k) square[k].store_words(out + (j + k) * step.width + c);
        }
      }
    }
  }

  static constexpr NttKernels table() { return {radix2, radix4, gather}; }
};

}  // namespace squall
