#include "hash/grinding.hpp"

#include <atomic>
#include <limits>

#include "hash/kernels.hpp"

namespace squall {

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
      const std::uint64_t found = kernels.grind(kGrinding.key(), words, nonce_mask(bits), start, kGroups);
      if (found == kShare) return;
      std::uint64_t known = best.load(std::memory_order_relaxed);
      while (start + found < known && !best.compare_exchange_weak(known, start + found)) {
      }
    });
    if (best.load() != std::numeric_limits<std::uint64_t>::max()) return best.load();
  }
}

}  // namespace squall
