#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace squall::cli {

// Shows progress on standard error: on a terminal one line with a bar, rate and remaining time that is wiped at the
// end, otherwise a line per phase. Says nothing when told to be quiet.
class ProgressLine {
 public:
  enum class Mode { kQuiet, kBar, kLines };
  static Mode default_mode();

  // unit_total: what the whole work amounts to (instructions), for the rate; 0 if unknown.
  explicit ProgressLine(Mode mode) : mode_(mode) {}
  ~ProgressLine() { clear(); }
  void set_total(double units) { units_ = units; }
  void update(double fraction, std::string_view phase);
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  Mode mode_;
  double units_ = 0;
  Clock::time_point start_ = Clock::now(), drawn_{};
  std::string phase_;
  bool shown_ = false;
};

}  // namespace squall::cli
