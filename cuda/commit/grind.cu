#include <algorithm>
#include <cmath>
#include <limits>

#include "base/check.hpp"
#include "cuda/commit/blake3.hpp"
#include "cuda/commit/grind.hpp"
#include "hash/nonce.hpp"

namespace squall::cuda {
namespace {

constexpr unsigned kThreads = 128, kPerThread = 16;
constexpr std::uint64_t kNone = std::numeric_limits<std::uint64_t>::max();

using Nonce = unsigned long long;  // what atomicMin takes
static_assert(sizeof(Nonce) == sizeof(std::uint64_t));

// What other threads may be changing at this moment.
__device__ __forceinline__ Nonce read_now(const Nonce* p) {
#ifdef SQUALL_CUDA_EMULATED
  return __atomic_load_n(p, __ATOMIC_RELAXED);
#else
  return __ldcv(p);
#endif
}

// Tries kPerThread nonces per thread from `first` on. Nobody tries nonces that are larger than one that fits.
__global__ void __launch_bounds__(kThreads, 8)
    grind_kernel(HashMode mode, DigestWords state, std::uint64_t mask, Nonce first, Nonce* best) {
  Nonce nonce = first + static_cast<Nonce>(blockIdx.x) * (kThreads * kPerThread) + threadIdx.x;
  for (unsigned i = 0; i < kPerThread; ++i, nonce += kThreads) {
    if (read_now(best) < nonce) return;
    std::uint32_t h[8], m[16] = {};
    start(h, mode);
    SQUALL_UNROLL
    for (int k = 0; k < 8; ++k) m[k] = state.word[k];
    m[8] = static_cast<std::uint32_t>(nonce);
    m[9] = static_cast<std::uint32_t>(nonce >> 32);
    compress(h, m, 0, 40, blake3::kChunkStart | blake3::kChunkEnd | blake3::kRoot | blake3::kDeriveKeyMaterial,
             mode.one);
    if (((h[0] | static_cast<std::uint64_t>(h[1]) << 32) & mask) != 0) continue;
    atomicMin(best, nonce);
    return;
  }
}

}  // namespace

std::uint64_t find_nonce(Gpu& gpu, const Digest& state, unsigned bits) {
  check(bits <= 64, "bits of a 64-bit word");
  // None among 8 * 2^bits nonces fits with probability e^-8; then there is another wave.
  constexpr std::uint64_t kBlock = kThreads * kPerThread;
  const auto blocks = static_cast<unsigned>((std::uint64_t(8) << std::min(bits, 28u)) / kBlock + 1);
  DeviceBuffer<Nonce> best = gpu.buffer<Nonce>(1);
  const Nonce none = kNone;
  gpu.upload(best.data(), std::span<const Nonce>(&none, 1));
  for (std::uint64_t first = 0;; first += blocks * kBlock) {
    gpu.launch({"proof of work", blocks, kThreads, 0, {0, kSlotsBlake3 * std::ldexp(1.0, static_cast<int>(bits))}},
               grind_kernel, HashMode(kGrinding), words_of(state), nonce_mask(bits), static_cast<Nonce>(first),
               best.data());
    const Nonce found = gpu.download(best.data(), 1)[0];
    if (found != kNone) return found;
  }
}

std::size_t find_nonce_memory() { return Pool::rounded(sizeof(Nonce)); }

}  // namespace squall::cuda
