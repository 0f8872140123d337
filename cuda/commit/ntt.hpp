#pragma once

// Reed-Solomon encoding of columns on the device. A column of 2^log_rows coefficients (Montgomery, natural order)
// becomes 2^(log_rows + log_blowup) canonical words; position l belongs to w^bitrev(l), as in poly/encoder.hpp.
//
// Zero padding makes the first log_blowup levels of butterflies copies. The levels after them are done in two passes
// over device memory: the strided pass does the first ones, for rows that lie 2^local apart, with a few adjacent
// columns of the array (lanes) side by side; the local pass does the other `local` levels on tiles of 2^local
// contiguous words. Short columns need the local pass only. Nothing is ever reordered.

#include <span>

#include "cuda/commit/twiddles.hpp"

namespace squall::cuda {

// How the levels of a transform are shared out; strided + local = log_rows.
struct NttPlan {
  unsigned strided, local;
};
// The fastest one. Any other with strided <= 12, local <= 12 and, where strided > 5, local >= max(3, 13 - strided) is
// right, too.
NttPlan ntt_plan(unsigned log_rows);

struct Encoding {
  const Fp* source;           // column c at source + c * source_stride
  std::size_t source_stride;  // in words
  std::size_t columns;
  unsigned log_rows, log_blowup;
  std::uint32_t* target;  // column c at target + (c << (log_rows + log_blowup)); the source itself if log_blowup is 0
};
void encode(Gpu& gpu, const DeviceTwiddles& twiddles, const Encoding& encoding);
void encode(Gpu& gpu, const DeviceTwiddles& twiddles, const Encoding& encoding, const NttPlan& plan);

// The same for some of the tiles only: tiles[i], as number of 2^local positions, lands at
// target + ((c * tiles.size() + i) << local). Strictly ascending, at least one.
void encode_tiles(Gpu& gpu, const DeviceTwiddles& twiddles, const Encoding& encoding, const NttPlan& plan,
                  std::span<const std::uint32_t> tiles);
// Device memory that encode_tiles takes besides source and target.
std::size_t encode_tiles_memory(const NttPlan& plan, unsigned log_blowup, std::size_t tiles);

}  // namespace squall::cuda
