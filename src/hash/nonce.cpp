#include "hash/nonce.hpp"

namespace squall {

bool nonce_fits(const Digest& state, unsigned bits, std::uint64_t nonce) {
  std::array<std::uint8_t, 8> bytes;
  store_le64(bytes.data(), nonce);
  Blake3 hasher = kGrinding.hasher();
  hasher.update(state);
  hasher.update(bytes);
  const Digest digest = hasher.digest();
  const std::uint64_t low = load_le32(digest.data()) | std::uint64_t(load_le32(digest.data() + 4)) << 32;
  return (low & nonce_mask(bits)) == 0;
}

}  // namespace squall
