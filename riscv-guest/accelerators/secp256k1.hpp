#pragma once

// secp256k1 (SEC 2, section 2.4.1): y^2 = x^3 + 7.

#include "ecdsa.hpp"
#include "secp256k1_field.hpp"

namespace guest {

struct Secp256k1Order {
  static constexpr U256 kModulus{"fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"};
};

struct Secp256k1 {
  using Field = Secp256k1Field;
  using Scalar = PrimeField<Secp256k1Order>;
  static constexpr int kA = 0;
  static constexpr Field kB{Limb(7)};
  static constexpr Affine<Field> kGenerator{
      Field(U256("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")),
      Field(U256("483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"))};
};

}  // namespace guest
