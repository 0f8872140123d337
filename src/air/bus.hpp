#pragma once

#include <string_view>

namespace squall {

// A bus carries tuples of one length. `number` >= 1 is unique in a machine and part of every fingerprint.
struct Bus {
  std::string_view name;
  unsigned number;
  unsigned arity;
};

}  // namespace squall
