#pragma once

#include <cstdint>
#include <optional>

namespace squall {

// Answers a guest of the platform airbender while it runs: the guest sends words and asks for words (CSR 0x7C0), one at
// a time, and what it sends may be questions. What was answered is recorded (RunReport::oracle_words) and is the input
// with which the same execution is proven. Called on the thread that executes.
class Oracle {
 public:
  virtual ~Oracle() = default;
  // The next word for the guest; nothing: there is none, which ends the run with kGuestFailure.
  virtual std::optional<std::uint32_t> read() = 0;
  // A word from the guest.
  virtual void write(std::uint32_t word) = 0;
};

}  // namespace squall
