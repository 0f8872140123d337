#include "cli/terminal.hpp"

#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
#include <unistd.h>

#include "cli/commands.hpp"

namespace squall::cli {

ProgressLine::Mode ProgressLine::default_mode() { return isatty(STDERR_FILENO) ? Mode::kBar : Mode::kQuiet; }

void ProgressLine::update(double fraction, std::string_view phase) {
  if (mode_ == Mode::kQuiet) return;
  const auto now = Clock::now();
  const double seconds = std::chrono::duration<double>(now - start_).count();
  if (mode_ == Mode::kLines) {
    if (phase != phase_) fmt::print(stderr, "{:6.1f} s  {:3.0f} %  {}\n", seconds, 100 * fraction, phase);
    phase_ = phase;
    return;
  }
  if (shown_ && now - drawn_ < std::chrono::milliseconds(50)) return;
  drawn_ = now;
  shown_ = true;
  constexpr int kWidth = 30;
  const int full = std::clamp(static_cast<int>(fraction * kWidth), 0, kWidth);
  std::string line =
      fmt::format("\r[{}{}] {:3.0f} %", std::string(full, '#'), std::string(kWidth - full, ' '), 100 * fraction);
  if (fraction > 0.01 && seconds > 0.2) {
    if (units_ > 0) line += "  " + rate(units_ * fraction / seconds);
    line += fmt::format("  {:.0f} s left", seconds * (1 - fraction) / fraction);
  }
  fmt::print(stderr, "{}  {}\033[K", line, phase);
  std::fflush(stderr);
}

void ProgressLine::clear() {
  if (shown_) fmt::print(stderr, "\r\033[K");
  shown_ = false;
}

}  // namespace squall::cli
