#pragma once

// ECDSA (SEC 1, section 4.1) on a curve of prime order with cofactor 1. Beyond what curve.hpp asks for, the curve has
//   Scalar                                    PrimeField of the order
//   static constexpr Affine<Field> kGenerator
// Numbers are big-endian; r and s lie in [1, order), and nothing is said about which half s is in.

#include "endomorphism.hpp"
#include "prime_field.hpp"

namespace guest {

template <class Curve>
struct Ecdsa {
  using Field = typename Curve::Field;
  using Scalar = typename Curve::Scalar;

  static bool in_scalar_range(const U256& value) { return !value.is_zero() && value < Scalar::kModulus; }

  // Of the hash, key and signature as integers.
  static bool verify(const U256& hash, const U256& r, const U256& s, const U256& key_x, const U256& key_y) {
    if (!in_scalar_range(r) || !in_scalar_range(s)) return false;
    if (key_x >= Field::kModulus || key_y >= Field::kModulus) return false;
    const Affine<Field> key{Field(key_x), Field(key_y)};
    if (!on_curve<Curve>(key)) return false;

    const Scalar w = Scalar(s).inverted();
    const Point<Curve> sum = double_multiply((Scalar(hash) * w).canonical(), (Scalar(r) * w).canonical(), key);
    if (sum.is_neutral()) return false;

    // The sum's x coordinate, an integer below p, must be r mod n: it is r, or r + n when that is below p. No division:
    // x = X / Z^2. (n < p < 2 n for secp256k1; for secp256r1 n < p too.)
    const Field zz = sum.z.squared();
    if (r < Field::kModulus && Field(r) * zz == sum.x) return true;
    U256 other;
    return !add(other, r, Scalar::kModulus) && other < Field::kModulus && Field(other) * zz == sum.x;
  }

  // The public key whose signature this is, from the parity of the y coordinate of the nonce point R, whose x
  // coordinate is r: Q = (s R - hash G) / r.
  static bool recover(Affine<Field>& key, const U256& hash, const U256& r, const U256& s, bool odd) {
    if (!in_scalar_range(r) || !in_scalar_range(s)) return false;
    Affine<Field> nonce{Field(r), Field()};
    const Field right = nonce.x.squared() * nonce.x + Curve::kB;
    static_assert(Curve::kA == 0);
    if (!square_root(nonce.y, right)) return false;
    if (bool(nonce.y.canonical().limb[0] & 1) != odd) nonce.y = -nonce.y;

    const Scalar w = Scalar(r).inverted();
    const Point<Curve> sum = double_multiply((-(Scalar(hash) * w)).canonical(), (Scalar(s) * w).canonical(), nonce);
    if (sum.is_neutral()) return false;
    key = sum.affine();
    return true;
  }

  // u1 G + u2 Q with one chain of doublings for both, of half the length where there is an endomorphism.
  static Point<Curve> double_multiply(const U256& u1, const U256& u2, const Affine<Field>& q) {
    const Parts g_parts(u1), q_parts(u2);
    std::array<std::array<std::int8_t, kDigits>, Parts::kCount> g_digits, q_digits;
    std::array<std::array<Affine<Field>, 1 << (kPointWidth - 2)>, Parts::kCount> multiples;
    multiples[0] = to_affine(odd_multiples<kPointWidth>(Point<Curve>(q)));  // of prime order: none is neutral
    if constexpr (Parts::kCount == 2) multiples[1] = endomorphism<Curve>(multiples[0]);
    for (std::size_t j = 0; j < Parts::kCount; j++) {
      g_digits[j] = signed_digits<kGeneratorWidth>(g_parts.magnitude[j]);
      q_digits[j] = signed_digits<kPointWidth>(q_parts.magnitude[j]);
    }
    Point<Curve> sum;
    for (std::size_t i = kDigits; i-- > 0;) {
      if (!sum.is_neutral()) sum.double_in_place();
      for (std::size_t j = 0; j < Parts::kCount; j++) {
        add_digit(sum, q_parts.negative[j] ? -q_digits[j][i] : q_digits[j][i], multiples[j]);
        add_digit(sum, g_parts.negative[j] ? -g_digits[j][i] : g_digits[j][i], kGeneratorMultiples[j]);
      }
    }
    return sum;
  }

 private:
  using Parts = ScalarParts<Curve>;
  static constexpr int kGeneratorWidth = 6, kPointWidth = 5;
  static constexpr std::size_t kDigits = 32 * Parts::kLimbs + 1;

  // Odd multiples of the generator and their images, worked out by the compiler.
  static constexpr auto kGeneratorMultiples = [] {
    std::array<std::array<Affine<Field>, 1 << (kGeneratorWidth - 2)>, Parts::kCount> tables;
    tables[0] = to_affine(odd_multiples<kGeneratorWidth>(Point<Curve>(Curve::kGenerator)));
    if constexpr (Parts::kCount == 2) tables[1] = endomorphism<Curve>(tables[0]);
    return tables;
  }();
};

}  // namespace guest
