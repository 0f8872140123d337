#pragma once

// What kernel sources include instead of CUDA's headers. Under nvcc it is CUDA; in test builds the emulation has been
// included before (g++ -include cuda/emulation/runtime.hpp).
//
//   SQUALL_SHARED(T, name)   T* name: the block's dynamic shared memory
//   SQUALL_UNROLL            in front of a loop over an array that has to be in registers (field/isa.hpp)
//   SQUALL_ROLL              in front of a loop whose body is long: one copy of it
//
// Kernels are launched through Gpu::launch (runtime/gpu.hpp) only. Kernel parameters are trivially copyable values.

#include "field/isa.hpp"

#ifdef SQUALL_CUDA_EMULATED
#define SQUALL_SHARED(T, name) \
  T* name = reinterpret_cast<T*>(::squall::emulation::BlockRunner::current().dynamic_shared)
#define SQUALL_ROLL
#else
#include <cuda_runtime.h>
#define SQUALL_ROLL _Pragma("unroll 1")
#define SQUALL_SHARED(T, name)                                   \
  extern __shared__ __align__(16) unsigned char squall_shared[]; \
  T* name = reinterpret_cast<T*>(squall_shared)
#endif

// For functions that kernels call and tests may call on the host.
#define SQUALL_DEVICE __host__ __device__ __forceinline__
