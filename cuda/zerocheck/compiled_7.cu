#include "cuda/zerocheck/compiled.hpp"
#include "machine/chips/add.hpp"
#include "machine/chips/add_immediate.hpp"
#include "machine/chips/call.hpp"
#include "machine/chips/jump.hpp"
#include "machine/chips/memory.hpp"
#include "machine/chips/oracle.hpp"
#include "machine/chips/tables.hpp"

namespace squall::cuda {

std::unique_ptr<ChipRows> compiled_7(const Chip& chip) {
  return compiled_chip<chips::Add, chips::AddImmediate, chips::Call, chips::Oracle, chips::Jump, chips::JumpRegister,
                       chips::Registers, chips::ImageWords, chips::Regions, chips::Program, chips::Range, chips::And>(
      chip);
}

}  // namespace squall::cuda
