// SHA-256 (FIPS 180-4).

#include "bytes.hpp"
#include "squall_functions.h"
#include "zkvm_accelerators.h"

namespace guest {
namespace {

#ifdef SQUALL_FUNCTIONS

struct alignas(64) Block {
  std::uint8_t bytes[64];
};

void compress(std::uint32_t* state, const std::uint8_t* block) {
  Block aligned;
  if (reinterpret_cast<std::uintptr_t>(block) % sizeof aligned != 0) {
    for (int i = 0; i < 64; i += 4) store_word(aligned.bytes + i, load_word(block + i));
    block = aligned.bytes;
  }
  squall_sha256_compress(state, block);
}

#else

// First 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4, section 4.2.2).
constexpr std::uint32_t kRound[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

inline std::uint32_t rotate(std::uint32_t x, int n) { return x >> n | x << (32 - n); }

// One round on eight variables by position: instead of moving them, the caller rotates their names.
[[gnu::always_inline]] inline void round(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t& d,
                                         std::uint32_t e, std::uint32_t f, std::uint32_t g, std::uint32_t& h,
                                         std::uint32_t k_plus_w) {
  const std::uint32_t t1 = h + (rotate(rotate(rotate(e, 14) ^ e, 5) ^ e, 6)) + (g ^ (e & (f ^ g))) + k_plus_w;
  const std::uint32_t t2 = (rotate(rotate(rotate(a, 9) ^ a, 11) ^ a, 2)) + ((a & b) | (c & (a | b)));
  d += t1;
  h = t1 + t2;
}

void compress(std::uint32_t* state, const std::uint8_t* block) {
  std::uint32_t w[16];
  for (int i = 0; i < 16; i++) w[i] = load_swapped(block + 4 * i);
  std::uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
  std::uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
  for (int start = 0; start < 64; start += 16) {
    if (start > 0) {  // the next 16 words of the schedule, in place
#pragma GCC unroll 16
      for (int i = 0; i < 16; i++) {
        const std::uint32_t x = w[(i + 1) % 16], y = w[(i + 14) % 16];
        w[i] += (rotate(x, 7) ^ rotate(x, 18) ^ x >> 3) + w[(i + 9) % 16] + (rotate(y, 17) ^ rotate(y, 19) ^ y >> 10);
      }
    }
    const std::uint32_t* k = kRound + start;
#pragma GCC unroll 2
    for (int i = 0; i < 16; i += 8) {
      round(a, b, c, d, e, f, g, h, k[i] + w[i]);
      round(h, a, b, c, d, e, f, g, k[i + 1] + w[i + 1]);
      round(g, h, a, b, c, d, e, f, k[i + 2] + w[i + 2]);
      round(f, g, h, a, b, c, d, e, k[i + 3] + w[i + 3]);
      round(e, f, g, h, a, b, c, d, k[i + 4] + w[i + 4]);
      round(d, e, f, g, h, a, b, c, k[i + 5] + w[i + 5]);
      round(c, d, e, f, g, h, a, b, k[i + 6] + w[i + 6]);
      round(b, c, d, e, f, g, h, a, k[i + 7] + w[i + 7]);
    }
  }
  state[0] += a, state[1] += b, state[2] += c, state[3] += d;
  state[4] += e, state[5] += f, state[6] += g, state[7] += h;
}

#endif

}  // namespace
}  // namespace guest

zkvm_status zkvm_sha256(const uint8_t* data, size_t len, zkvm_sha256_hash* output) {
  // First 32 bits of the fractional parts of the square roots of the first 8 primes (FIPS 180-4, section 5.3.3).
  alignas(32) std::uint32_t state[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                        0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  const auto absorb = [&state](const std::uint8_t* block) { guest::compress(state, block); };
  const std::size_t done = guest::for_each_block<64>(data, len, absorb);
  alignas(4) std::uint8_t tail[128];
  const std::size_t end = guest::pad_64(tail, data, len, done);
  guest::store_swapped(tail + end - 8, std::uint32_t(std::uint64_t(len) >> 29));
  guest::store_swapped(tail + end - 4, std::uint32_t(len << 3));
  for (std::size_t i = 0; i < end; i += 64) absorb(tail + i);
  for (int i = 0; i < 8; i++) guest::store_swapped(output->data + 4 * i, state[i]);
  return ZKVM_EOK;
}
