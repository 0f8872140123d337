// Input: any bytes. Output: their BLAKE3 digest, 32 bytes.

#include "squall_guest.hpp"
#include "squall_hashes.h"

int main() {
  const guest::Bytes input = guest::input();
  std::uint8_t digest[32];
  squall_blake3(input.data(), input.size(), digest);
  guest::output(digest);
  return 0;
}
