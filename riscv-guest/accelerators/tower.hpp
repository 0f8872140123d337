#pragma once

// Extensions of a prime field that is 3 mod 4, up to degree 12:
//   Fp2 = Fp[u] / (u^2 + 1)    Fp6 = Fp2[v] / (v^3 - xi)    Fp12 = Fp6[w] / (w^2 - v)      xi = k + u
// The field's parameters have `static constexpr int kXi`, the k, which is 1 or 9. The modulus leaves two bits free.

#include <array>

#include "prime_field.hpp"

namespace guest {

template <class Parameters>
struct Fp2 {
  using Base = PrimeField<Parameters>;

  Base real, imaginary;

  constexpr Fp2() = default;
  explicit constexpr Fp2(Limb value) : real(value) {}
  constexpr Fp2(const Base& re, const Base& im) : real(re), imaginary(im) {}

  constexpr bool is_zero() const { return real.is_zero() && imaginary.is_zero(); }
  friend constexpr bool operator==(const Fp2& a, const Fp2& b) = default;

  friend constexpr Fp2 operator+(const Fp2& a, const Fp2& b) { return {a.real + b.real, a.imaginary + b.imaginary}; }
  friend constexpr Fp2 operator-(const Fp2& a, const Fp2& b) { return {a.real - b.real, a.imaginary - b.imaginary}; }
  constexpr Fp2 operator-() const { return {-real, -imaginary}; }
  constexpr Fp2 doubled() const { return *this + *this; }
  constexpr Fp2 conjugate() const { return {real, -imaginary}; }

  // Karatsuba on unreduced products: three products, two reductions. (a + b)(c + d) - a c - b d is below 2 p^2, and
  // a c - b d is made positive by p R.
  [[gnu::noinline]] friend constexpr Fp2 operator*(const Fp2& a, const Fp2& b) {
    auto wide_real = multiply_wide(a.real.stored(), b.real.stored());
    const auto other = multiply_wide(a.imaginary.stored(), b.imaginary.stored());
    typename Base::Integer sum_a, sum_b;
    add(sum_a, a.real.stored(), a.imaginary.stored());
    add(sum_b, b.real.stored(), b.imaginary.stored());
    auto wide_imaginary = multiply_wide(sum_a, sum_b);
    subtract(wide_imaginary, wide_imaginary, wide_real);
    subtract(wide_imaginary, wide_imaginary, other);
    if (subtract(wide_real, wide_real, other)) {
      Limb carry = 0;
      for (std::size_t i = 0; i < Base::kLimbs; i++) {
        Limb& limb = wide_real.limb[Base::kLimbs + i];
        carry = add_carry(limb, limb, Base::kModulus.limb[i], carry);
      }
    }
    return {Base::reduce(wide_real), Base::reduce(wide_imaginary)};
  }
  friend constexpr Fp2 operator*(const Fp2& a, const Base& b) { return {a.real * b, a.imaginary * b}; }
  [[gnu::noinline]] constexpr Fp2 squared() const {
    return {(real + imaginary) * (real - imaginary), (real * imaginary).doubled()};
  }
  constexpr Fp2 inverted() const {
    const Base norm = (real.squared() + imaginary.squared()).inverted();
    return {real * norm, -(imaginary * norm)};
  }
  constexpr Fp2 times_xi() const {
    if constexpr (Parameters::kXi == 1) {
      return {real - imaginary, real + imaginary};
    } else {
      static_assert(Parameters::kXi == 9);
      const Fp2 nine = doubled().doubled().doubled() + *this;
      return {nine.real - imaginary, nine.imaginary + real};
    }
  }
};

template <class Parameters>
struct Fp6 {
  using F = Fp2<Parameters>;
  F c0, c1, c2;

  constexpr bool is_zero() const { return c0.is_zero() && c1.is_zero() && c2.is_zero(); }
  friend constexpr bool operator==(const Fp6& a, const Fp6& b) = default;
  friend Fp6 operator+(const Fp6& a, const Fp6& b) { return {a.c0 + b.c0, a.c1 + b.c1, a.c2 + b.c2}; }
  friend Fp6 operator-(const Fp6& a, const Fp6& b) { return {a.c0 - b.c0, a.c1 - b.c1, a.c2 - b.c2}; }
  Fp6 operator-() const { return {-c0, -c1, -c2}; }
  Fp6 times_v() const { return {c2.times_xi(), c0, c1}; }

