#pragma once

// Pieces of kernels on tables: two or four neighbouring elements of a table, or of a column, by one access each (8 or
// 16 bytes per thread), and the sums of a round.

#include "cuda/field/reduce.hpp"

namespace squall::cuda {

struct alignas(8) TwoFp {
  Fp x[2];
};
struct alignas(16) FourFp {
  Fp x[4];
};

// On input: `at` and the planes' stride are multiples of the number of elements.
SQUALL_DEVICE void load_two(const ConstPlanes& v, std::size_t at, Wide (&x)[2]) {
  for (int k = 0; k < 5; ++k) {
    const TwoFp two = *reinterpret_cast<const TwoFp*>(v.data + k * v.stride + at);
    for (int i = 0; i < 2; ++i) x[i].c[k] = Lane(two.x[i]);
  }
}
SQUALL_DEVICE void load_four(const ConstPlanes& v, std::size_t at, Wide (&x)[4]) {
  for (int k = 0; k < 5; ++k) {
    const FourFp four = *reinterpret_cast<const FourFp*>(v.data + k * v.stride + at);
    for (int i = 0; i < 4; ++i) x[i].c[k] = Lane(four.x[i]);
  }
}
// As one integer: compilers take pairs of words apart again.
SQUALL_DEVICE void store_two(const Planes& v, std::size_t at, const Wide (&x)[2]) {
  typedef std::uint64_t __attribute__((may_alias)) Pair;
  for (int k = 0; k < 5; ++k) {
    const std::uint64_t pair = std::uint64_t(x[1].c[k].raw()) << 32 | x[0].c[k].raw();
    *reinterpret_cast<Pair*>(v.data + k * v.stride + at) = pair;
  }
}

// The three sums of a round.
struct ProductDots {
  ExtDot<Lane> dots[3];
  SQUALL_DEVICE void add(const Wide& f0, const Wide& f1, const Wide& w0, const Wide& w1) {
    dots[0].add(f0, w0);
    dots[1].add(f1, w1);
    dots[2].add(f1 - f0, w1 - w0);
  }
};

// The block's sums to partial[3 block..]. Written out, so that the sums stay in registers.
__device__ __forceinline__ void write_sums(const ProductDots& sums, K* partial, std::uint32_t* words) {
  const Wide a = block_sum(sums.dots[0].reduce(), words), b = block_sum(sums.dots[1].reduce(), words);
  const Wide c = block_sum(sums.dots[2].reduce(), words);
  if (threadIdx.x != 0) return;
  K* out = partial + 3 * std::size_t(blockIdx.x);
  out[0] = narrow(a);
  out[1] = narrow(b);
  out[2] = narrow(c);
}

SQUALL_DEVICE Wide between(const Wide& low, const Wide& high, const ExtRows<Lane>& z) {
  return low + mul_ext(high - low, z);
}

}  // namespace squall::cuda
