#pragma once

// Data on their way to the device in pieces: while a kernel reads one piece and the next is being copied, the host
// packs the one after it. Two pieces of pinned memory, two of device memory.

#include <cstddef>
#include <span>
#include <vector>

#include "cuda/runtime/gpu.hpp"

namespace squall::cuda {

// The pinned side and its events; kept from proof to proof, because making pinned memory is slow.
class PinnedPieces {
 public:
  explicit PinnedPieces(std::size_t bytes);  // of each piece
  ~PinnedPieces();
  PinnedPieces(const PinnedPieces&) = delete;
  PinnedPieces& operator=(const PinnedPieces&) = delete;
  std::size_t bytes() const { return bytes_; }

 private:
  friend class Staging;
  struct Piece {
    std::byte* memory = nullptr;
    cudaEvent_t copied = nullptr;    // to the device: the host may write again
    cudaEvent_t released = nullptr;  // read by kernels: the device side may be written again
    bool in_flight = false;
  };
  void close() noexcept;
  std::size_t bytes_;
  Piece pieces_[2];
};

// One use of it: for each piece memory(), send(), kernels, release().
class Staging {
 public:
  Staging(Gpu& gpu, PinnedPieces& pinned);
  Staging(const Staging&) = delete;
  Staging& operator=(const Staging&) = delete;

  static constexpr std::size_t device_bytes(std::size_t bytes) { return 2 * Pool::rounded(bytes); }
  std::size_t bytes() const { return pinned_.bytes(); }

  // Where the host puts the next piece. Waits until the copy that was made from there has gone.
  std::byte* memory();
  // Copies the piece's first bytes on the transfer stream; kernels launched from now on find them at the result.
  const std::byte* send(std::size_t bytes);
  // All kernels that read the piece have been launched.
  void release();

 private:
  PinnedPieces::Piece& piece() { return pinned_.pieces_[present_]; }
  Gpu& gpu_;
  PinnedPieces& pinned_;
  DeviceBuffer<std::byte> device_[2];
  unsigned present_ = 0;
};

// Reads records that lie in several chunks as if they were one array, front to back.
class ChunkReader {
 public:
  explicit ChunkReader(std::span<const std::span<const std::byte>> chunks) : chunks_(chunks) {}
  // Throws std::logic_error if there is less.
  void read(std::byte* to, std::size_t bytes);

 private:
  std::span<const std::span<const std::byte>> chunks_;
  std::size_t chunk_ = 0, at_ = 0;
};

}  // namespace squall::cuda
