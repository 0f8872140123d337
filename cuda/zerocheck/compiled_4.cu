#include "cuda/zerocheck/compiled.hpp"
#include "machine/chips/bitwise.hpp"
#include "machine/chips/compare.hpp"

namespace squall::cuda {

std::unique_ptr<ChipRows> compiled_4(const Chip& chip) {
  return compiled_chip<chips::Bitwise, chips::BitwiseImmediate, chips::Compare, chips::CompareImmediate>(chip);
}

}  // namespace squall::cuda
