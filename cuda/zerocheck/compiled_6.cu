#include "cuda/zerocheck/compiled.hpp"
#include "machine/chips/branch.hpp"
#include "machine/chips/store.hpp"

namespace squall::cuda {

std::unique_ptr<ChipRows> compiled_6(const Chip& chip) {
  return compiled_chip<chips::StorePart, chips::StoreWord, chips::BranchEqual, chips::BranchLess>(chip);
}

}  // namespace squall::cuda
