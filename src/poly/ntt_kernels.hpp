#pragma once

// The vector kernels of the encoder. Data are canonical words; a step works on `blocks` blocks in a row, each of 2 or 4
// equal parts, and never mixes words that lie at different offsets of their parts.

#include <cstddef>
#include <cstdint>

#include "field/isa.hpp"
#include "field/koalabear.hpp"
#include "field/shoup.hpp"

namespace squall {

struct NttStep {
  const std::uint32_t* source;
  std::uint32_t* target;    // may be the source
  std::size_t words;        // per part, a multiple of 8
  std::size_t source_part;  // distance in words from one part to the next; blocks follow each other without gaps
  std::size_t target_part;
  std::size_t blocks;
  std::size_t first_block;  // its number on its level, see twiddles.hpp
  const ShoupPair* twiddles;
};

struct GatherStep {
  const Fp* const* columns;  // `count` of them, the others count as zero
  std::size_t count;
  std::size_t width;          // of the tile: 8 or 16
  std::size_t first, stride;  // element i * stride + first + j of each column, for i < rows, j < run
  std::size_t rows, run;      // run a multiple of 8 (of 1 for the scalar kernel)
  std::uint32_t* target;      // canonical words, [rows][run][width]
};

struct NttKernels {
  void (*radix2)(const NttStep&);
  void (*radix4)(const NttStep&);  // two levels; words per quarter
  void (*gather)(const GatherStep&);
};

const NttKernels& ntt_kernels(Isa isa);

}  // namespace squall
