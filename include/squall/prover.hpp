#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "squall/devices.hpp"
#include "squall/error.hpp"
#include "squall/profile.hpp"
#include "squall/program.hpp"
#include "squall/proof.hpp"

namespace squall {

struct ProverOptions {
  BackendChoice backend = {};
  unsigned threads = 0;          // of the host; 0: one per processor
  std::uint64_t max_memory = 0;  // bytes that proving may use by estimate, of the GPU if one proves; 0: what there is
  bool profile = false;          // measure the GPU's kernels, which costs a little
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
  double execute_seconds = 0, prove_seconds = 0;  // prove: everything, execution included, waiting in a series not
  std::vector<Phase> phases;
  // On a GPU, with ProverOptions::profile: the most expensive kernel first.
  std::vector<KernelTime> kernels;
  Transfers transfers;
};

// One of a series of proofs.
struct ProveJob {
  Program program;
  std::vector<std::uint8_t> input = {};
  ProveOptions options = {};
};

// Proves programs. Holds threads, or a GPU, and the keys of the last few programs; use one at a time from one thread.
// Several provers, on several GPUs or on one, know nothing of each other.
class Prover {
 public:
  // Errors: kDeviceFailure if a GPU is asked for by name and cannot be used. With an automatic choice that is no error:
  // the CPU proves, and note() says why.
  static Result<Prover> create(const ProverOptions& options = {});
  Prover(Prover&&) noexcept;
  Prover& operator=(Prover&&) noexcept;
  ~Prover();

  std::string backend() const;  // what proves: "cpu (AVX2)", or a GPU with its number and name
  bool on_device() const;       // a GPU
  std::string note() const;     // why the CPU proves although there is a GPU; usually empty
  unsigned threads() const;     // of the host

  // Errors: kGuestFailure (trap, unexpected exit code), kBadInput, kResourceLimit (with estimate and limit),
  // kDeviceFailure (the GPU failed; make another prover to go on).
  Result<ProofResult> prove(const Program& program, std::span<const std::uint8_t> input,
                            const ProveOptions& options = {});

  // Proves a series, in order: while one is being proven, the next one is executed on another thread. A failing job
  // does not stop the others. `next` is asked for one job ahead, nothing ends the series; `done` gets the results. They
  // and the callbacks of the jobs are called on the calling thread, job after job; a guest that is executed ahead and
  // writes more text than is kept for its turn waits for it.
  void prove_all(const std::function<std::optional<ProveJob>()>& next,
                 const std::function<void(Result<ProofResult>)>& done);
  std::vector<Result<ProofResult>> prove_all(std::span<const ProveJob> jobs);

 private:
  struct Impl;
  explicit Prover(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// Names of the back ends that this machine can run, best first: "cuda:0", "cpu".
std::vector<std::string> backends();

}  // namespace squall
