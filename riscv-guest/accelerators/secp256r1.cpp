// ECDSA on secp256r1, also called P-256 (SEC 2, section 2.4.2): y^2 = x^3 - 3 x + b.

#include "ecdsa.hpp"
#include "zkvm_accelerators.h"

namespace guest {
namespace {

struct Secp256r1Prime {
  static constexpr U256 kModulus{"ffffffff00000001000000000000000000000000ffffffffffffffffffffffff"};
};
struct Secp256r1Order {
  static constexpr U256 kModulus{"ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"};
};

struct Secp256r1 {
  using Field = PrimeField<Secp256r1Prime>;
  using Scalar = PrimeField<Secp256r1Order>;
  static constexpr int kA = -3;
  static constexpr Field kB{U256("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b")};
  static constexpr Affine<Field> kGenerator{
      Field(U256("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296")),
      Field(U256("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"))};
};
static_assert(on_curve<Secp256r1>(Secp256r1::kGenerator));

}  // namespace
}  // namespace guest

zkvm_status zkvm_secp256r1_verify(const zkvm_secp256r1_hash* msg, const zkvm_secp256r1_signature* sig,
                                  const zkvm_secp256r1_pubkey* pubkey, bool* verified) {
  const auto number = guest::from_big_endian<8>;
  *verified = guest::Ecdsa<guest::Secp256r1>::verify(number(msg->data), number(sig->data), number(sig->data + 32),
                                                     number(pubkey->data), number(pubkey->data + 32));
  return ZKVM_EOK;
}
