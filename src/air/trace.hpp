#pragma once

// What a prover is given to prove: how many rows every chip has, and how to make them.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace squall {

// What a trace makes a chip's rows from: one record per row. A back end that knows the layout may make the rows itself
// instead of asking for them; to all others, layouts are names without a meaning.
struct PackedRows {
  std::string_view layout;                         // empty: rows have no records
  std::size_t record_bytes = 0;                    // a multiple of 4
  std::vector<std::span<const std::byte>> chunks;  // consecutive rows, whole records: rows(chip) in all
};

// What all records refer to, if they refer to something.
struct PackedContext {
  std::string_view layout;
  std::span<const std::byte> bytes;
};

class Trace {
 public:
  virtual ~Trace() = default;

  // Rows that chip number `chip` of the machine needs, padding not counted. Lookup tables (chips with a TableIndex) are
  // filled by the prover itself and are not asked for.
  virtual std::size_t rows(std::size_t chip) const = 0;

  // Writes the main columns of rows begin, ..., begin + count - 1, row after row, as canonical words. Rows are
  // independent; called from several threads at once. Rows beyond rows(chip) are zero and are not asked for.
  virtual void fill(std::size_t chip, std::size_t begin, std::size_t count, std::uint32_t* out) const = 0;

  // The same rows as records, and what these refer to. The memory stays valid and unchanged as long as the trace does.
  virtual PackedRows packed([[maybe_unused]] std::size_t chip) const { return {}; }
  virtual PackedContext packed_context() const { return {}; }
};

}  // namespace squall
