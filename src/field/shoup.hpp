#pragma once

// Multiplication by a constant w with a precomputed quotient q = floor(w 2^32 / p):
//   x w - floor(x q / 2^32) p  lies in [0, 2p) and is x w modulo p, for every 32-bit x.
// It multiplies by the number w itself, so it keeps the form of x: canonical stays canonical, Montgomery stays
// Montgomery. Source: V. Shoup, NTL; D. Harvey, "Faster arithmetic for number-theoretic transforms", 2012.

#include <cstdint>

#include "field/koalabear.hpp"

namespace squall {

struct ShoupPair {
  std::uint32_t value = 0, quotient = 0;  // value canonical

  ShoupPair() = default;
  explicit constexpr ShoupPair(Fp w)
      : value(w.canonical()), quotient(static_cast<std::uint32_t>((std::uint64_t(value) << 32) / Fp::kModulus)) {}
};

}  // namespace squall
