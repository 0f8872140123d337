#include "cuda/zerocheck/compiled.hpp"
#include "machine/chips/load.hpp"
#include "machine/chips/memory.hpp"

namespace squall::cuda {

std::unique_ptr<ChipRows> compiled_5(const Chip& chip) {
  return compiled_chip<chips::LoadPart, chips::LoadWord, chips::Ledger, chips::Touch>(chip);
}

}  // namespace squall::cuda
