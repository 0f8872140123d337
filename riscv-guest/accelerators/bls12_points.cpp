// Endomorphisms and subgroup checks of BLS12-381 (M. Scott, "A note on group membership tests for G1, G2 and GT on BLS
// pairing-friendly curves").

#include "bls12_381.hpp"

namespace guest::bls12 {

G1Point endomorphism(const G1Point& point) {
  constexpr Fp beta(Integer("5f19672fdf76ce51ba69c6076a0f77eaddb3a93be6f89688de17d813620a00022e01fffffffefffe"));
  G1Point image = point;
  image.x = image.x * beta;
  return image;
}

G2Point endomorphism(const G2Point& point) {
  constexpr Fp2 x_factor(
      Fp(),
      Fp(Integer("1a0111ea397fe699ec02408663d4de85aa0d857d89759ad4897d29650fb85f9b409427eb4f49fffd8bfd00000000aaad")));
  constexpr Fp2 y_factor(
      Fp(Integer("135203e60180a68ee2e9c448d77a2cd91c3dedd930b1cf60ef396489f61eb45e304466cf3e67fa0af1ee7b04121bdea2")),
      Fp(Integer("6af0e0437ff400b6831e36d6bd17ffe48395dabc2d3435e77f76e17009241c5ee67992f72ec05f4c81084fbede3cc09")));
  G2Point image;
  image.x = point.x.conjugate() * x_factor;
  image.y = point.y.conjugate() * y_factor;
  image.z = point.z.conjugate();
  return image;
}

// The endomorphism e has e^2 + e + 1 = 0. Where it multiplies by -z^2, z^4 - z^2 + 1 = r kills the point.
bool in_subgroup(const G1Point& point) { return endomorphism(point) == negate(multiply_by_z(multiply_by_z(point))); }

// The Frobenius map e has e^2 - (z + 1) e + p = 0. Where it multiplies by z, p - z kills the point, and the greatest
// common divisor of that with the twist's order is r.
bool in_subgroup(const G2Point& point) { return endomorphism(point) == multiply_by_z(point); }

// scalar = high z^2 + low, and z^2 P = -e(P).
Split<G1, 2> split(const G1Point& point, const U256& scalar) {
  constexpr Number<4> z_squared("ac45a4010001a4020000000100000000");
  U256 high = scalar;
  divide(high, kOrder).limb.swap(high.limb);
  const Number<4> low = divide(high, z_squared);
  Number<4> quotient;
  for (std::size_t i = 0; i < 4; i++) quotient.limb[i] = high.limb[i];
  return {{point, negate(endomorphism(point))}, {low, quotient}};
}

// scalar = sum of digit[i] |z|^i, and |z| P = -e(P).
Split<G2, 4> split(const G2Point& point, const U256& scalar) {
  constexpr Number<2> z("d201000000010000");
  U256 rest = scalar;
  divide(rest, kOrder).limb.swap(rest.limb);
  Split<G2, 4> result;
  for (std::size_t i = 0; i < 4; i++) {
    result.points[i] = i == 0 ? point : negate(endomorphism(result.points[i - 1]));
    result.scalars[i] = divide(rest, z);
  }
  return result;
}

}  // namespace guest::bls12
