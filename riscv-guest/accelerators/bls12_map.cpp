// Maps of field elements to points of BLS12-381 (RFC 9380, sections 6.6.2, 6.6.3 and 7; EIP-2537): simplified SWU onto
// an isogenous curve, the isogeny, and the cofactor cleared.

#include "bls12_isogeny.hpp"
#include "zkvm_accelerators.h"

namespace guest::bls12 {
namespace {

bool sign(const Fp& value) { return value.canonical().limb[0] & 1; }
bool sign(const Fp2& value) { return value.real.is_zero() ? sign(value.imaginary) : sign(value.real); }

// A square root of a + b u, where there is one: x + y u with x^2 = (a +- |value|) / 2 and y = b / (2 x).
bool square_root(Fp2& root, const Fp2& value) {
  Fp norm, x;
  if (!guest::square_root(norm, value.real.squared() + value.imaginary.squared())) return false;
  constexpr Fp half = Fp(Limb(2)).inverted();
  if (!guest::square_root(x, (value.real + norm) * half)) guest::square_root(x, (value.real - norm) * half);
  root = x.is_zero() ? Fp2(x, power(-value.real, square_root_exponent(Fp::kModulus)))
                     : Fp2(x, value.imaginary * half * x.inverted());
  return root.squared() == value;
}

// y^2 of the isogenous curve.
template <class Map>
typename Map::Field right_side(const typename Map::Field& x) {
  return (x.squared() + Map::kA) * x + Map::kB;
}

template <class Map>
Affine<typename Map::Field> simplified_swu(const typename Map::Field& u) {
  using Field = typename Map::Field;
  const Field zuu = Map::kZ * u.squared(), d = zuu.squared() + zuu;
  constexpr Field slope = -Map::kB * Map::kA.inverted(), exception = Map::kB * (Map::kZ * Map::kA).inverted();
  Affine<Field> point;
  point.x = d.is_zero() ? exception : slope * (Field(Limb(1)) + d.inverted());
  if (!square_root(point.y, right_side<Map>(point.x))) {
    point.x = point.x * zuu;
    square_root(point.y, right_side<Map>(point.x));
  }
  if (sign(u) != sign(point.y)) point.y = -point.y;
  return point;
}

template <class Field, std::size_t N>
Field evaluate(const std::array<Field, N>& coefficients, const Field& x) {
  Field value = coefficients[N - 1];
  for (std::size_t i = N - 1; i-- > 0;) value = value * x + coefficients[i];
  return value;
}

// (x_num / x_den, y y_num / y_den) with the denominator x_den y_den, which is zero for the neutral element.
template <class Map>
Point<typename Map::Curve> isogeny(const Affine<typename Map::Field>& p) {
  using Field = typename Map::Field;
  const Field x_den = evaluate(Map::kXDenominator, p.x), y_den = evaluate(Map::kYDenominator, p.x);
  const Field common = x_den * y_den.squared();
  Point<typename Map::Curve> image;
  image.x = evaluate(Map::kXNumerator, p.x) * common;
  image.y = p.y * evaluate(Map::kYNumerator, p.x) * common * x_den.squared();
  image.z = x_den * y_den;
  return image;
}

// (1 - z) P.
G1Point clear_cofactor(const G1Point& point) {
  G1Point sum = negate(multiply_by_z(point));
  sum.add(point);
  return sum;
}

// (z^2 - z - 1) P + (z - 1) e(P) + e^2(2 P) (RFC 9380, appendix G.3).
G2Point clear_cofactor(const G2Point& point) {
  const G2Point image = endomorphism(point);
  G2Point sum = multiply_by_z(point);  // z (z P + e(P)) - z P - P - e(P) + e^2(2 P)
  const G2Point z_point = sum;
  sum.add(image);
  sum = multiply_by_z(sum);
  sum.add(negate(z_point));
  sum.add(negate(point));
  sum.add(negate(image));
  G2Point last = point;
  last.double_in_place();
  sum.add(endomorphism(endomorphism(last)));
  return sum;
}

template <class Map, class From, class To>
zkvm_status map(const From& from, To& to) {
  typename Map::Field u;
  if (!read(u, from.data)) return ZKVM_EFAIL;
  write(to.data, clear_cofactor(isogeny<Map>(simplified_swu<Map>(u))));
  return ZKVM_EOK;
}

}  // namespace
}  // namespace guest::bls12

zkvm_status zkvm_bls12_map_fp_to_g1(const zkvm_bls12_381_fp* field_element, zkvm_bls12_381_g1_point* result) {
  return guest::bls12::map<guest::bls12::MapToG1>(*field_element, *result);
}

zkvm_status zkvm_bls12_map_fp2_to_g2(const zkvm_bls12_381_fp2* field_element, zkvm_bls12_381_g2_point* result) {
  return guest::bls12::map<guest::bls12::MapToG2>(*field_element, *result);
}
