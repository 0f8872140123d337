#pragma once

// Runs RV64IM programs on the native platform: regions, calls, exit code and output are those of RV32. There is no
// record: RV64 cannot be proven.

#include <array>
#include <cstdint>

#include "squall/error.hpp"

#include "base/bytes.hpp"
#include "machine/image.hpp"
#include "machine/isa.hpp"
#include "vm/executor.hpp"

namespace squall::rv64 {

struct Execution {
  std::uint64_t instructions = 0;
  std::uint64_t misaligned = 0;  // loads and stores that were not aligned to their size
  std::uint32_t exit_code = 0;   // the low half of a0
  Bytes output;
  std::array<std::uint64_t, 32> registers = {};        // at the end
  std::array<std::uint64_t, kAllOpcodes> counts = {};  // executed instructions by opcode
};

// As squall::execute: errors say the same in the same words. kBadProgram if the image is not RV64, or a trace is asked
// for.
Result<Execution> execute(const Image& image, const ExecuteOptions& options);

}  // namespace squall::rv64
