#include "cuda/zerocheck/compiled.hpp"
#include "machine/chips/multiply.hpp"

namespace squall::cuda {

std::unique_ptr<ChipRows> compiled_2(const Chip& chip) {
  return compiled_chip<chips::MultiplyHigh, chips::Multiply>(chip);
}

}  // namespace squall::cuda
