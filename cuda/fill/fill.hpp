#pragma once

// The verb `fill` on the device: all main columns of a witness from a trace, then the counts of its lookup tables.
//
// Chips of the RISC-V machine whose rows come as records (air/trace.hpp) are filled, and their lookups counted, by
// kernels compiled from the chips themselves. Everything else comes as words that Trace::fill makes on the host, and
// its lookups are interpreted.

#include <memory>
#include <optional>

#include "backend/backend.hpp"
#include "cuda/fill/staging.hpp"
#include "cuda/runtime/gpu.hpp"

namespace squall::cuda {

// What stays from proof to proof: pinned memory, and the program of the last key. Does not outlive its Gpu.
class FillCache {
 public:
  static constexpr std::size_t kStagingBytes = 4 << 20;
  explicit FillCache(std::size_t staging_bytes = kStagingBytes) : staging_bytes_(staging_bytes) {}

  std::size_t staging_bytes() const { return staging_bytes_; }
  PinnedPieces& pinned();
  // The context's bytes on the device. Under one key there is one program, so its digest says whether they are there.
  std::span<const std::byte> context(Gpu& gpu, const Digest& key, const PackedContext& context);
  // Device memory that is held between proofs.
  std::size_t device_bytes() const { return Pool::rounded(context_.bytes()); }
  void release_device_memory() { context_ = {}; }

 private:
  std::size_t staging_bytes_;
  std::unique_ptr<PinnedPieces> pinned_;
  DeviceBuffer<std::byte> context_;
  Digest context_key_{};
};

// Throws what Backend::fill throws; of several failing lookups the one that a single thread would meet first.
void fill_witness(Gpu& gpu, Witness& witness, const Trace& trace, FillCache& cache);

// Bytes on the device that this takes at most, the matrices and closed-form columns (cuda/matrix) not counted.
// context_bytes: of Trace::packed_context; for the RISC-V machine sizeof(ProgramRow) per row of the program chip is
// enough.
std::size_t fill_memory(const Machine& machine, const Shape& shape, std::size_t context_bytes,
                        std::size_t staging_bytes = FillCache::kStagingBytes);

}  // namespace squall::cuda
