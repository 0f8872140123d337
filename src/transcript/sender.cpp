#include "transcript/sender.hpp"

#include "base/check.hpp"
#include "hash/nonce.hpp"

namespace squall {

std::uint64_t find_nonce_plainly(const Digest& state, unsigned bits) {
  std::uint64_t nonce = 0;
  while (!nonce_fits(state, bits, nonce)) ++nonce;
  return nonce;
}

void Sender::mark(Span::Kind kind, std::string_view label, std::size_t length) {
  if (record_) spans_.push_back({kind, std::string(label), proof_.size(), length});
}

void Sender::header(ByteView bytes) {
  mark(Span::Kind::kBytes, "header", bytes.size());
  append(proof_, bytes);
}

void Sender::digest(std::string_view label, const Digest& digest) {
  mark(Span::Kind::kDigests, label, digest.size());
  append(proof_, digest);
  transcript_.absorb_digest(label, digest);
}

void Sender::extension(std::string_view label, std::span<const K> values) {
  mark(Span::Kind::kWords, label, kExtensionBytes * values.size());
  for (const K& v : values) append_extension(proof_, v);
  transcript_.absorb_extension(label, values);
}

void Sender::grind(std::string_view label, unsigned bits) {
  if (bits == 0) return;
  const Digest state = transcript_.grinding_state(label, bits);
  const std::uint64_t nonce = find_nonce_(state, bits);
  check(record_ || nonce_fits(state, bits, nonce), "the nonce finder returned a nonce that does not fit");
  mark(Span::Kind::kNonce, label, 8);
  append_le(proof_, nonce, 8);
  transcript_.absorb_nonce(label, nonce);
}

void Sender::hint_rows(std::string_view label, std::span<const std::uint32_t> words) {
  mark(Span::Kind::kWords, label, kWordBytes * words.size());
  proof_.reserve(proof_.size() + kWordBytes * words.size());
  for (std::uint32_t w : words) {
    check(w < Fp::kModulus, "opened rows hold canonical words");
    append_le(proof_, w, kWordBytes);
  }
}

void Sender::hint_digests(std::string_view label, std::span<const Digest> digests) {
  mark(Span::Kind::kDigests, label, sizeof(Digest) * digests.size());
  for (const Digest& d : digests) append(proof_, d);
}

}  // namespace squall
