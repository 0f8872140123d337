#pragma once

// The row kernel of a chip: a template, instantiated in rows_*.cu.

#include <algorithm>
#include <cstring>
#include <type_traits>

#include "base/check.hpp"
#include "cuda/fill/chip_lookups.hpp"
#include "cuda/fill/row_kernels.hpp"
#include "machine/events.hpp"
#include "machine/program.hpp"

namespace squall::cuda::rows {

inline constexpr unsigned kRowThreads = 128;

template <class C>
constexpr unsigned kWidth = static_cast<unsigned>(width_of<C::template Main>());

// Blocks per multiprocessor for which registers have to suffice: ten leave a thread 48 of them, eight 64.
template <class C>
constexpr unsigned kRowBlocks = kWidth<C> > 30 ? 8 : 10;

template <class C>
struct RowArguments {
  const std::uint32_t* records;
  std::size_t count, first_row;
  const ProgramRow* program;
  std::uint32_t first_pc;
  Fp* columns[kWidth<C>];
  CompiledLookups lookups;
};

template <class T>
SQUALL_DEVICE T object_of(const std::uint32_t* words) {
  T object;
  std::memcpy(static_cast<void*>(&object), words, sizeof object);
  return object;
}

template <class C, class Record>
SQUALL_DEVICE void fill_row(const RowArguments<C>& a, const Record& record,
                            typename C::template Main<std::uint32_t>& row) {
  if constexpr (std::is_same_v<Record, Event>) {
    C::fill(row, record, a.program[record.pc / 4 - a.first_pc]);
  } else {
    C::fill(row, record);
  }
}

// One thread per row. Records are read as whole lines and sorted out in shared memory.
template <class C, class Record>
__global__ void __launch_bounds__(kRowThreads, kRowBlocks<C>) row_kernel(RowArguments<C> a) {
  constexpr unsigned kWords = sizeof(Record) / 4, kStride = kWords | 1;  // odd: no bank conflicts
  SQUALL_SHARED(std::uint32_t, shared);
  const CounterCache cache(shared, a.lookups.counters);
  std::uint32_t* stage = shared + CounterCache::kWords;
  if (a.lookups.enabled) cache.clear();
  for (std::size_t first = std::size_t(blockIdx.x) * kRowThreads; first < a.count;
       first += std::size_t(gridDim.x) * kRowThreads) {
    const unsigned rows = static_cast<unsigned>(min(std::size_t(kRowThreads), a.count - first));
    for (unsigned i = threadIdx.x; i < rows * kWords; i += kRowThreads) {
      stage[i / kWords * kStride + i % kWords] = a.records[first * kWords + i];
    }
    __syncthreads();
    if (threadIdx.x < rows) {
      std::uint32_t words[kWords];
      for (unsigned i = 0; i < kWords; ++i) words[i] = stage[threadIdx.x * kStride + i];
      typename C::template Main<std::uint32_t> row{};
      fill_row<C, Record>(a, object_of<Record>(words), row);

      std::uint32_t cells[kWidth<C>];
      RowValue values[kWidth<C>];
      std::memcpy(cells, &row, sizeof cells);
      const std::size_t to = a.first_row + first + threadIdx.x;
      SQUALL_UNROLL
      for (unsigned i = 0; i < kWidth<C>; ++i) {
        const Lane cell = Lane::from_canonical(cells[i]);
        cell.store(a.columns[i] + to);
        values[i] = RowValue(cell);
      }
      if (a.lookups.enabled) {
        typename C::template Main<RowValue> of_row;
        std::memcpy(static_cast<void*>(&of_row), values, sizeof values);
        RowLookups builder(a.lookups, cache, to);
        C::eval(builder, of_row);
      }
    }
    __syncthreads();
  }
  if (a.lookups.enabled) cache.flush();
}

template <class C, class Record>
void run_rows(Gpu& gpu, const RowBatch& batch) {
  RowArguments<C> a;
  a.records = reinterpret_cast<const std::uint32_t*>(batch.records);
  a.count = batch.count;
  a.first_row = batch.first_row;
  a.program = reinterpret_cast<const ProgramRow*>(batch.context.data());
  a.first_pc = batch.first_pc;
  check(batch.columns.size() == kWidth<C>, "a row kernel has the chip's columns");
  for (unsigned i = 0; i < kWidth<C>; ++i) a.columns[i] = batch.columns[i];
  a.lookups = *batch.lookups;
  // Enough blocks to hide the latency of tables; those of a longer batch keep their counters for several groups of
  // rows.
  const unsigned blocks = std::min(blocks_for(batch.count, kRowThreads), 8 * gpu.multiprocessors());
  const std::size_t shared = (CounterCache::kWords + kRowThreads * (sizeof(Record) / 4 | 1)) * sizeof(std::uint32_t);
  const double rows = static_cast<double>(batch.count);
  // About three lookups of two entries for every four columns.
  const Cost cost{rows * (sizeof(Record) + 4.0 * kWidth<C>), rows * kWidth<C> * 2 * kSlotsMul};
  gpu.launch({"fill rows", blocks, kRowThreads, shared, cost}, row_kernel<C, Record>, a);
}

template <class C, class Record>
constexpr RowKernel kernel_of(std::string_view layout, std::string_view context) {
  return {C::kName, layout, context, sizeof(Record), kWidth<C>, run_rows<C, Record>};
}

// Of chips whose rows are instructions.
template <class... C>
std::span<const RowKernel> instruction_kernels() {
  static constexpr RowKernel kKernels[] = {kernel_of<C, Event>(kEventLayout, kProgramLayout)...};
  return kKernels;
}

}  // namespace squall::cuda::rows
