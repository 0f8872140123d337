#pragma once

// Points of y^2 = x^3 + a x + b with a = 0 or a = -3.
//
// A curve is a type with
//   Field                  coordinates: PrimeField, Secp256k1Field or QuadraticField
//   static constexpr int kA
//   static constexpr Field kB

#include <array>

#include "number.hpp"

namespace guest {

template <class Field>
struct Affine {
  Field x, y;
};

template <class Curve>
constexpr bool on_curve(const Affine<typename Curve::Field>& point) {
  auto right = point.x.squared();
  if (Curve::kA == -3) right = right - typename Curve::Field(3);
  return point.y.squared() == right * point.x + Curve::kB;
}

template <class Field>
constexpr Affine<Field> negate(const Affine<Field>& point) {
  return {point.x, -point.y};
}

// Jacobian coordinates: (X / Z^2, Y / Z^3), and Z = 0 for the neutral element. Additions look at the cases that their
// formulas do not cover.
template <class C>
struct Point {
  using Curve = C;
  using Field = typename Curve::Field;

  Field x, y, z;

  constexpr Point() = default;
  constexpr Point(const Affine<Field>& point) : x(point.x), y(point.y), z(Limb(1)) {}

  constexpr bool is_neutral() const { return z.is_zero(); }

  // The same point, whatever the denominators.
  friend constexpr bool operator==(const Point& a, const Point& b) {
    if (a.is_neutral() || b.is_neutral()) return a.is_neutral() == b.is_neutral();
    const Field aa = a.z.squared(), bb = b.z.squared();
    return a.x * bb == b.x * aa && a.y * (bb * b.z) == b.y * (aa * a.z);
  }

  constexpr Affine<Field> affine() const {
    const Field w = z.inverted(), ww = w.squared();
    return {x * ww, y * (ww * w)};
  }

  constexpr void double_in_place() {
    if constexpr (kInPlace) {
      double_by_few_copies();
      return;
    }
    const Field yy = y.squared();
    const Field s = (x * yy).doubled().doubled();
    Field m;
    if constexpr (Curve::kA == -3) {
      const Field zz = z.squared();
      m = (x - zz) * (x + zz);
    } else {
      m = x.squared();
    }
    m = m.doubled() + m;
    z = (y * z).doubled();
    x = m.squared() - s.doubled();
    y = m * (s - x) - yy.squared().doubled().doubled().doubled();
  }

  constexpr void add(const Affine<Field>& other) {
    if (is_neutral()) {
      *this = other;
      return;
    }
    if constexpr (kInPlace) {
      add_by_few_copies(other);
      return;
    }
    const Field zz = z.squared();
    add_scaled(x, other.x * zz, y, other.y * (zz * z), z);
  }

  constexpr void add(const Point& other) {
    if (other.is_neutral()) return;
    if (is_neutral()) {
      *this = other;
      return;
    }
    const Field zz = z.squared(), other_zz = other.z.squared();
    add_scaled(x * other_zz, other.x * zz, y * (other_zz * other.z), other.y * (zz * z), z * other.z);
  }

 private:
  // Fields whose operations cost no more than copies of their elements: what counts is how many there are of both.
  static constexpr bool kInPlace = requires { Field::kThreeHalves; };

  // (X / 4, Y / 8, Z / 2) of the formulas above.
  constexpr void double_by_few_copies() {
    Field m = x;
    if constexpr (Curve::kA == -3) {
      Field zz = z;
      zz *= zz;
      m -= zz;
      zz += x;
      m *= zz;
    } else {
      m *= m;
    }
    m *= Field::kThreeHalves;
    z *= y;
    y *= y;
    Field s = x;
    s *= y;
    x = m;
    x *= x;
    x -= s;
    x -= s;
    s -= x;
    s *= m;
    y *= y;
    s -= y;
    y = s;
  }

  // As add_scaled, with h in `u` and r in `s`.
  constexpr void add_by_few_copies(const Affine<Field>& other) {
    Field u = z;
    u *= u;
    Field s = u;
    s *= z;
    s *= other.y;
    s -= y;
    u *= other.x;
    u -= x;
    if (u.is_zero()) {  // same x: the same point, or opposite ones
      if (s.is_zero()) {
        double_in_place();
      } else {
        *this = Point();
      }
      return;
    }
    z *= u;
    Field v = u;
    v *= v;
    u *= v;
    v *= x;
    x = s;
    x *= x;
    x -= u;
    x -= v;
    x -= v;
    v -= x;
    v *= s;
    y *= u;
    v -= y;
    y = v;
  }

