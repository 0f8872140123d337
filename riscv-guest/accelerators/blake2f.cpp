// The compression function F of BLAKE2b (RFC 7693, section 3.2) with any number of rounds (EIP-152).

#include "bytes.hpp"
#include "zkvm_accelerators.h"

namespace guest {
namespace {

// Fractional parts of the square roots of the first eight primes.
constexpr std::uint64_t kInitial[8] = {0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
                                       0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179};
constexpr std::uint8_t kSchedule[10][16] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4}, {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13}, {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11}, {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5}, {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0}};

std::uint64_t load_long(const std::uint8_t* p) { return load_word(p) | std::uint64_t(load_word(p + 4)) << 32; }
std::uint64_t rotate(std::uint64_t x, int n) { return x >> n | x << (64 - n); }

void mix(std::uint64_t& a, std::uint64_t& b, std::uint64_t& c, std::uint64_t& d, std::uint64_t x, std::uint64_t y) {
  a += b + x;
  d = rotate(d ^ a, 32);
  c += d;
  b = rotate(b ^ c, 24);
  a += b + y;
  d = rotate(d ^ a, 16);
  c += d;
  b = rotate(b ^ c, 63);
}

void round(std::uint64_t* v, const std::uint64_t* message, const std::uint8_t* order) {
  for (int i = 0; i < 4; i++)
    mix(v[i], v[i + 4], v[i + 8], v[i + 12], message[order[2 * i]], message[order[2 * i + 1]]);
  for (int i = 0; i < 4; i++) {
    mix(v[i], v[4 + (i + 1) % 4], v[8 + (i + 2) % 4], v[12 + (i + 3) % 4], message[order[8 + 2 * i]],
        message[order[9 + 2 * i]]);
  }
}

}  // namespace
}  // namespace guest

zkvm_status zkvm_blake2f(uint32_t rounds, zkvm_blake2f_state* h, const zkvm_blake2f_message* m,
                         const zkvm_blake2f_offset* t, uint8_t f) {
  if (f > 1) return ZKVM_EFAIL;
  std::uint64_t v[16], message[16];
  for (int i = 0; i < 8; i++) v[i] = guest::load_long(h->data + 8 * i), v[8 + i] = guest::kInitial[i];
  for (int i = 0; i < 16; i++) message[i] = guest::load_long(m->data + 8 * i);
  v[12] ^= guest::load_long(t->data);
  v[13] ^= guest::load_long(t->data + 8);
  if (f) v[14] = ~v[14];
  std::uint32_t row = 0;
  for (std::uint32_t i = 0; i < rounds; i++) {
    guest::round(v, message, guest::kSchedule[row]);
    row = row == 9 ? 0 : row + 1;
  }
  for (int i = 0; i < 8; i++) {
    const std::uint64_t word = guest::load_long(h->data + 8 * i) ^ v[i] ^ v[i + 8];
    guest::store_word(h->data + 8 * i, std::uint32_t(word));
    guest::store_word(h->data + 8 * i + 4, std::uint32_t(word >> 32));
  }
  return ZKVM_EOK;
}
