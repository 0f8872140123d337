#pragma once

// What EIP-2537 defines for G1 and G2 alike.

#include "bls12_381.hpp"
#include "zkvm_accelerators.h"

namespace guest::bls12 {

template <class Curve, class Bytes>
zkvm_status add_points(const Bytes& p1, const Bytes& p2, Bytes& result) {
  Point<Curve> a, b;
  if (!read(a, p1.data) || !read(b, p2.data)) return ZKVM_EFAIL;
  a.add(b);
  write(result.data, a);
  return ZKVM_EOK;
}

// Sums of multiples, `kBatch` points to a chain of doublings.
template <class Curve, std::size_t kParts, std::size_t kBatch, class Pair, class Bytes>
zkvm_status sum_of_multiples(const Pair* pairs, std::size_t count, Bytes& result) {
  if (count == 0) return ZKVM_EFAIL;
  Point<Curve> sum;
  for (std::size_t start = 0; start < count; start += kBatch) {
    std::array<Point<Curve>, kParts * kBatch> points{};
    std::array<Number<8 / kParts>, kParts * kBatch> scalars{};
    for (std::size_t i = 0; i < kBatch && start + i < count; i++) {
      const Pair& pair = pairs[start + i];
      Point<Curve> point;
      if (!read(point, pair.point.data) || !in_subgroup(point)) return ZKVM_EFAIL;
      const Split<Curve, kParts> parts = split(point, from_big_endian<8>(pair.scalar.data));
      for (std::size_t j = 0; j < kParts; j++) {
        points[kParts * i + j] = parts.points[j];
        scalars[kParts * i + j] = parts.scalars[j];
      }
    }
    sum.add(guest::multiply(points, scalars));
  }
  write(result.data, sum);
  return ZKVM_EOK;
}

}  // namespace guest::bls12
