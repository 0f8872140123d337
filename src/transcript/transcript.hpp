#pragma once

// Fiat-Shamir: everything that both ends have said so far, and the challenges that follow from it.
//
// The transcript is a state of 32 bytes (zero at first) and a string of pending frames. A frame is
//   kind (1 byte) | label length (1 byte) | label | payload length (8 bytes) | payload,        numbers little endian,
// so that no two sequences of messages have the same bytes. A squeeze of `count` items appends a frame of kind 's'
// whose payload is the count (8 bytes), sets state = kTranscript(state | pending), empties pending, and reads 32-bit
// little-endian words of the endless output of kChallenges(state). Field elements travel as canonical words, 4 bytes
// each, an element of K as its coefficients from the constant one up.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "field/koalabear.hpp"
#include "hash/blake3.hpp"

namespace squall {

enum class FrameKind : char {
  kBytes = 'b',
  kWords = 'w',
  kExtension = 'e',
  kDigest = 'd',
  kNonce = 'n',
  kSqueeze = 's',
};

struct Frame {
  FrameKind kind;
  std::string label;
  Bytes payload;
  friend bool operator==(const Frame&, const Frame&) = default;
};

constexpr std::size_t kWordBytes = 4;
constexpr std::size_t kExtensionBytes = kWordBytes * K::kDegree;

// The bytes that stand for field elements, in transcripts and proofs.
void append_word(Bytes& out, Fp value);
void append_extension(Bytes& out, const K& value);

class Transcript {
 public:
  // With `record`, every frame is kept on a tape as well (for tests that compare the two ends).
  explicit Transcript(bool record = false) : record_(record) {}

  // Labels: ASCII, at most 255 characters.
  void absorb_bytes(std::string_view label, ByteView data) { frame(FrameKind::kBytes, label, data); }
  void absorb_digest(std::string_view label, const Digest& digest) { frame(FrameKind::kDigest, label, digest); }
  void absorb_words(std::string_view label, std::span<const Fp> words);
  void absorb_extension(std::string_view label, std::span<const K> values);

  // `count` uniform elements of K: the low 31 bits of each stream word, skipped unless below p; five words an element.
  // None asked: nothing happens, not even a frame.
  std::vector<K> challenges(std::string_view label, std::size_t count);
  K challenge(std::string_view label) { return challenges(label, 1).front(); }

  // `count` uniform draws of `bits` <= 32 bits (the low ones of a stream word each), ascending, repetitions removed.
  std::vector<std::uint64_t> positions(std::string_view label, std::size_t count, unsigned bits);

  // Grinding: the state that a nonce must fit (nonce_fits of hash/nonce.hpp; frame 'n' with the number of bits, then
  // as in a squeeze) ...
  Digest grinding_state(std::string_view label, unsigned bits);
  // ... and the nonce itself, before the challenge that it protects.
  void absorb_nonce(std::string_view label, std::uint64_t nonce);

  const std::vector<Frame>& tape() const { return tape_; }
  const Digest& state() const { return state_; }

 private:
  void frame(FrameKind kind, std::string_view label, ByteView payload);
  void flush();
  void squeeze(std::string_view label, std::size_t count);

  Digest state_{};
  Bytes pending_;
  bool record_;
  std::vector<Frame> tape_;
};

}  // namespace squall
