#pragma once

// secp256k1 (SEC 2, section 2.4.1): y^2 = x^3 + 7 over the integers mod p, with a group of prime order n.

#include <array>

#include "uint256.hpp"

namespace guest {

// p = 2^256 - 2^32 - 977
inline constexpr U256 kPrime{
    {0xfffffc2f, 0xfffffffe, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}};
inline constexpr U256 kOrder{
    {0xd0364141, 0xbfd25e8c, 0xaf48a03b, 0xbaaedce6, 0xfffffffe, 0xffffffff, 0xffffffff, 0xffffffff}};

// An integer mod p, kept as any number below 2^256 with that residue: only comparisons reduce it all the way.
// The operations are calls: inlined a thousand times over they would make the program, each word of which is proven,
// larger than the work it does.
class Field {
 public:
  constexpr Field() = default;
  explicit constexpr Field(const U256& value) : value_(value) {}
  explicit constexpr Field(Limb value) { value_.limb[0] = value; }

  constexpr U256 canonical() const {
    U256 value = value_;
    if (value >= kPrime) subtract(value, value, kPrime);
    return value;
  }
  constexpr bool is_zero() const { return value_.is_zero() || value_ == kPrime; }

  friend constexpr bool operator==(const Field& a, const Field& b) { return (a - b).is_zero(); }

  // 2^256 = kFold + 2^32 mod p: what overflows comes back at the bottom, and hardly ever overflows again.
  [[gnu::noinline]] friend constexpr Field operator+(const Field& a, const Field& b) {
    Field sum;
    Limb carry = add(sum.value_, a.value_, b.value_);
    while (carry) carry = add_small(sum.value_, kFold, 1);
    return sum;
  }
  [[gnu::noinline]] friend constexpr Field operator-(const Field& a, const Field& b) {
    Field difference;
    Limb borrow = subtract(difference.value_, a.value_, b.value_);
    while (borrow) borrow = subtract_small(difference.value_, kFold, 1);
    return difference;
  }
  [[gnu::noinline]] friend constexpr Field operator*(const Field& a, const Field& b) {
    return reduce(multiply_wide(a.value_, b.value_));
  }
  [[gnu::noinline]] constexpr Field squared() const { return reduce(square_wide(value_)); }

  // Multiplication by 2^bits, 0 < bits < 32.
  template <int bits>
  [[gnu::noinline]] constexpr Field shifted() const {
    Field result;
    result.value_.limb[0] = value_.limb[0] << bits;
#pragma GCC unroll 7
    for (int i = 1; i < 8; i++) result.value_.limb[i] = value_.limb[i] << bits | value_.limb[i - 1] >> (32 - bits);
    result.fold(value_.limb[7] >> (32 - bits), 0);
    return result;
  }
  constexpr Field inverted() const { return Field(inverse(canonical(), kPrime)); }

 private:
  static constexpr Limb kFold = 977;

  // Adds (low + 2^32 high) * 2^256, high <= 1.
  constexpr void fold(Limb low, Limb high) {
    const std::uint64_t product = std::uint64_t(low) * kFold;
    // low * (977 + 2^32) + high * 2^32 * (977 + 2^32); the last term only when high is set, which is rare
    const std::uint64_t middle = (product >> 32) + low;
    Limb carry = add_small(value_, Limb(product), Limb(middle));
    const Limb third = Limb(middle >> 32);
    if (third) carry += add_at(2, third);
    if (high) carry += add_at(1, kFold), carry += add_at(2, 1);
    while (carry--) add_small(value_, kFold, 1);  // the sum is small after an overflow: it cannot overflow again
  }

  constexpr Limb add_at(int i, Limb amount) {
    Limb carry = add_carry(value_.limb[i], value_.limb[i], amount, 0);
    while (carry && ++i < 8) carry = ++value_.limb[i] == 0;
    return carry;
  }

  // low + high * 2^256 = low + high * 977 + high * 2^32, column by column.
  static constexpr Field reduce(const Wide& wide) {
    Field result;
    std::uint64_t sum = 0;  // at most 2^32 * 977 + 3 * 2^32
    Limb previous = 0;
#pragma GCC unroll 8
    for (int i = 0; i < 8; i++) {
      sum += std::uint64_t(wide[8 + i]) * kFold + wide[i] + previous;
      result.value_.limb[i] = Limb(sum);
      sum >>= 32;
      previous = wide[8 + i];
    }
    sum += previous;
    result.fold(Limb(sum), Limb(sum >> 32));
    return result;
  }

