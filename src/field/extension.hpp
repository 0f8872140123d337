#pragma once

// Extensions of degree 5 and 6 of a 31-bit prime field: c[0] + c[1] x + ... over
//   degree 5: x^5 + x^2 - 1    degree 6: x^6 + x^3 + 1
// Both are irreducible over KoalaBear (Rabin's test, in tests/unit/field). Reduction needs additions only.
// The coefficient type may be a scalar or a vector of lanes; multiplication is schoolbook.

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>

namespace squall {

template <class F, unsigned D>
class Extension {
  static_assert(D == 5 || D == 6);

 public:
  using Base = F;
  static constexpr unsigned kDegree = D;
  std::array<F, D> c{};

  constexpr Extension() = default;
  constexpr Extension(F base) { c[0] = base; }
  template <std::integral I>
  constexpr Extension(I value) : Extension(F(value)) {}
  static constexpr Extension from_coefficients(const std::array<F, D>& coefficients) {
    Extension x;
    x.c = coefficients;
    return x;
  }

  friend constexpr Extension operator+(const Extension& a, const Extension& b) {
    Extension r;
    for (unsigned i = 0; i < D; ++i) r.c[i] = a.c[i] + b.c[i];
    return r;
  }
  friend constexpr Extension operator-(const Extension& a, const Extension& b) {
    Extension r;
    for (unsigned i = 0; i < D; ++i) r.c[i] = a.c[i] - b.c[i];
    return r;
  }
  friend constexpr Extension operator-(const Extension& a) { return Extension() - a; }
  friend constexpr Extension operator*(const Extension& a, const Extension& b) { return multiply(a, b); }
  friend constexpr Extension operator*(const Extension& a, F b) {
    Extension r;
    for (unsigned i = 0; i < D; ++i) r.c[i] = a.c[i] * b;
    return r;
  }
  friend constexpr Extension operator*(F a, const Extension& b) { return b * a; }
  template <std::integral I>
  friend constexpr Extension operator*(const Extension& a, I b) {
    return a * F(b);
  }
  template <std::integral I>
  friend constexpr Extension operator*(I a, const Extension& b) {
    return b * F(a);
  }
  constexpr Extension& operator+=(const Extension& b) { return *this = *this + b; }
  constexpr Extension& operator-=(const Extension& b) { return *this = *this - b; }
  constexpr Extension& operator*=(const Extension& b) { return *this = *this * b; }
  friend constexpr bool operator==(const Extension&, const Extension&) = default;

  constexpr bool is_zero() const { return *this == Extension(); }

  constexpr Extension pow(std::uint64_t exponent) const {
    Extension result = F(1), base = *this;
    for (; exponent != 0; exponent >>= 1, base *= base) {
      if (exponent & 1) result *= base;
    }
    return result;
  }

  // x -> x^p, a linear map: x^p is a fixed element, computed once per call.
  constexpr Extension frobenius() const {
    Extension x;
    x.c[1] = F(1);
    const Extension step = x.pow(F::kModulus);
    Extension result = c[D - 1];
    for (unsigned i = D - 1; i-- > 0;) result = result * step + Extension(c[i]);
    return result;
  }

  // 1/x; zero for zero. With r = 1 + p + ... + p^(D-1), x^r lies in F and 1/x = x^(r-1) / x^r (Itoh-Tsujii).
  constexpr Extension inverse() const {
    Extension conjugates = frobenius(), power = conjugates;
    for (unsigned i = 2; i < D; ++i) {
      power = power.frobenius();
      conjugates *= power;
    }
    const Extension norm = conjugates * *this;
    return conjugates * norm.c[0].inverse();
  }

 private:
  static constexpr Extension multiply(const Extension& a, const Extension& b) {
    // Lane types bring a multiplication with delayed reduction (packed_extension.hpp).
    if constexpr (requires { mul_ext(a, b); }) return mul_ext(a, b);
    std::array<F, 2 * D - 1> t{};
    for (unsigned i = 0; i < D; ++i) {
      for (unsigned j = 0; j < D; ++j) t[i + j] += a.c[i] * b.c[j];
    }
    Extension r;
    for (unsigned i = 0; i < D; ++i) r.c[i] = t[i];
    if constexpr (D == 5) {  // x^5 = 1 - x^2, x^6 = x - x^3, x^7 = x^2 - x^4, x^8 = x^3 + x^2 - 1
      r.c[0] += t[5] - t[8];
      r.c[1] += t[6];
      r.c[2] += t[7] + t[8] - t[5];
      r.c[3] += t[8] - t[6];
      r.c[4] -= t[7];
    } else {  // x^6 = -1 - x^3, x^9 = 1: x^7 = -x - x^4, x^8 = -x^2 - x^5, x^10 = x
      r.c[0] += t[9] - t[6];
      r.c[1] += t[10] - t[7];
      r.c[2] -= t[8];
      r.c[3] -= t[6];
      r.c[4] -= t[7];
      r.c[5] -= t[8];
    }
    return r;
  }
};

}  // namespace squall
