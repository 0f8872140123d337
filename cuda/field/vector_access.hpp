#pragma once

// Two or four neighbouring elements of a table, or of a column, by one access each: 8 or 16 bytes per thread.

#include "cuda/field/planes.hpp"

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
SQUALL_DEVICE void store_two(const Planes& v, std::size_t at, const Wide (&x)[2]) {
  for (int k = 0; k < 5; ++k) {
    TwoFp two;
    for (int i = 0; i < 2; ++i) two.x[i] = x[i].c[k].fp();
    *reinterpret_cast<TwoFp*>(v.data + k * v.stride + at) = two;
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

SQUALL_DEVICE Wide between(const Wide& low, const Wide& high, const ExtRows<Lane>& z) {
  return low + mul_ext(high - low, z);
}

}  // namespace squall::cuda
