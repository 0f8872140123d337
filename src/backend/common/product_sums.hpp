#pragma once

#include <array>
#include <span>

#include "field/koalabear.hpp"

namespace squall {

// Coefficients of sum (f0 + X (f1 - f0)) (w0 + X (w1 - w0)) from the sums of f0 w0, f1 w1 and (f1 - f0)(w1 - w0).
inline std::array<K, 3> product_coefficients(std::span<const K> sums) {
  return {sums[0], sums[1] - sums[0] - sums[2], sums[2]};
}

}  // namespace squall
