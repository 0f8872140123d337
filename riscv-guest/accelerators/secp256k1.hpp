#pragma once

// secp256k1 (SEC 2, section 2.4.1): y^2 = x^3 + 7.

#include "ecdsa.hpp"
#include "function_field.hpp"
#include "secp256k1_field.hpp"

namespace guest {

struct Secp256k1Order {
  static constexpr U256 kModulus{"fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"};
};

struct Secp256k1 {
#ifdef SQUALL_FUNCTIONS
  using Field = FunctionField<Secp256k1Field, Secp256k1Field>;
  using Scalar = FunctionField<Secp256k1Order>;
#else
  using Field = Secp256k1Field;
  using Scalar = PrimeField<Secp256k1Order>;
#endif
  static constexpr int kA = 0;
  static constexpr Field kB{Limb(7)};
  static constexpr Affine<Field> kGenerator{
      Field(U256("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")),
      Field(U256("483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"))};
  static constexpr Field kBeta{U256("7ae96a2b657c07106e64479eac3434e99cf0497512f58995c1396c28719501ee")};
  struct Lattice {
    static constexpr U256 kA1{"3086d221a7d46bcde86c90e49284eb15"}, kB1{"e4437ed6010e88286f547fa90abfe4c3"};
    static constexpr U256 kA2{"114ca50f7a8e2f3f657c1108d9d44cfd8"}, kB2{"3086d221a7d46bcde86c90e49284eb15"};
    static constexpr U256 kG1{"3086d221a7d46bcde86c90e49284eb153daa8a1471e8ca7fe893209a"};
    static constexpr U256 kG2{"e4437ed6010e88286f547fa90abfe4c4221208ac9df506c61571b4af"};
  };
};

}  // namespace guest
