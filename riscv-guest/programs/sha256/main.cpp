// Input: any bytes. Output: their SHA-256, 32 bytes.

#include "sha256.hpp"

int main() {
  guest::output(guest::sha256(guest::input()));
  return 0;
}
