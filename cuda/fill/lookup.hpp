#pragma once

// Lookups on the device: finding the row of a tuple in its table, comparing, counting.
//
// Counts. A few rows take most of them (a limb that is 0, the instructions of a loop), and atomic additions to one
// address of device memory come one after another. So every block keeps a small table of counters in shared memory;
// the first counter that asks for a place has it for good, and frequent ones ask early. All others go to device memory.

#include <cstddef>
#include <cstdint>

#include "backend/common/lookups.hpp"
#include "cuda/field/lane.hpp"

namespace squall::cuda {

using Counter = unsigned long long;  // CUDA's name for 64 bits in atomic functions

// An entry of a table's tuple, as in LookupTableForm.
struct TableEntry {
  std::int64_t weight;
  const Fp* column;  // null: the constant
  Fp constant;
};
struct TableRows {
  std::int64_t offset;
  std::uint32_t first_counter;  // the number of row 0's
  std::uint32_t height;
  std::uint32_t implied;        // entry; the arity if there is none
  const std::uint32_t* strays;  // not 0: some row's own tuple has another index, so `implied` has to be compared too
};

// The order in which the CPU back end would see lookups fail: instances in the order of LookupPlans::ranges, in them
// chunks of rows, in these lookup by lookup, row by row. The least is reported.
struct Failure {
  static constexpr std::uint64_t kNone = ~std::uint64_t(0);
  static constexpr unsigned kChunkLog = 7, kLookupLog = 16, kRowLog = 20;
  static SQUALL_DEVICE constexpr std::uint64_t key(std::uint64_t sequence, std::uint64_t row, std::uint64_t lookup) {
    return ((sequence << kRowLog | row >> kChunkLog) << kLookupLog | lookup) << kChunkLog |
           (row & ((1u << kChunkLog) - 1));
  }
  constexpr explicit Failure(std::uint64_t key)
      : sequence(static_cast<std::size_t>(key >> (kChunkLog + kLookupLog + kRowLog))),
        lookup(static_cast<std::size_t>(key >> kChunkLog & ((1u << kLookupLog) - 1))),
        row(static_cast<std::size_t>((key >> (kChunkLog + kLookupLog) & ((1u << kRowLog) - 1)) << kChunkLog |
                                     (key & ((1u << kChunkLog) - 1)))) {}
  std::size_t sequence, lookup, row;
};

// A block's counters.
class CounterCache {
 public:
  static constexpr std::uint32_t kLogSlots = 10, kSlots = 1u << kLogSlots;
  static constexpr std::size_t kWords = 2 * kSlots;  // of shared memory

  __device__ __forceinline__ CounterCache(std::uint32_t* words, Counter* counters)
      : tags_(words), amounts_(words + kSlots), counters_(counters) {}

  // The next two: by all threads, with a barrier behind the first and in front of the second.
  __device__ __forceinline__ void clear() const {
    for (unsigned i = threadIdx.x; i < kWords; i += blockDim.x) tags_[i] = 0;
  }
  __device__ __forceinline__ void flush() const {
    for (unsigned i = threadIdx.x; i < kSlots; i += blockDim.x) {
      if (amounts_[i] != 0) atomicAdd(counters_ + (tags_[i] - 1), Counter(amounts_[i]));
    }
  }
  __device__ __forceinline__ void add(std::uint32_t counter, std::uint32_t amount) const {
    const std::uint32_t slot = counter * 0x9e3779b9u >> (32 - kLogSlots), own = counter + 1;
    std::uint32_t tag = present(&tags_[slot]);
    if (tag == 0) {
      tag = atomicCAS(&tags_[slot], std::uint32_t(0), own);
      if (tag == 0) tag = own;
    }
    if (tag == own) {
      atomicAdd(&amounts_[slot], amount);
    } else {
      atomicAdd(counters_ + counter, Counter(amount));
    }
  }

 private:
  // While others may change it.
  static __device__ __forceinline__ std::uint32_t present(const std::uint32_t* p) {
#ifdef SQUALL_CUDA_EMULATED
    return __atomic_load_n(p, __ATOMIC_RELAXED);
#else
    return *static_cast<const volatile std::uint32_t*>(p);
#endif
  }

  std::uint32_t *tags_, *amounts_;  // tag: number of the counter + 1; 0: free
  Counter* counters_;
};

// One lookup of one row: counts it, or reports a failure under its key. entry(k): what the table has; value(k): what
// the row says, a Lane. kArity: if it is known, else 0 and `arity` says it.
template <unsigned kArity, class EntryAt, class ValueAt>
__device__ __forceinline__ void look_up(const TableRows& table, const EntryAt& entry, const ValueAt& value,
                                        Lane multiplicity, const CounterCache& cache, std::uint64_t key,
                                        Counter* failure, unsigned arity = kArity) {
  if (kArity != 0) arity = kArity;
  if (multiplicity.raw() == 0) return;
  std::int64_t at = table.offset;
  SQUALL_UNROLL
  for (unsigned k = 0; k < arity; ++k) {
    const std::int64_t weight = entry(k).weight;
    if (weight != 0) at += weight * std::int64_t(value(k).canonical());
  }
  bool wrong = static_cast<std::uint64_t>(at) >= table.height;
  const std::uint32_t row = wrong ? 0 : static_cast<std::uint32_t>(at);
  const unsigned skip = *table.strays == 0 ? table.implied : arity;
  SQUALL_UNROLL
  for (unsigned k = 0; k < arity; ++k) {
    if (k == skip) continue;
    const TableEntry& expected = entry(k);
    const Fp there = expected.column ? expected.column[row] : expected.constant;
    wrong = wrong || there.raw() != value(k).raw();
  }
  const std::uint32_t copies = multiplicity.canonical();
  if (wrong || copies >= LookupPlan::kMostCopies) {
    atomicMin(failure, Counter(key));
  } else {
    cache.add(table.first_counter + row, copies);
  }
}

}  // namespace squall::cuda
