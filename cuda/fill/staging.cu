#include <algorithm>
#include <cstring>

#include "base/check.hpp"
#include "cuda/fill/staging.hpp"

namespace squall::cuda {

PinnedPieces::PinnedPieces(std::size_t bytes) : bytes_(bytes) {
  try {
    for (Piece& piece : pieces_) {
      void* p = nullptr;
      ensure(cudaHostAlloc(&p, bytes, cudaHostAllocDefault), "allocating pinned memory");
      piece.memory = static_cast<std::byte*>(p);
      ensure(cudaEventCreateWithFlags(&piece.copied, cudaEventDisableTiming), "making an event");
      ensure(cudaEventCreateWithFlags(&piece.released, cudaEventDisableTiming), "making an event");
    }
  } catch (...) {
    close();
    throw;
  }
}

PinnedPieces::~PinnedPieces() { close(); }

void PinnedPieces::close() noexcept {
  for (Piece& piece : pieces_) {
    if (piece.in_flight) cudaEventSynchronize(piece.copied);
    if (piece.copied) cudaEventDestroy(piece.copied);
    if (piece.released) cudaEventDestroy(piece.released);
    if (piece.memory) cudaFreeHost(piece.memory);
    piece = {};
  }
}

Staging::Staging(Gpu& gpu, PinnedPieces& pinned) : gpu_(gpu), pinned_(pinned) {
  for (auto& buffer : device_) buffer = gpu.buffer<std::byte>(pinned.bytes());
  // Whoever had this memory before may still be reading it.
  for (auto& piece : pinned.pieces_) ensure(cudaEventRecord(piece.released, gpu.stream()), "recording an event");
}

std::byte* Staging::memory() {
  if (piece().in_flight) ensure(cudaEventSynchronize(piece().copied), "waiting for a copy to the device");
  piece().in_flight = false;
  return piece().memory;
}

const std::byte* Staging::send(std::size_t bytes) {
  const cudaStream_t transfer = gpu_.transfer_stream();
  std::byte* to = device_[present_].data();
  ensure(cudaStreamWaitEvent(transfer, piece().released, 0), "ordering streams");
  ensure(cudaMemcpyAsync(to, piece().memory, bytes, cudaMemcpyHostToDevice, transfer), "copying to the device");
  ensure(cudaEventRecord(piece().copied, transfer), "recording an event");
  piece().in_flight = true;
  // At once, so that whatever happens next, the memory is not handed out again before the copy is over.
  ensure(cudaStreamWaitEvent(gpu_.stream(), piece().copied, 0), "ordering streams");
  return to;
}

void Staging::release() {
  ensure(cudaEventRecord(piece().released, gpu_.stream()), "recording an event");
  present_ = 1 - present_;
}

void ChunkReader::read(std::byte* to, std::size_t bytes) {
  while (bytes > 0) {
    check(chunk_ < chunks_.size(), "a trace has a record per row");
    const std::span<const std::byte> chunk = chunks_[chunk_];
    const std::size_t part = std::min(bytes, chunk.size() - at_);
    if (part > 0) std::memcpy(to, chunk.data() + at_, part);
    to += part;
    bytes -= part;
    at_ += part;
    if (at_ < chunk.size()) continue;
    ++chunk_;
    at_ = 0;
  }
}

}  // namespace squall::cuda
