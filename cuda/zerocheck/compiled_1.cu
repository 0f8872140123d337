#include "cuda/zerocheck/compiled.hpp"
#include "machine/chips/divide.hpp"

namespace squall::cuda {

std::unique_ptr<ChipRows> compiled_1(const Chip& chip) { return compiled_chip<chips::Divide>(chip); }

}  // namespace squall::cuda
