// ECDSA on secp256r1, also called P-256 (SEC 2, section 2.4.2): y^2 = x^3 - 3 x + b.

#include "ecdsa.hpp"
#include "function_field.hpp"
#include "zkvm_accelerators.h"

namespace guest {
namespace {

struct Secp256r1Prime {
  static constexpr U256 kModulus{"ffffffff00000001000000000000000000000000ffffffffffffffffffffffff"};

  // Montgomery's reduction adds m[k] p 2^(32 k) so that limb k becomes zero. p = 2^256 - 2^224 + 2^192 + 2^96 - 1 is -1
  // mod 2^32: m[k] is limb k itself, and the products are additions to limbs k + 3, k + 6 and k + 8 and a subtraction
  // from limb k + 7.
  static constexpr Limb reduce(U256& result, const Number<16>& wide) {
    std::array<Limb, 8> m{};
    std::int64_t sum = 0;
#pragma GCC unroll 16
    for (std::size_t k = 0; k < 16; k++) {
      sum += wide.limb[k];
      if (k >= 3 && k < 11) sum += m[k - 3];
      if (k >= 6 && k < 14) sum += m[k - 6];
      if (k >= 7 && k < 15) sum -= m[k - 7];
      if (k >= 8) sum += m[k - 8];
      (k < 8 ? m[k] : result.limb[k - 8]) = Limb(sum);
      sum >>= 32;
    }
    return Limb(sum);
  }
};
struct Secp256r1Order {
  static constexpr U256 kModulus{"ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"};
};

struct Secp256r1 {
#ifdef SQUALL_FUNCTIONS
  using Field = FunctionField<Secp256r1Prime>;
  using Scalar = FunctionField<Secp256r1Order>;
#else
  using Field = PrimeField<Secp256r1Prime>;
  using Scalar = PrimeField<Secp256r1Order>;
#endif
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
