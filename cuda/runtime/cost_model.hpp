#pragma once

// Multiply slots per operation on the device (32-bit multiply-add 1, wide or high product 2), from instruction counts
// of compiled kernels for sm_90, and the rates of devices. Of this kind are the `slots` of Cost.

#include "cuda/runtime/profile.hpp"

namespace squall::cuda {

inline constexpr double kSlotsMul = 5;            // Montgomery product: wide, low, high
inline constexpr double kSlotsShoup = 4;          // product by a constant with quotient: high, two low
inline constexpr double kSlotsMulExtension = 75;  // K: 25 wide products, five reductions
inline constexpr double kSlotsMulMixed = 25;      // F times K
inline constexpr double kSlotsBlake3 = 343;       // one compression with adds moved to the multiply-add pipe

// The least time that a launch of this cost can take.
struct DeviceRates {
  double bytes_per_second = 0;  // device memory
  double slots_per_second = 0;  // multiply slots: 64 per clock and multiprocessor
  double floor_seconds(const Cost& cost) const {
    const double memory = bytes_per_second > 0 ? cost.bytes / bytes_per_second : 0;
    const double compute = slots_per_second > 0 ? cost.slots / slots_per_second : 0;
    return memory > compute ? memory : compute;
  }
};

}  // namespace squall::cuda