  U256 value_;
};

struct Affine {
  Field x, y;
};

constexpr bool on_curve(const Affine& point) { return point.y.squared() == point.x.squared() * point.x + Field(7); }

inline constexpr Affine kGenerator{
    Field(U256{{0x16f81798, 0x59f2815b, 0x2dce28d9, 0x029bfcdb, 0xce870b07, 0x55a06295, 0xf9dcbbac, 0x79be667e}}),
    Field(U256{{0xfb10d4b8, 0x9c47d08f, 0xa6855419, 0xfd17b448, 0x0e1108a8, 0x5da4fbfc, 0x26a3c465, 0x483ada77}})};
static_assert(on_curve(kGenerator));

// Jacobian coordinates: (X / Z^2, Y / Z^3), and Z = 0 for the neutral element.
struct Point {
  Field x, y, z;

  constexpr Point() = default;
  constexpr Point(const Affine& point) : x(point.x), y(point.y), z(Limb(1)) {}

  constexpr bool is_neutral() const { return z.is_zero(); }

  constexpr void double_in_place() {
    const Field yy = y.squared();
    const Field s = (x * yy).shifted<2>();
    const Field xx = x.squared();
    const Field m = xx.shifted<1>() + xx;
    z = (y * z).shifted<1>();
    x = m.squared() - s.shifted<1>();
    y = m * (s - x) - yy.squared().shifted<3>();
  }

  constexpr void add(const Affine& other) {
    if (is_neutral()) {
      *this = other;
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
    x = r.squared() - hhh - v.shifted<1>();
    y = r * (v - x) - y_part;
    z = common_z * h;
  }
};

constexpr Affine negate(const Affine& point) { return {point.x, Field() - point.y}; }
constexpr Point negate(Point point) {
  point.y = Field() - point.y;
  return point;
}

// Signed digits of a number below 2^256, most of them zero: value = sum of digit[i] 2^i, each digit zero or odd, less
// than 2^(width - 1) in size, and followed by at least width - 1 zeros.
template <int width>
constexpr std::array<std::int8_t, 257> signed_digits(const U256& value) {
  std::array<std::int8_t, 257> digits{};
  int carry = 0;
  for (unsigned i = 0; i < 256;) {
    if (int(value.bit(i)) == carry) {
      i++;
      continue;
    }
    int digit = carry;
    for (unsigned j = 0; j < width && i + j < 256; j++) digit += int(value.bit(i + j)) << j;
    carry = digit >> (width - 1);
    digits[i] = std::int8_t(digit - (carry << width));
    i += width;
    if (i >= 256) {
      digits[256] = std::int8_t(carry);
      carry = 0;
    }
  }
  if (carry) digits[256] = 1;
  return digits;
}

// P, 3 P, 5 P, ...: one for each odd digit of that width.
template <int width>
constexpr std::array<Point, 1 << (width - 2)> odd_multiples(const Point& point) {
  std::array<Point, 1 << (width - 2)> multiples{};
  multiples[0] = point;
  Point twice = point;
  twice.double_in_place();
  for (std::size_t i = 1; i < multiples.size(); i++) multiples[i] = multiples[i - 1], multiples[i].add(twice);
  return multiples;
}

inline constexpr int kGeneratorWidth = 6, kPointWidth = 5;

// Odd multiples of the generator in affine form, worked out by the compiler: one inversion of the product of all Z,
// from which each single inverse follows.
inline constexpr auto kGeneratorMultiples = [] {
  constexpr auto multiples = odd_multiples<kGeneratorWidth>(Point(kGenerator));
  std::array<Affine, multiples.size()> table{};
  std::array<Field, multiples.size() + 1> product{};  // of the first i
  product[0] = Field(Limb(1));
  for (std::size_t i = 0; i < multiples.size(); i++) product[i + 1] = product[i] * multiples[i].z;
  Field inverse_of_rest = product.back().inverted();
  for (std::size_t i = multiples.size(); i-- > 0;) {
    const Field w = inverse_of_rest * product[i], ww = w.squared();
    inverse_of_rest = inverse_of_rest * multiples[i].z;
    table[i] = {Field((multiples[i].x * ww).canonical()), Field((multiples[i].y * (ww * w)).canonical())};
  }
  return table;
}();

// u1 G + u2 Q with one chain of doublings for both.
inline Point double_multiply(const U256& u1, const U256& u2, const Affine& q) {
  const auto digits_g = signed_digits<kGeneratorWidth>(u1);
  const auto digits_q = signed_digits<kPointWidth>(u2);
  const auto multiples = odd_multiples<kPointWidth>(Point(q));
  Point sum;
  for (int i = 256; i >= 0; i--) {
    if (!sum.is_neutral()) sum.double_in_place();
    if (const int digit = digits_q[i]; digit > 0) {
      sum.add(multiples[digit / 2]);
    } else if (digit < 0) {
      sum.add(negate(multiples[-digit / 2]));
    }
    if (const int digit = digits_g[i]; digit > 0) {
      sum.add(kGeneratorMultiples[digit / 2]);
    } else if (digit < 0) {
      sum.add(negate(kGeneratorMultiples[-digit / 2]));
    }
  }
  return sum;
}

}  // namespace guest
