#pragma once

// A machine with GPUs that are none: the port of backend/gpu.hpp over the CPU's back end, with failures on demand.

#include <atomic>
#include <map>
#include <string>
#include <vector>

#include "backend/gpu.hpp"

namespace squall::fake {

// Under sanitizers a proof takes several seconds: tests that try many cases take the fewest that use all of the code.
#ifdef SQUALL_FEW_PROOFS
inline constexpr bool kFewProofs = true;
#else
inline constexpr bool kFewProofs = false;
#endif

// What the driver would say, and what happened. Tests set it before they make a prover; for executables, the
// environment variable SQUALL_FAKE_GPU_FAILURE names the verb that fails, or "device" if no device can be used.
struct Gpus {
  GpuSupport support{true, {80, 90}, {}};
  std::vector<GpuInfo> list;
  std::map<int, std::string> broken;         // making the back end of this device fails with this message
  std::string failing_verb;                  // this verb of every device fails
  double need = 1;                           // times the host's estimate: what a proof takes
  std::atomic<unsigned> made{0}, living{0};  // back ends
  std::atomic<unsigned> uploads{0};          // of preprocessed columns, one per chip column of a key
  std::atomic<unsigned> matrices{0};         // that live
};
Gpus& gpus();

// Two devices of 80 and 8 GiB, nothing failing.
void reset();

}  // namespace squall::fake