  [[gnu::noinline]] friend Fp6 operator*(const Fp6& a, const Fp6& b) {
    const F v0 = a.c0 * b.c0, v1 = a.c1 * b.c1, v2 = a.c2 * b.c2;
    return {((a.c1 + a.c2) * (b.c1 + b.c2) - v1 - v2).times_xi() + v0,
            (a.c0 + a.c1) * (b.c0 + b.c1) - v0 - v1 + v2.times_xi(), (a.c0 + a.c2) * (b.c0 + b.c2) - v0 - v2 + v1};
  }
  // Times x + y v, and times y v.
  [[gnu::noinline]] Fp6 times_sparse(const F& x, const F& y) const {
    const F v0 = c0 * x, v1 = c1 * y;
    return {((c1 + c2) * y - v1).times_xi() + v0, (c0 + c1) * (x + y) - v0 - v1, (c0 + c2) * x - v0 + v1};
  }
  Fp6 inverted() const {
    const F a = c0.squared() - (c1 * c2).times_xi(), b = c2.squared().times_xi() - c0 * c1, c = c1.squared() - c0 * c2;
    const F norm = ((c2 * b + c1 * c).times_xi() + c0 * a).inverted();
    return {a * norm, b * norm, c * norm};
  }
};

template <class Parameters>
struct Fp12 {
  using F = Fp2<Parameters>;
  using Half = Fp6<Parameters>;
  Half low, high;

  static Fp12 one() {
    Fp12 value;
    value.low.c0 = F(Limb(1));
    return value;
  }
  friend constexpr bool operator==(const Fp12& a, const Fp12& b) = default;

  friend Fp12 operator*(const Fp12& a, const Fp12& b) {
    const Half v0 = a.low * b.low, v1 = a.high * b.high;
    return {v0 + v1.times_v(), (a.low + a.high) * (b.low + b.high) - v0 - v1};
  }
  Fp12 squared() const {
    const Half product = low * high;
    return {(low + high) * (low + high.times_v()) - product - product.times_v(), product + product};
  }
  Fp12 conjugate() const { return {low, -high}; }
  Fp12 inverted() const {
    const Half norm = (low * low - (high * high).times_v()).inverted();
    return {low * norm, -(high * norm)};
  }

  // Times a + b w + c w^3.
  Fp12 times_013(const F& a, const F& b, const F& c) const {
    const Half v0{low.c0 * a, low.c1 * a, low.c2 * a}, v1 = high.times_sparse(b, c);
    return {v0 + v1.times_v(), (low + high).times_sparse(a + b, c) - v0 - v1};
  }
  // Times a + b w^2 + c w^3.
  Fp12 times_023(const F& a, const F& b, const F& c) const {
    const Half v0 = low.times_sparse(a, b), v1{(high.c2 * c).times_xi(), high.c0 * c, high.c1 * c};
    return {v0 + v1.times_v(), (low + high).times_sparse(a, b + c) - v0 - v1};
  }

  // x^p: conjugates of the coefficients, that of w^i times xi^(i (p - 1) / 6).
  Fp12 frobenius() const {
    constexpr auto power = [] {
      std::array<F, 6> table{F(Limb(1))};
      for (std::size_t i = 1; i < 6; i++) table[i] = table[i - 1] * Parameters::frobenius();
      return table;
    }();
    return {{low.c0.conjugate(), low.c1.conjugate() * power[2], low.c2.conjugate() * power[4]},
            {high.c0.conjugate() * power[1], high.c1.conjugate() * power[3], high.c2.conjugate() * power[5]}};
  }

  // The square of an element whose order divides p^4 - p^2 + 1 (Granger and Scott, "Faster squaring in the cyclotomic
  // subgroup of sixth degree extensions"): three squarings in Fp2[w^3].
  Fp12 cyclotomic_square() const {
    const auto [a, b] = quartic_square(low.c0, high.c1);
    const auto [c, d] = quartic_square(high.c0, low.c2);
    const auto [e, f] = quartic_square(low.c1, high.c2);
    const F g = f.times_xi();
    return {{triple_less_double(a, low.c0), triple_less_double(c, low.c1), triple_less_double(e, low.c2)},
            {triple_plus_double(g, high.c0), triple_plus_double(b, high.c1), triple_plus_double(d, high.c2)}};
  }

  // For such elements, of which the conjugate is the inverse.
  Fp12 cyclotomic_power(std::uint64_t exponent) const {
    Fp12 result = *this;
    for (int i = 62 - __builtin_clzll(exponent); i >= 0; i--) {
      result = result.cyclotomic_square();
      if (exponent >> i & 1) result = result * *this;
    }
    return result;
  }

 private:
  // (x + y t)^2 with t^2 = xi.
  static std::array<F, 2> quartic_square(const F& x, const F& y) {
    const F xx = x.squared(), yy = y.squared();
    return {xx + yy.times_xi(), (x + y).squared() - xx - yy};
  }
  static F triple_less_double(const F& x, const F& y) { return (x - y).doubled() + x; }
  static F triple_plus_double(const F& x, const F& y) { return (x + y).doubled() + x; }
};

}  // namespace guest
