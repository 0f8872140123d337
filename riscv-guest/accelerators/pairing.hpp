#pragma once

// Optimal ate pairings on curves of embedding degree 12 with a sextic twist: Miller's loop for a product of pairings,
// over points in Jacobian coordinates on the twist. A pairing-friendly curve is a type with
//   Field parameters (tower.hpp), G1, G2     Parameters, and curves as in curve.hpp, G2 being the twist
//   static constexpr bool kMultiplicative    the twist's constant is b xi (else b / xi)
//   static constexpr array kDigits           signed binary digits of the loop's length, lowest first; the highest is 1
//   finish(f, pairs)                         what follows the loop
//   hard_part(f)                             f to a multiple of (p^4 - p^2 + 1) / r that is prime to r
// Factors in proper subfields of Fp12 are left out of lines and of the result: the final exponentiation kills them.

#include <span>

#include "curve.hpp"
#include "tower.hpp"

namespace guest {

template <class Pairing>
struct MillerPair {
  using Parameters = typename Pairing::Parameters;
  using Base = PrimeField<Parameters>;
  using F = Fp2<Parameters>;
  using Result = Fp12<Parameters>;

  Affine<Base> p;
  Affine<F> q;
  Point<typename Pairing::G2> t;  // a multiple of q

  MillerPair() = default;
  MillerPair(const Affine<Base>& g1, const Affine<F>& g2) : p(g1), q(g2), t(g2) {}

  // A line l through points of the twist with slope s is y_P - s x_P w + (s x - y) w^3 for twists by 1 / xi, and this
  // times w^3 up to a power of w^6 = xi for twists by xi: (s x - y) - s x_P w^2 + y_P w^3. All three are given times
  // the denominator.
  void multiply_line(Result& f, const F& denominator, const F& slope, const F& rest) const {
    if constexpr (Pairing::kMultiplicative) {
      f = f.times_023(rest, -(slope * p.x), denominator * p.y);
    } else {
      f = f.times_013(denominator * p.y, -(slope * p.x), rest);
    }
  }

  // f times the tangent at T; T doubles. The slope is 3 X^2 / (2 Y Z); the denominator 2 Y Z^3.
  void double_step(Result& f) {
    const F zz = t.z.squared(), xx = t.x.squared(), yy = t.y.squared();
    const F m = xx.doubled() + xx, s = (t.x * yy).doubled().doubled();
    const F rest = m * t.x - yy.doubled();
    t.z = (t.y * t.z).doubled();
    t.x = m.squared() - s.doubled();
    t.y = m * (s - t.x) - yy.squared().doubled().doubled().doubled();
    multiply_line(f, t.z * zz, m * zz, rest);
  }

  // f times the line through T and R, which differ and are not opposite; T becomes T + R. The slope is
  // (y Z^3 - Y) / (Z H) with H = x Z^2 - X.
  void add_step(Result& f, const Affine<F>& other) {
    const F zz = t.z.squared();
    const F h = other.x * zz - t.x, r = other.y * (zz * t.z) - t.y;
    const F hh = h.squared(), hhh = hh * h, v = t.x * hh;
    t.z = t.z * h;
    t.x = r.squared() - hhh - v.doubled();
    t.y = r * (v - t.x) - t.y * hhh;
    multiply_line(f, t.z, r, r * other.x - other.y * t.z);
  }
};

// The product of the pairings' values before the final exponentiation. One chain of squarings for all pairs.
template <class Pairing>
Fp12<typename Pairing::Parameters> miller_loop(std::span<MillerPair<Pairing>> pairs) {
  auto f = Fp12<typename Pairing::Parameters>::one();
  for (std::size_t i = Pairing::kDigits.size() - 1; i-- > 0;) {
    f = f.squared();
    for (auto& pair : pairs) pair.double_step(f);
    if (const int digit = Pairing::kDigits[i]) {
      for (auto& pair : pairs) pair.add_step(f, digit > 0 ? pair.q : negate(pair.q));
    }
  }
  Pairing::finish(f, pairs);
  return f;
}

// Is f to the power (p^12 - 1) / r one? (p^6 - 1)(p^2 + 1) first, by which the order comes to divide p^4 - p^2 + 1.
template <class Pairing>
bool is_one_in_target_group(const Fp12<typename Pairing::Parameters>& f) {
  const auto first = f.conjugate() * f.inverted();
  const auto second = first.frobenius().frobenius() * first;
  return Pairing::hard_part(second) == Fp12<typename Pairing::Parameters>::one();
}

// Is the product of pairings one? next(pair) gives the next pair, or says kEnd, kInvalid, or kNeutral for a pair with a
// point at infinity, whose pairing is one. Pairs are taken in batches of a fixed size: no heap.
enum class Next { kPair, kNeutral, kEnd, kInvalid };

template <class Pairing, class Source>
bool check_pairing(bool& is_one, Source next) {
  constexpr std::size_t kBatch = 8;
  std::array<MillerPair<Pairing>, kBatch> batch;
  auto f = Fp12<typename Pairing::Parameters>::one();
  for (Next kind = Next::kPair; kind != Next::kEnd;) {
    std::size_t count = 0;
    while (count < kBatch) {
      kind = next(batch[count]);
      if (kind == Next::kInvalid) return false;
      if (kind == Next::kEnd) break;
      count += kind == Next::kPair;
    }
    if (count) f = f * miller_loop<Pairing>(std::span(batch).first(count));
  }
  is_one = is_one_in_target_group<Pairing>(f);
  return true;
}

}  // namespace guest
