// Checks an ECDSA signature on secp256k1 (SEC 1, section 4.1.4). Input, 160 bytes, numbers big-endian: hash of the
// message (32), r (32), s (32), public key x (32), y (32). Output: 1 if the signature is valid, else 0, then the hash
// and the public key, 97 bytes. The signature itself stays private.
//
// Exit codes: 0 also for an invalid signature; 1 the input does not have 160 bytes.

#include <cstring>

#include "squall_guest.hpp"
#include "zkvm_accelerators.h"

namespace {

struct Input {
  zkvm_secp256k1_hash hash;
  zkvm_secp256k1_signature signature;
  zkvm_secp256k1_pubkey key;
};
static_assert(sizeof(Input) == 160);

}  // namespace

int main() {
  const guest::Bytes bytes = guest::input();
  Input input;
  if (bytes.size() != sizeof input) guest::fail(1, "ecdsa: expected 160 bytes: hash, r, s, key x, key y");
  std::memcpy(&input, bytes.data(), sizeof input);
  bool valid = false;
  zkvm_secp256k1_verify(&input.hash, &input.signature, &input.key, &valid);
  const std::uint8_t result = valid;
  guest::output({&result, 1});
  guest::output(input.hash.data);
  guest::output(input.key.data);
  return 0;
}
