#include "hash/grinding.hpp"

#include <atomic>
#include <limits>

#include "hash/kernels.hpp"

namespace squall {
namespace {

constexpr std::uint64_t mask_of(unsigned bits) {
  return bits >= 64 ? ~std::uint64_t(0) : (std::uint64_t(1) << bits) - 1;
}

}  // namespace

bool nonce_fits(const Digest& state, unsigned bits, std::uint64_t nonce) {
  std::array<std::uint8_t, 8> bytes;
  store_le64(bytes.data(), nonce);
  Blake3 hasher = kGrinding.hasher();
  hasher.update(state);
  hasher.update(bytes);
  const Digest digest = hasher.digest();
  const std::uint64_t low = load_le32(digest.data()) | std::uint64_t(load_le32(digest.data() + 4)) << 32;
  return (low & mask_of(bits)) == 0;
}

std::uint64_t find_nonce(const Digest& state, unsigned bits, Isa isa, ThreadPool& pool) {
  blake3::Words words;
  for (unsigned i = 0; i < 8; ++i) words[i] = load_le32(state.data() + 4 * i);
  constexpr std::uint64_t kGroups = 256, kShare = kGroups * blake3::kLanes, kShares = 256;
  const auto& kernels = blake3::kernels(isa);
  // Waves of shares. Within a wave a share is skipped only if a smaller nonce is known already, so the least one wins.
  for (std::uint64_t wave = 0;; wave += kShare * kShares) {
    std::atomic<std::uint64_t> best{std::numeric_limits<std::uint64_t>::max()};
    pool.for_each(kShares, [&](std::size_t share) {
      const std::uint64_t start = wave + share * kShare;
      if (best.load(std::memory_order_relaxed) < start) return;
      const std::uint64_t found = kernels.grind(kGrinding.key(), words, mask_of(bits), start, kGroups);
      if (found == kShare) return;
      std::uint64_t known = best.load(std::memory_order_relaxed);
      while (start + found < known && !best.compare_exchange_weak(known, start + found)) {
      }
    });
    if (best.load() != std::numeric_limits<std::uint64_t>::max()) return best.load();
  }
}

}  // namespace squall
