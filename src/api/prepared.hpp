#pragma once

// A proof's first half: the guest executed, its events ready to become rows. Needs no back end, so it may happen on
// another thread while something else is being proven.

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "squall/prover.hpp"

#include "base/observer.hpp"
#include "machine/trace.hpp"
#include "pcs/params.hpp"
#include "vm/executor.hpp"

namespace squall {

// Collects phases and passes progress on.
class Recorder : public Observer {
 public:
  // silent: only collects, until resume().
  Recorder(const ProveOptions& options, bool silent) : options_(options), silent_(silent) {}

  void begin(std::string_view phase) override;
  void end() override;
  void progress(double fraction) override;

  double seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }
  // Between the two no time passes.
  void pause() { paused_ = Clock::now(); }
  void resume();
  std::vector<Phase> take_phases() { return std::move(phases_); }

 private:
  using Clock = std::chrono::steady_clock;
  void report();

  const ProveOptions& options_;
  bool silent_;
  Clock::time_point start_ = Clock::now(), paused_{};
  std::vector<Phase> phases_;
  std::vector<std::size_t> open_;
  double fraction_ = 0;
};

struct Prepared {
  const Program& program;
  const ProveOptions& options;
  const Params& params;
  Recorder recorder;
  ExecutionRecord record = {};
  std::optional<RiscvTrace> trace = {};
  double execute_seconds = 0;
};

using Text = std::function<void(int fd, std::string_view text)>;

// Executes. Program and options are borrowed by what comes back. memory: of the host, 0 if unknown; text: where the
// guest's goes; silent: no progress is reported, since this is not the caller's thread. Errors: kGuestFailure,
// kBadInput, kResourceLimit.
Result<std::unique_ptr<Prepared>> prepare(const Program& program, std::span<const std::uint8_t> input,
                                          const ProveOptions& options, std::uint64_t memory, const Text& text,
                                          bool silent = false);

}  // namespace squall
