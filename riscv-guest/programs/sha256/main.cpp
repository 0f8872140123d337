// Input: any bytes. Output: their SHA-256, 32 bytes.

#include "squall_guest.hpp"
#include "zkvm_accelerators.h"

int main() {
  const guest::Bytes input = guest::input();
  zkvm_sha256_hash hash;
  zkvm_sha256(input.data(), input.size(), &hash);
  guest::output(hash.data);
  return 0;
}
