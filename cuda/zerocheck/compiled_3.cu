#include "cuda/zerocheck/compiled.hpp"
#include "machine/chips/shift.hpp"
#include "machine/chips/system.hpp"

namespace squall::cuda {

std::unique_ptr<ChipRows> compiled_3(const Chip& chip) {
  return compiled_chip<chips::Shift, chips::ShiftImmediate, chips::System>(chip);
}

}  // namespace squall::cuda
