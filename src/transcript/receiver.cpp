#include "transcript/receiver.hpp"

#include <algorithm>

#include "hash/nonce.hpp"

namespace squall {

void Receiver::fail(std::string_view reason) {
  if (ok()) reason_ = reason.empty() ? "rejected" : reason;
}

bool Receiver::need(bool condition, std::string_view reason) {
  if (!condition) fail(reason);
  return ok();
}

std::optional<ByteView> Receiver::take(std::size_t count) {
  if (!ok()) return std::nullopt;
  auto bytes = reader_.take(count);
  if (!bytes) fail("the proof is too short");
  return bytes;
}

Bytes Receiver::header(std::size_t count) {
  const auto bytes = take(count);
  return bytes ? Bytes(bytes->begin(), bytes->end()) : Bytes(count);
}

Digest Receiver::digest(std::string_view label) {
  Digest digest{};
  if (const auto bytes = take(digest.size())) {
    std::copy(bytes->begin(), bytes->end(), digest.begin());
    transcript_.absorb_digest(label, digest);
  }
  return digest;
}

std::vector<K> Receiver::extension(std::string_view label, std::size_t count) {
  std::vector<K> values(count);
  const std::vector<std::uint32_t> words = hint_words(K::kDegree * count);
  for (std::size_t i = 0; i < words.size(); ++i)
    values[i / K::kDegree].c[i % K::kDegree] = Fp::from_canonical(words[i]);
  if (ok()) transcript_.absorb_extension(label, values);
  return values;
}

void Receiver::grind(std::string_view label, unsigned bits) {
  if (bits == 0) return;
  const auto bytes = take(8);
  if (!bytes) return;
  std::uint64_t nonce = 0;
  for (unsigned i = 0; i < 8; ++i) nonce |= std::uint64_t((*bytes)[i]) << 8 * i;
  const Digest state = transcript_.grinding_state(label, bits);
  if (!nonce_fits(state, bits, nonce)) return fail("grinding before " + std::string(label));
  transcript_.absorb_nonce(label, nonce);
}

std::vector<std::uint32_t> Receiver::hint_words(std::size_t count) {
  std::vector<std::uint32_t> words(count);
  const auto bytes = take(kWordBytes * count);
  if (!bytes) return words;
  bool canonical = true;
  for (std::size_t i = 0; i < count; ++i) {
    words[i] = load_le32(bytes->data() + kWordBytes * i);
    canonical &= words[i] < Fp::kModulus;
  }
  if (!canonical) {
    fail("a word is not canonical");
    std::fill(words.begin(), words.end(), 0);
  }
  return words;
}

std::vector<Digest> Receiver::hint_digests(std::size_t count) {
  std::vector<Digest> digests(count);
  if (const auto bytes = take(sizeof(Digest) * count)) {
    for (std::size_t i = 0; i < count; ++i) {
      std::copy_n(bytes->begin() + static_cast<std::ptrdiff_t>(sizeof(Digest) * i), sizeof(Digest), digests[i].begin());
    }
  }
  return digests;
}

void Receiver::finish() { need(reader_.remaining() == 0, "bytes after the end of the proof"); }

}  // namespace squall
