// What the emulated machine of the command under test is like, from its environment:
//
//   SQUALL_EMULATED_DEVICES   how many
//   SQUALL_EMULATED_MIB       memory of each
//   SQUALL_EMULATED_FAILURE   "launch:100": that launch fails; "query:1": the driver is too old

#include <cstdlib>
#include <string>

#include "cuda/emulation/runtime.hpp"

namespace {

using squall::emulation::machine;
using Call = squall::emulation::Machine;

const bool configured = [] {
  if (const char* devices = std::getenv("SQUALL_EMULATED_DEVICES")) machine().devices = std::atoi(devices);
  if (const char* mib = std::getenv("SQUALL_EMULATED_MIB")) machine().memory = std::strtoull(mib, nullptr, 10) << 20;
  if (const char* text = std::getenv("SQUALL_EMULATED_FAILURE")) {
    const std::string failure = text;
    const auto colon = failure.find(':');
    const long after = std::atol(failure.c_str() + colon + 1);
    if (failure.starts_with("launch")) machine().fail(Call::kLaunch, after, cudaErrorIllegalAddress);
    if (failure.starts_with("copy")) machine().fail(Call::kCopy, after, cudaErrorLaunchFailure);
    if (failure.starts_with("query")) machine().fail(Call::kQuery, after, cudaErrorInsufficientDriver);
  }
  return true;
}();

}  // namespace
