#pragma once

// BN254, the curve of EIP-196 and EIP-197 (also alt_bn128): y^2 = x^3 + 3, built from t = 4965661367192848881.

#include "encoding.hpp"

namespace guest::bn254 {

struct Parameters {
  static constexpr U256 kModulus{"30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47"};
  static constexpr int kXi = 9;
  static constexpr bool kImaginaryFirst = true;
  static constexpr Fp2<Parameters> frobenius();  // xi^((p - 1) / 6)
};

using Fp = PrimeField<Parameters>;
using Fp2 = guest::Fp2<Parameters>;

constexpr Fp2 Parameters::frobenius() {
  return {Fp(U256("1284b71c2865a7dfe8b99fdd76e68b605c521e08292f2176d60b35dadcc9e470")),
          Fp(U256("246996f3b4fae7e6a6327cfe12150b8e747992778eeec7e5ca5cf05f80f362ac"))};
}

struct G1 {
  using Field = Fp;
  static constexpr int kA = 0;
  static constexpr Fp kB{Limb(3)};
};

struct G2 {  // the twist: b = 3 / (9 + u)
  using Field = Fp2;
  static constexpr int kA = 0;
  static constexpr Fp2 kB{Fp(U256("2b149d40ceb8aaae81be18991be06ac3b5b4c5e559dbefa33267e6dc24a138e5")),
                          Fp(U256("9713b03af0fed4cd2cafadeed8fdf4a74fa084e52d1852e4a2bd0685c315d2"))};
};

}  // namespace guest::bn254
