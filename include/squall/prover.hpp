#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "squall/error.hpp"
#include "squall/profile.hpp"
#include "squall/program.hpp"
#include "squall/proof.hpp"

namespace squall {

struct ProverOptions {
  std::string backend = {};      // see backends(); empty: the best one
  unsigned threads = 0;          // 0: one per processor
  std::uint64_t max_memory = 0;  // bytes that proving may use by estimate; 0: what the machine has
};

struct ProveOptions {
  std::string parameters = {};  // name of the row; empty: the default
  std::uint64_t max_instructions = std::uint64_t(1) << 32;
  std::uint32_t expected_exit_code = 0;  // another one is an error: kGuestFailure
  bool any_exit_code = false;
  std::function<void(int fd, std::string_view text)> on_text = {};
  // Called once, when the guest has ended as expected: what is going to be proven.
  std::function<void(std::uint64_t instructions)> on_executed = {};
  // Called now and then from the calling thread with the share that is done (0 to 1) and the present phase.
  std::function<void(double fraction, std::string_view phase)> on_progress = {};
};

struct ProofResult {
  std::vector<std::uint8_t> proof;  // the file's bytes
  Claim claim;
  std::uint64_t instructions = 0;
  CostReport cost;
  double execute_seconds = 0, prove_seconds = 0;  // prove: everything, execution included
  std::vector<Phase> phases;
};

// Proves programs. Holds threads and tables; use one at a time from one thread.
class Prover {
 public:
  static Result<Prover> create(const ProverOptions& options = {});
  Prover(Prover&&) noexcept;
  Prover& operator=(Prover&&) noexcept;
  ~Prover();

  std::string backend() const;
  unsigned threads() const;

  // Errors: kGuestFailure (trap, unexpected exit code), kBadInput, kResourceLimit (with estimate and limit).
  Result<ProofResult> prove(const Program& program, std::span<const std::uint8_t> input,
                            const ProveOptions& options = {});

 private:
  struct Impl;
  explicit Prover(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// Names of the back ends that this machine can run, best first.
std::vector<std::string> backends();

}  // namespace squall
