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

// The order r of the groups.
inline constexpr U256 kOrder{"30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001"};

struct G1 {
  using Field = Fp;
  static constexpr int kA = 0;
  static constexpr Fp kB{Limb(3)};
  static constexpr Fp kBeta{U256("30644e72e131a0295e6dd9e7e0acccb0c28f069fbb966e3de4bd44e5607cfd48")};
  struct Lattice {
    static constexpr U256 kA1{"6f4d8248eeb859fc8211bbeb7d4f1128"}, kB1{"89d3256894d213e3"};
    static constexpr U256 kA2{"89d3256894d213e3"}, kB2{"6f4d8248eeb859fd0be4e1541221250b"};
    static constexpr U256 kG1{"24ccef014a773d2d25398fd0300ff6565149d540fd5e495cc163b4844"};
    static constexpr U256 kG2{"2d91d232ec7e0b3d76eb9c714773a6ef28fa7d32d"};
  };
};

struct G2 {  // the twist: b = 3 / (9 + u)
  using Field = Fp2;
  static constexpr int kA = 0;
  static constexpr Fp2 kB{Fp(U256("2b149d40ceb8aaae81be18991be06ac3b5b4c5e559dbefa33267e6dc24a138e5")),
                          Fp(U256("9713b03af0fed4cd2cafadeed8fdf4a74fa084e52d1852e4a2bd0685c315d2"))};
};

}  // namespace guest::bn254
