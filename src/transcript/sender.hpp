#pragma once

// The prover's end of the channel: builds the proof and absorbs what it sends.
//
// A proof is one flat byte string without lengths: every length follows from the key, the parameters and the header.
// The calls of Sender and Receiver mirror each other, in the same order.

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "transcript/transcript.hpp"

namespace squall {

// Finds the smallest nonce with nonce_fits(state, bits, nonce); any nonce that fits is accepted.
using NonceFinder = std::function<std::uint64_t(const Digest& state, unsigned bits)>;

// One nonce after another: slow, obvious, sufficient for tests.
std::uint64_t find_nonce_plainly(const Digest& state, unsigned bits);

// Where an item of a proof lies; lets tests aim.
struct Span {
  enum class Kind { kBytes, kWords, kDigests, kNonce } kind;
  std::string label;
  std::size_t offset, length;
};

class Sender {
 public:
  // With `record`, for tests: the transcript keeps its tape and the proof its spans, and a nonce that does not fit is
  // sent all the same, as a dishonest prover would.
  explicit Sender(NonceFinder find_nonce = find_nonce_plainly, bool record = false)
      : transcript_(record), find_nonce_(std::move(find_nonce)), record_(record) {}

  // Header bytes are absorbed by the caller, with the statement.
  void header(ByteView bytes);
  void digest(std::string_view label, const Digest& digest);
  // One frame for all values.
  void extension(std::string_view label, std::span<const K> values);
  // Immediately before the challenge that it protects. With 0 bits there is no nonce at all.
  void grind(std::string_view label, unsigned bits);
  // Openings are bound by a root sent earlier, therefore not absorbed. Canonical words.
  void hint_rows(std::string_view label, std::span<const std::uint32_t> words);
  void hint_digests(std::string_view label, std::span<const Digest> digests);

  Transcript& transcript() { return transcript_; }
  const Transcript& transcript() const { return transcript_; }
  const Bytes& proof() const { return proof_; }
  Bytes take_proof() { return std::move(proof_); }
  const std::vector<Span>& spans() const { return spans_; }

 private:
  void mark(Span::Kind kind, std::string_view label, std::size_t length);

  Transcript transcript_;
  NonceFinder find_nonce_;
  bool record_;
  Bytes proof_;
  std::vector<Span> spans_;
};

}  // namespace squall
