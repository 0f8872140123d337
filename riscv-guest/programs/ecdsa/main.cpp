// Checks an ECDSA signature on secp256k1 (SEC 1, section 4.1.4). Input, 160 bytes, numbers big-endian: hash of the
// message (32), r (32), s (32), public key x (32), y (32). Output: 1 if the signature is valid, else 0, then the hash
// and the public key, 97 bytes. The signature itself stays private.
//
// Exit codes: 0 also for an invalid signature; 1 the input does not have 160 bytes.

#include "curve.hpp"

namespace {

using guest::Affine;
using guest::Field;
using guest::kOrder;
using guest::kPrime;
using guest::U256;

U256 multiply_mod_order(const U256& a, const U256& b) { return guest::reduce_wide(guest::multiply_wide(a, b), kOrder); }

bool in_scalar_range(const U256& value) { return !value.is_zero() && value < kOrder; }

bool verify(const U256& hash, const U256& r, const U256& s, const U256& key_x, const U256& key_y) {
  if (!in_scalar_range(r) || !in_scalar_range(s)) return false;
  if (key_x >= kPrime || key_y >= kPrime) return false;
  const Affine key{Field(key_x), Field(key_y)};
  if (!guest::on_curve(key)) return false;

  const U256 w = guest::inverse(s, kOrder);  // the products with it are reduced, whatever the size of the hash
  const guest::Point sum = guest::double_multiply(multiply_mod_order(hash, w), multiply_mod_order(r, w), key);
  if (sum.is_neutral()) return false;

  // The sum's x coordinate, an integer below p, must be r mod n: it is r, or r + n when that is below p. No division:
  // x = X / Z^2.
  const Field zz = sum.z.squared();
  if (Field(r) * zz == sum.x) return true;
  U256 other;
  return !add(other, r, kOrder) && other < kPrime && Field(other) * zz == sum.x;
}

}  // namespace

int main() {
  const guest::Bytes input = guest::input();
  if (input.size() != 160) guest::fail(1, "ecdsa: expected 160 bytes: hash, r, s, key x, key y");
  U256 number[5];
  for (int i = 0; i < 5; i++) number[i] = guest::from_big_endian(input.data() + 32 * i);
  const std::uint8_t valid = verify(number[0], number[1], number[2], number[3], number[4]);
  guest::output({&valid, 1});
  guest::output(input.first(32));
  guest::output(input.subspan(96, 64));
  return 0;
}
