#pragma once

// The verifier's end of the channel, over bytes from anyone: the calls of Sender in the same order, reading.
//
// Never throws. The first failure is kept, with its reason; from then on nothing is read, every value is zero and every
// vector has the length asked for, so that a verifier may check `ok()` once per phase. Counts come from the caller, who
// has checked them against the limits; nothing is allocated by a length found in the proof.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "transcript/transcript.hpp"

namespace squall {

class Receiver {
 public:
  explicit Receiver(ByteView proof, bool record = false) : transcript_(record), reader_(proof) {}

  // Bytes of the header, to be absorbed by the caller with the statement.
  Bytes header(std::size_t count);
  Digest digest(std::string_view label);
  std::vector<K> extension(std::string_view label, std::size_t count);
  void grind(std::string_view label, unsigned bits);
  // Canonical words and digests of openings: not absorbed.
  std::vector<std::uint32_t> hint_words(std::size_t count);
  std::vector<Digest> hint_digests(std::size_t count);
  // The proof must end here.
  void finish();

  bool ok() const { return reason_.empty(); }
  // Empty while ok; otherwise what went wrong first.
  const std::string& reason() const { return reason_; }
  void fail(std::string_view reason);
  // fail(reason) unless the condition holds; says whether all is well so far.
  bool need(bool condition, std::string_view reason);

  std::size_t position() const { return reader_.position(); }
  Transcript& transcript() { return transcript_; }
  const Transcript& transcript() const { return transcript_; }

 private:
  // The next bytes, or nothing (and a failure) if there are too few or something has failed before.
  std::optional<ByteView> take(std::size_t count);

  Transcript transcript_;
  ByteReader reader_;
  std::string reason_;
};

}  // namespace squall
