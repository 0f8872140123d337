#pragma once

// BLS12-381, the curve of EIP-2537 and EIP-4844: y^2 = x^3 + 4, built from z = -0xd201000000010000.

#include <span>

#include "encoding.hpp"

namespace guest::bls12 {

using Integer = Number<12>;

inline constexpr std::uint64_t kMinusZ = 0xd201000000010000;

// The order r of the groups: z^4 - z^2 + 1.
inline constexpr U256 kOrder{"73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001"};

struct Parameters {
  static constexpr Integer kModulus{
      "1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab"};
  static constexpr int kXi = 1;
  static constexpr bool kImaginaryFirst = false;
  static constexpr Fp2<Parameters> frobenius();  // xi^((p - 1) / 6)
};

using Fp = PrimeField<Parameters>;
using Fp2 = guest::Fp2<Parameters>;

constexpr Fp2 Parameters::frobenius() {
  return {
      Fp(Integer("1904d3bf02bb0667c231beb4202c0d1f0fd603fd3cbd5f4f7b2443d784bab9c4f67ea53d63e7813d8d0775ed92235fb8")),
      Fp(Integer("fc3e2b36c4e03288e9e902231f9fb854a14787b6c7b36fec0c8ec971f63c5f282d5ac14d6c7ec22cf78a126ddc4af3"))};
}

struct G1 {
  using Field = Fp;
  static constexpr int kA = 0;
  static constexpr Fp kB{Limb(4)};
};

struct G2 {  // the twist: b = 4 (1 + u)
  using Field = Fp2;
  static constexpr int kA = 0;
  static constexpr Fp2 kB{Fp(Limb(4)), Fp(Limb(4))};
};

using G1Point = Point<G1>;
using G2Point = Point<G2>;

// x -> beta x with beta^3 = 1: on the subgroup of order r this multiplies by -z^2.
G1Point endomorphism(const G1Point& point);
// The Frobenius map of the curve, seen on the twist: on the subgroup of order r this multiplies by z.
G2Point endomorphism(const G2Point& point);

// Of points on the curve.
bool in_subgroup(const G1Point& point);
bool in_subgroup(const G2Point& point);

// scalar point, of a point in the subgroup, as a sum of multiples by numbers that are half or a quarter as long.
template <class Curve, std::size_t kParts>
struct Split {
  std::array<Point<Curve>, kParts> points;
  std::array<Number<8 / kParts>, kParts> scalars;
};
Split<G1, 2> split(const G1Point& point, const U256& scalar);
Split<G2, 4> split(const G2Point& point, const U256& scalar);

// Multiplies by the integer z, which is negative.
template <class Curve>
Point<Curve> multiply_by_z(const Point<Curve>& point) {
  return negate(guest::multiply(point, kMinusZ));
}

// Is the product of these pairings one? Points in the subgroup; any of them may be neutral.
struct Pair {
  G1Point p;
  G2Point q;
};
bool pairings_cancel(std::span<const Pair> pairs);

}  // namespace guest::bls12
