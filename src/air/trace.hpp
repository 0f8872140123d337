#pragma once

// What a prover is given to prove: how many rows every chip has, and how to make them.

#include <cstddef>
#include <cstdint>

namespace squall {

class Trace {
 public:
  virtual ~Trace() = default;

  // Rows that chip number `chip` of the machine needs, padding not counted. Lookup tables (chips with a TableIndex) are
  // filled by the prover itself and are not asked for.
  virtual std::size_t rows(std::size_t chip) const = 0;

  // Writes the main columns of rows begin, ..., begin + count - 1, row after row, as canonical words. Rows are
  // independent; called from several threads at once. Rows beyond rows(chip) are zero and are not asked for.
  virtual void fill(std::size_t chip, std::size_t begin, std::size_t count, std::uint32_t* out) const = 0;
};

}  // namespace squall
