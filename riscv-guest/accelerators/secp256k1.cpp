// ECDSA on secp256k1.

#include "secp256k1.hpp"

#include "zkvm_accelerators.h"

using guest::U256;
using Scheme = guest::Ecdsa<guest::Secp256k1>;

zkvm_status zkvm_secp256k1_verify(const zkvm_secp256k1_hash* msg, const zkvm_secp256k1_signature* sig,
                                  const zkvm_secp256k1_pubkey* pubkey, bool* verified) {
  const auto number = guest::from_big_endian<8>;
  *verified = Scheme::verify(number(msg->data), number(sig->data), number(sig->data + 32), number(pubkey->data),
                             number(pubkey->data + 32));
  return ZKVM_EOK;
}

zkvm_status zkvm_secp256k1_ecrecover(const zkvm_secp256k1_hash* msg, const zkvm_secp256k1_signature* sig, uint8_t recid,
                                     zkvm_secp256k1_pubkey* output) {
  const auto number = guest::from_big_endian<8>;
  guest::Affine<guest::Secp256k1::Field> key;
  if (recid > 1) return ZKVM_EFAIL;
  if (!Scheme::recover(key, number(msg->data), number(sig->data), number(sig->data + 32), recid)) return ZKVM_EFAIL;
  guest::to_big_endian(output->data, key.x.canonical());
  guest::to_big_endian(output->data + 32, key.y.canonical());
  return ZKVM_EOK;
}
