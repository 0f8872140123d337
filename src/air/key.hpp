#pragma once

// The verifying key: the machine, and the commitment of its preprocessed columns. Its digest identifies both; for the
// RISC-V machine it is the program id.

#include <optional>
#include <vector>

#include "air/machine.hpp"
#include "air/shape.hpp"
#include "hash/blake3.hpp"

namespace squall {

struct VerifyingKey {
  Machine machine;
  unsigned skip = kMinLogRows;
  Packing
      preprocessed;  // of the preprocessed columns of all chips, in the machine's order; height 2^preprocessed.log_rows
  Digest root{};     // of their matrix; zero if there are none
  Digest digest{};

  // Sets `preprocessed` and `digest` from the machine, the skip and the root.
  void finish();
  unsigned log_rows() const { return preprocessed.log_rows; }
};

// The log heights of all preprocessed columns in packing order.
std::vector<unsigned> preprocessed_heights(const Machine& machine);

}  // namespace squall
