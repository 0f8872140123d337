#pragma once

// Rows made on the device from a trace's records: one kernel per chip, compiled from the chip's own `fill`, and its
// lookups from the chip's own `eval`.

#include <span>
#include <string_view>

#include "air/chip.hpp"
#include "air/trace.hpp"
#include "cuda/fill/lookup.hpp"
#include "cuda/runtime/gpu.hpp"

namespace squall::cuda {

// The tables that compiled lookups know, by their place here.
enum class CompiledTable : unsigned { kProgram, kRange, kAnd };
inline constexpr unsigned kCompiledTables = 3, kCompiledArity = 7;

struct CompiledLookups {
  bool enabled = false;  // else rows are written only
  std::uint64_t sequence = 0;
  TableRows tables[kCompiledTables];
  TableEntry entries[kCompiledTables][kCompiledArity];
  Counter *counters = nullptr, *failure = nullptr;
};

// Consecutive rows of one instance.
struct RowBatch {
  const std::byte* records;
  std::size_t count;
  std::size_t first_row;               // in the instance
  std::span<Fp* const> columns;        // of the instance
  std::span<const std::byte> context;  // on the device
  std::uint32_t first_pc;              // byte address / 4 of the context's first row
  const CompiledLookups* lookups;
};

struct RowKernel {
  std::string_view chip, layout;
  std::string_view context_layout;  // empty: needs none
  std::size_t record_bytes, width;
  void (*run)(Gpu& gpu, const RowBatch& batch);
};

// All there are, a list per source file.
std::span<const RowKernel> alu_kernels();
std::span<const RowKernel> shift_kernels();
std::span<const RowKernel> control_kernels();
std::span<const RowKernel> memory_kernels();
std::span<const RowKernel> touch_kernels();

// The kernel for this chip and these records, or null.
const RowKernel* find_row_kernel(const Chip& chip, const PackedRows& rows, const PackedContext& context);

// The table that a bus belongs to in compiled lookups, or kCompiledTables.
unsigned compiled_table(unsigned bus);

}  // namespace squall::cuda
