#pragma once

// How long work reports itself. The library never prints: it tells an Observer, which may draw a bar or write a
// profile.

#include <cstdint>
#include <string_view>

namespace squall {

class Observer {
 public:
  virtual ~Observer() = default;
  // Phases nest and are closed in reverse order; always called from the thread that called the library.
  virtual void begin(std::string_view phase) { (void)phase; }
  virtual void end() {}
  // Share of the whole work that is done, 0 to 1; never decreases.
  virtual void progress(double fraction) { (void)fraction; }
};

// Opens a phase for the lifetime of the object.
class PhaseScope {
 public:
  PhaseScope(Observer& observer, std::string_view phase) : observer_(observer) { observer_.begin(phase); }
  ~PhaseScope() { observer_.end(); }
  PhaseScope(const PhaseScope&) = delete;
  PhaseScope& operator=(const PhaseScope&) = delete;

 private:
  Observer& observer_;
};

}  // namespace squall