  // Both points brought to the common denominator z: (u1, s1) is this one, (u2, s2) the other.
  constexpr void add_scaled(const Field& u1, const Field& u2, const Field& s1, const Field& s2, const Field& common_z) {
    const Field h = u2 - u1, r = s2 - s1;
    if (h.is_zero()) {  // same x: the same point, or opposite ones
      if (r.is_zero()) {
        double_in_place();
      } else {
        *this = Point();
      }
      return;
    }
    const Field hh = h.squared(), hhh = hh * h, v = u1 * hh;
    const Field y_part = s1 * hhh;
    x = r.squared() - hhh - v.doubled();
    y = r * (v - x) - y_part;
    z = common_z * h;
  }
};

template <class Curve>
constexpr Point<Curve> negate(Point<Curve> point) {
  point.y = -point.y;
  return point;
}

// Signed digits of a number, most of them zero: value = sum of digit[i] 2^i, each digit zero or odd, less than
// 2^(width - 1) in size, and followed by at least width - 1 zeros.
template <int width, std::size_t N>
constexpr std::array<std::int8_t, 32 * N + 1> signed_digits(const Number<N>& value) {
  constexpr unsigned kBits = 32 * N;
  std::array<std::int8_t, kBits + 1> digits{};
  int carry = 0;
  for (unsigned i = 0; i < kBits;) {
    if (int(value.bit(i)) == carry) {
      i++;
      continue;
    }
    int digit = carry;
    for (unsigned j = 0; j < width && i + j < kBits; j++) digit += int(value.bit(i + j)) << j;
    carry = digit >> (width - 1);
    digits[i] = std::int8_t(digit - (carry << width));
    i += width;
    if (i >= kBits) {
      digits[kBits] = std::int8_t(carry);
      carry = 0;
    }
  }
  if (carry) digits[kBits] = 1;
  return digits;
}

// P, 3 P, 5 P, ...: one for each odd digit of that width.
template <int width, class Curve>
constexpr std::array<Point<Curve>, 1 << (width - 2)> odd_multiples(const Point<Curve>& point) {
  std::array<Point<Curve>, 1 << (width - 2)> multiples{};
  multiples[0] = point;
  Point<Curve> twice = point;
  twice.double_in_place();
  for (std::size_t i = 1; i < multiples.size(); i++) multiples[i] = multiples[i - 1], multiples[i].add(twice);
  return multiples;
}

// Adds digit * P, with P's odd multiples.
template <class Curve, class Entry, std::size_t kSize>
constexpr void add_digit(Point<Curve>& sum, int digit, const std::array<Entry, kSize>& multiples) {
  if (digit > 0) sum.add(multiples[digit / 2]);
  if (digit < 0) sum.add(negate(multiples[-digit / 2]));
}

// The same points in affine form: one inversion of the product of all Z, from which each single inverse follows. None
// is neutral.
template <class Curve, std::size_t kSize>
constexpr std::array<Affine<typename Curve::Field>, kSize> to_affine(const std::array<Point<Curve>, kSize>& points) {
  using Field = typename Curve::Field;
  std::array<Affine<Field>, kSize> table{};
  std::array<Field, kSize + 1> product{};  // of the first i
  product[0] = Field(Limb(1));
  for (std::size_t i = 0; i < kSize; i++) product[i + 1] = product[i] * points[i].z;
  Field inverse_of_rest = product.back().inverted();
  for (std::size_t i = kSize; i-- > 0;) {
    const Field w = inverse_of_rest * product[i], ww = w.squared();
    inverse_of_rest = inverse_of_rest * points[i].z;
    table[i] = {points[i].x * ww, points[i].y * (ww * w)};
  }
  return table;
}

// Sum of scalar[i] points[i], with one chain of doublings for all.
template <std::size_t kCount, std::size_t N, class Curve>
Point<Curve> multiply(const std::array<Point<Curve>, kCount>& points, const std::array<Number<N>, kCount>& scalars) {
  constexpr int kWidth = N > 4 ? 5 : 4;
  std::array<std::array<Point<Curve>, 1 << (kWidth - 2)>, kCount> multiples;
  std::array<std::array<std::int8_t, 32 * N + 1>, kCount> digits;
  for (std::size_t i = 0; i < kCount; i++) {
    if (!points[i].is_neutral()) multiples[i] = odd_multiples<kWidth>(points[i]);
    digits[i] = signed_digits<kWidth>(points[i].is_neutral() ? Number<N>() : scalars[i]);
  }
  Point<Curve> sum;
  for (std::size_t bit = 32 * N + 1; bit-- > 0;) {
    if (!sum.is_neutral()) sum.double_in_place();
    for (std::size_t i = 0; i < kCount; i++) add_digit(sum, digits[i][bit], multiples[i]);
  }
  return sum;
}

// A small constant times a point, by doubling and adding.
template <class Curve>
Point<Curve> multiply(const Point<Curve>& point, std::uint64_t scalar) {
  Point<Curve> sum;
  for (int bit = 64; bit-- > 0;) {
    if (!sum.is_neutral()) sum.double_in_place();
    if (scalar >> bit & 1) sum.add(point);
  }
  return sum;
}

}  // namespace guest
