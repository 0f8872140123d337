#include "transcript/transcript.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace squall {
namespace {

// 32-bit words of the extendable output under kChallenges. The output is a prefix of every longer one; a run of
// rejected words (one in 128 on average) makes it grow.
class WordStream {
 public:
  WordStream(const Digest& state, std::size_t expected_words) : state_(state) { grow(4 * expected_words + 64); }

  std::uint32_t next() {
    if (at_ == data_.size()) grow(2 * data_.size());
    at_ += 4;
    return load_le32(data_.data() + at_ - 4);
  }

 private:
  void grow(std::size_t size) {
    data_.resize(size);
    kChallenges.xof(state_, data_);
  }

  const Digest& state_;
  Bytes data_;
  std::size_t at_ = 0;
};

}  // namespace

void append_word(Bytes& out, Fp value) { append_le(out, value.canonical(), kWordBytes); }

void append_extension(Bytes& out, const K& value) {
  for (Fp c : value.c) append_word(out, c);
}

void Transcript::frame(FrameKind kind, std::string_view label, ByteView payload) {
  check(label.size() <= 255, "a transcript label has at most 255 characters");
  pending_.push_back(static_cast<std::uint8_t>(kind));
  pending_.push_back(static_cast<std::uint8_t>(label.size()));
  pending_.insert(pending_.end(), label.begin(), label.end());
  append_le(pending_, payload.size(), 8);
  append(pending_, payload);
  if (record_) tape_.push_back({kind, std::string(label), Bytes(payload.begin(), payload.end())});
}

void Transcript::absorb_words(std::string_view label, std::span<const Fp> words) {
  Bytes payload;
  payload.reserve(kWordBytes * words.size());
  for (Fp w : words) append_word(payload, w);
  frame(FrameKind::kWords, label, payload);
}

void Transcript::absorb_extension(std::string_view label, std::span<const K> values) {
  Bytes payload;
  payload.reserve(kExtensionBytes * values.size());
  for (const K& v : values) append_extension(payload, v);
  frame(FrameKind::kExtension, label, payload);
}

void Transcript::flush() {
  Blake3 hasher = kTranscript.hasher();
  hasher.update(state_);
  hasher.update(pending_);
  state_ = hasher.digest();
  pending_.clear();
}

void Transcript::squeeze(std::string_view label, std::size_t count) {
  Bytes payload;
  append_le(payload, count, 8);
  frame(FrameKind::kSqueeze, label, payload);
  flush();
}

std::vector<K> Transcript::challenges(std::string_view label, std::size_t count) {
  std::vector<K> values(count);
  if (count == 0) return values;
  squeeze(label, count);
  WordStream stream(state_, K::kDegree * count);
  for (K& value : values) {
    for (Fp& coefficient : value.c) {
      std::uint32_t word;
      do {
        word = stream.next() & 0x7fffffff;
      } while (word >= Fp::kModulus);
      coefficient = Fp::from_canonical(word);
    }
  }
  return values;
}

std::vector<std::uint64_t> Transcript::positions(std::string_view label, std::size_t count, unsigned bits) {
  check(bits <= 32, "a position has at most 32 bits");
  squeeze(label, count);
  WordStream stream(state_, count);
  std::vector<std::uint64_t> drawn(count);
  for (std::uint64_t& p : drawn) p = stream.next() & ((std::uint64_t(1) << bits) - 1);
  std::sort(drawn.begin(), drawn.end());
  drawn.erase(std::unique(drawn.begin(), drawn.end()), drawn.end());
  return drawn;
}

Digest Transcript::grinding_state(std::string_view label, unsigned bits) {
  const std::uint8_t payload = static_cast<std::uint8_t>(bits);
  frame(FrameKind::kNonce, label, ByteView(&payload, 1));
  flush();
  return state_;
}

void Transcript::absorb_nonce(std::string_view label, std::uint64_t nonce) {
  Bytes payload;
  append_le(payload, nonce, 8);
  frame(FrameKind::kNonce, label, payload);
}

}  // namespace squall
