// Input: any bytes. Output: their Keccak-256 as Ethereum uses it (padding byte 0x01, not SHA-3's 0x06), 32 bytes.

#include "squall_guest.hpp"
#include "zkvm_accelerators.h"

int main() {
  const guest::Bytes input = guest::input();
  zkvm_keccak256_hash hash;
  zkvm_keccak256(input.data(), input.size(), &hash);
  guest::output(hash.data);
  return 0;
}
