#pragma once

// The words of CUDA C++ that our kernels use, for a host compiler.

#include <bit>

#include "cuda/emulation/fibers.hpp"

#define __global__
#define __device__
#define __host__
#define __forceinline__ inline __attribute__((always_inline))
#define __launch_bounds__(...)
#define __grid_constant__
#define __constant__ static const
#define __shared__ static thread_local

struct alignas(8) uint2 {
  unsigned x, y;
};
struct alignas(16) uint4 {
  unsigned x, y, z, w;
};
inline uint2 make_uint2(unsigned x, unsigned y) { return {x, y}; }
inline uint4 make_uint4(unsigned x, unsigned y, unsigned z, unsigned w) { return {x, y, z, w}; }

inline void __syncthreads() { squall::emulation::BlockRunner::current().barrier(); }
inline void __syncwarp(std::uint32_t mask = ~0u) {
  auto& runner = squall::emulation::BlockRunner::current();
  runner.exchange(mask, 0, runner.lane());
}
template <class T>
T __shfl_sync(std::uint32_t mask, T value, int source) {
  static_assert(sizeof(T) <= 8);
  std::uint64_t word = 0;
  std::memcpy(&word, &value, sizeof value);
  word = squall::emulation::BlockRunner::current().exchange(mask, word, static_cast<unsigned>(source) & 31);
  std::memcpy(&value, &word, sizeof value);
  return value;
}
template <class T>
T __shfl_xor_sync(std::uint32_t mask, T value, int bits) {
  return __shfl_sync(mask, value, static_cast<int>(squall::emulation::BlockRunner::current().lane()) ^ bits);
}
template <class T>
T __shfl_down_sync(std::uint32_t mask, T value, unsigned distance) {
  const unsigned lane = squall::emulation::BlockRunner::current().lane();
  return __shfl_sync(mask, value, static_cast<int>(lane + distance < 32 ? lane + distance : lane));
}
template <class T>
T __shfl_up_sync(std::uint32_t mask, T value, unsigned distance) {
  const unsigned lane = squall::emulation::BlockRunner::current().lane();
  return __shfl_sync(mask, value, static_cast<int>(lane >= distance ? lane - distance : lane));
}
inline std::uint32_t __ballot_sync(std::uint32_t mask, int predicate) {
  auto& runner = squall::emulation::BlockRunner::current();
  runner.exchange(mask, predicate != 0, runner.lane());
  std::uint32_t votes = 0;
  for (unsigned i = 0; i < 32; ++i) {
    if (mask >> i & 1) votes |= static_cast<std::uint32_t>(runner.lane_value(i)) << i;
  }
  return votes;
}
inline int __any_sync(std::uint32_t mask, int predicate) { return __ballot_sync(mask, predicate) != 0; }
inline int __all_sync(std::uint32_t mask, int predicate) { return __ballot_sync(mask, predicate) == mask; }

inline std::uint32_t __umulhi(std::uint32_t a, std::uint32_t b) {
  return static_cast<std::uint32_t>(std::uint64_t(a) * b >> 32);
}
inline std::uint32_t __funnelshift_r(std::uint32_t low, std::uint32_t high, std::uint32_t shift) {
  return static_cast<std::uint32_t>((std::uint64_t(high) << 32 | low) >> (shift & 31));
}
inline std::uint32_t __brev(std::uint32_t x) {
  std::uint32_t r = 0;
  for (int i = 0; i < 32; ++i) r = r << 1 | (x >> i & 1);
  return r;
}
inline int __popc(std::uint32_t x) { return std::popcount(x); }
inline int __clz(int x) { return std::countl_zero(static_cast<unsigned>(x)); }
inline int __ffs(int x) { return x == 0 ? 0 : std::countr_zero(static_cast<unsigned>(x)) + 1; }
template <class T>
T __ldg(const T* p) {
  return *p;
}
inline void __threadfence() {}
inline void __nanosleep(unsigned) {}

template <class T>
T atomicAdd(T* p, T value) {
  return __atomic_fetch_add(p, value, __ATOMIC_RELAXED);
}
template <class T>
T atomicOr(T* p, T value) {
  return __atomic_fetch_or(p, value, __ATOMIC_RELAXED);
}
template <class T>
T atomicMin(T* p, T value) {
  T old = __atomic_load_n(p, __ATOMIC_RELAXED);
  while (value < old && !__atomic_compare_exchange_n(p, &old, value, true, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
  }
  return old;
}
template <class T>
T atomicMax(T* p, T value) {
  T old = __atomic_load_n(p, __ATOMIC_RELAXED);
  while (value > old && !__atomic_compare_exchange_n(p, &old, value, true, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
  }
  return old;
}
template <class T>
T atomicCAS(T* p, T expected, T value) {
  __atomic_compare_exchange_n(p, &expected, value, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
  return expected;
}
template <class T>
constexpr T min(T a, T b) {
  return b < a ? b : a;
}
template <class T>
constexpr T max(T a, T b) {
  return a < b ? b : a;
}
