#pragma once

// Internal invariants. A failed check is a bug in Squall, never the consequence of bad input, and never reachable from
// a proof that is being verified.

#include <source_location>
#include <stdexcept>
#include <string>

namespace squall {

inline void check(bool condition, const char* what,
                  const std::source_location& where = std::source_location::current()) {
  if (!condition) [[unlikely]]
    throw std::logic_error(std::string(where.file_name()) + ":" + std::to_string(where.line()) + ": " + what);
}

}  // namespace squall
