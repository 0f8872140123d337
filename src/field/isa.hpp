#pragma once

// Which instruction set the vector kernels use. Chosen once by the caller and passed down; every choice gives the same
// results. Kernels are templates over a lane type, instantiated in foo_scalar.cpp and foo_avx2.cpp; only the latter is
// compiled with AVX2 enabled, so whatever it calls from shared headers has to be inlined (SQUALL_INLINE) or a template
// of its own lane type: an out-of-line copy could be picked by the linker for processors without AVX2.

// SQUALL_UNROLL in front of a loop over an array that has to be in registers on a device; hosts decide for themselves.

#ifdef __CUDACC__  // device code uses the same templates over its own lane type
#define SQUALL_INLINE __host__ __device__ __forceinline__
#define SQUALL_UNROLL _Pragma("unroll")
#else
#define SQUALL_INLINE inline __attribute__((always_inline))
#define SQUALL_UNROLL
#endif

namespace squall {

enum class Isa { kScalar, kAvx2 };

// The best set that this build and this processor have.
Isa detect_isa();

const char* isa_name(Isa isa);

}  // namespace squall
