#pragma once

// Curves y^2 = x^3 + b with the map (x, y) -> (beta x, y), which multiplies by lambda: k P = k1 P + k2 lambda P with k1
// and k2 half as long as k (Gallant, Lambert and Vanstone, "Faster point multiplication on elliptic curves with
// efficient endomorphisms"). Such a curve has, beyond what curve.hpp asks for,
//   static constexpr Field kBeta
//   Lattice      (kA1, -kB1) and (kA2, kB2): short pairs (a, b) with a + b lambda = 0 mod the order, determinant the
//                order; kG1 and kG2 are 2^352 kB2 / order and 2^352 kB1 / order, rounded

#include "curve.hpp"

namespace guest {

template <class Curve>
concept HasEndomorphism = requires {
  Curve::kBeta;
};

// A scalar as kCount shorter ones with signs: of P and lambda P, or just of P.
template <class Curve>
struct ScalarParts {
  static constexpr std::size_t kCount = HasEndomorphism<Curve> ? 2 : 1;
  static constexpr std::size_t kLimbs = 8 / kCount;

  std::array<Number<kLimbs>, kCount> magnitude;
  std::array<bool, kCount> negative{};

  // scalar is below the order.
  explicit ScalarParts(const U256& scalar) {
    if constexpr (kCount == 1) {
      magnitude[0] = scalar;
    } else {
      // The lattice point nearest to (scalar, 0) leaves a short difference.
      using Lattice = typename Curve::Lattice;
      const U256 c1 = rounded(scalar, Lattice::kG1), c2 = rounded(scalar, Lattice::kG2);
      U256 first, second;
      subtract(first, scalar, low_product(c1, Lattice::kA1));
      subtract(first, first, low_product(c2, Lattice::kA2));
      subtract(second, low_product(c1, Lattice::kB1), low_product(c2, Lattice::kB2));
      set(0, first);
      set(1, second);
    }
  }

 private:
  static U256 rounded(const U256& scalar, const U256& factor) {
    const Number<16> product = multiply_wide(scalar, factor);
    U256 result;
    for (std::size_t i = 0; i < 4; i++) result.limb[i] = product.limb[11 + i];
    add(result, result, U256(product.limb[10] >> 31));
    return result;
  }
  static U256 low_product(const U256& a, const U256& b) {
    const Number<16> product = multiply_wide(a, b);
    U256 result;
    for (std::size_t i = 0; i < 8; i++) result.limb[i] = product.limb[i];
    return result;
  }
  // In two's complement.
  void set(std::size_t i, U256 value) {
    negative[i] = value.limb[7] >> 31;
    if (negative[i]) subtract(value, U256(), value);
    for (std::size_t j = 0; j < kLimbs; j++) magnitude[i].limb[j] = value.limb[j];
  }
};

// The endomorphism's image of each entry of a table.
template <class Curve, class Entry, std::size_t kSize>
constexpr std::array<Entry, kSize> endomorphism(std::array<Entry, kSize> table) {
  for (Entry& entry : table) entry.x = entry.x * Curve::kBeta;
  return table;
}

}  // namespace guest
