#pragma once

// The constants of poly/twiddles.hpp on the device: one pair per block of a level, the same for every level.

#include "cuda/runtime/gpu.hpp"
#include "field/shoup.hpp"

namespace squall::cuda {

class DeviceTwiddles {
 public:
  // For transforms of up to 2^log_size points; log_size <= Fp::kTwoAdicity.
  DeviceTwiddles(Gpu& gpu, unsigned log_size);

  unsigned log_size() const { return log_size_; }
  const ShoupPair* pairs() const { return pairs_.data(); }

 private:
  unsigned log_size_;
  DeviceBuffer<ShoupPair> pairs_;
};

// Device memory of DeviceTwiddles for transforms of up to 2^log_size points.
std::size_t twiddle_memory(unsigned log_size);

}  // namespace squall::cuda
