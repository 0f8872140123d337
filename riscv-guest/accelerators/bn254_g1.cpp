// Points of BN254 (EIP-196).

#include "bn254.hpp"
#include "endomorphism.hpp"
#include "zkvm_accelerators.h"

using Point = guest::Point<guest::bn254::G1>;

zkvm_status zkvm_bn254_g1_add(const zkvm_bn254_g1_point* p1, const zkvm_bn254_g1_point* p2,
                              zkvm_bn254_g1_point* result) {
  Point a, b;
  if (!guest::read(a, p1->data) || !guest::read(b, p2->data)) return ZKVM_EFAIL;
  a.add(b);
  guest::write(result->data, a);
  return ZKVM_EOK;
}

// The group has prime order: there is no subgroup to check.
zkvm_status zkvm_bn254_g1_mul(const zkvm_bn254_g1_point* point, const zkvm_bn254_scalar* scalar,
                              zkvm_bn254_g1_point* result) {
  Point p;
  if (!guest::read(p, point->data)) return ZKVM_EFAIL;
  guest::U256 number = guest::from_big_endian<8>(scalar->data);
  while (number >= guest::bn254::kOrder) subtract(number, number, guest::bn254::kOrder);
  const guest::ScalarParts<guest::bn254::G1> parts(number);
  std::array points = {p, p};
  points[1].x = p.x * guest::bn254::G1::kBeta;
  for (std::size_t i = 0; i < 2; i++) {
    if (parts.negative[i]) points[i] = guest::negate(points[i]);
  }
  guest::write(result->data, guest::multiply(points, parts.magnitude));
  return ZKVM_EOK;
}
