#pragma once

// The machine as JSON text: compact, ASCII, keys in a fixed order, so that equal machines give equal bytes. It is what
// the verifying key hashes, and all that an independent verifier needs to know about the chips.

#include <string>

#include "air/machine.hpp"

namespace squall {

std::string describe(const Machine& machine);

}  // namespace squall
