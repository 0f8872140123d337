#pragma once

// Takes turns with the order in which emulated threads run; nothing on a device.

#include "cuda/runtime/language.hpp"

namespace squall::cuda {

inline void take_thread_order([[maybe_unused]] unsigned turn) {
#ifdef SQUALL_CUDA_EMULATED
  constexpr emulation::ThreadOrder kOrders[] = {emulation::ThreadOrder::kForward, emulation::ThreadOrder::kBackward,
                                                emulation::ThreadOrder::kRandom};
  emulation::machine().order = kOrders[turn % 3];
#endif
}

}  // namespace squall::cuda
