// RIPEMD-160 (Dobbertin, Bosselaers and Preneel, "RIPEMD-160: a strengthened version of RIPEMD", appendix A).

#include "bytes.hpp"
#include "zkvm_accelerators.h"

namespace guest {
namespace {

// Order of the message words and amounts of rotation: five groups of 16 steps, in the left line and in the right one.
constexpr std::uint8_t kWord[2][80] = {
    {0,  1, 2,  3,  4, 5,  6,  7,  8, 9, 10, 11, 12, 13, 14, 15, 7, 4,  13, 1, 10, 6, 15, 3,  12, 0, 9,
     5,  2, 14, 11, 8, 3,  10, 14, 4, 9, 15, 8,  1,  2,  7,  0,  6, 13, 11, 5, 12, 1, 9,  11, 10, 0, 8,
     12, 4, 13, 3,  7, 15, 14, 5,  6, 2, 4,  0,  5,  9,  7,  12, 2, 10, 14, 1, 3,  8, 11, 6,  15, 13},
    {5,  14, 7, 0,  9, 2,  11, 4, 13, 6,  15, 8,  1,  10, 3, 12, 6, 11, 3, 7, 0,  13, 5, 10, 14, 15, 8,
     12, 4,  9, 1,  2, 15, 5,  1, 3,  7,  14, 6,  9,  11, 8, 12, 2, 10, 0, 4, 13, 8,  6, 4,  1,  3,  11,
     15, 0,  5, 12, 2, 13, 9,  7, 10, 14, 12, 15, 10, 4,  1, 5,  8, 7,  6, 2, 13, 14, 0, 3,  9,  11}};
constexpr std::uint8_t kShift[2][80] = {
    {11, 14, 15, 12, 5,  8,  7,  9, 11, 13, 14, 15, 6,  7,  9, 8,  7,  6,  8,  13, 11, 9,  7,  15, 7,  12, 15,
     9,  11, 7,  13, 12, 11, 13, 6, 7,  14, 9,  13, 15, 14, 8, 13, 6,  5,  12, 7,  5,  11, 12, 14, 15, 14, 15,
     9,  8,  9,  14, 5,  6,  8,  6, 5,  12, 9,  15, 5,  11, 6, 8,  13, 12, 5,  12, 13, 14, 11, 8,  5,  6},
    {8, 9,  9,  11, 13, 15, 15, 5,  7,  7, 8, 11, 14, 14, 12, 6, 9,  13, 15, 7,  12, 8,  9,  11, 7,  7,  12,
     7, 6,  15, 13, 11, 9,  7,  15, 11, 8, 6, 6,  14, 12, 13, 5, 14, 13, 13, 7,  5,  15, 5,  8,  11, 14, 14,
     6, 14, 6,  9,  12, 9,  12, 5,  15, 8, 8, 5,  12, 9,  12, 5, 14, 6,  8,  13, 6,  5,  15, 13, 11, 11}};
// Integer parts of 2^30 times square roots (left) and cube roots (right) of 2, 3, 5, 7.
constexpr std::uint32_t kConstant[2][5] = {{0, 0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xa953fd4e},
                                           {0x50a28be6, 0x5c4dd124, 0x6d703ef3, 0x7a6d76e9, 0}};

std::uint32_t rotate_left(std::uint32_t x, int n) { return x << n | x >> (32 - n); }

// The five Boolean functions.
template <int kind>
std::uint32_t mix(std::uint32_t x, std::uint32_t y, std::uint32_t z) {
  if (kind == 0) return x ^ y ^ z;
  if (kind == 1) return z ^ (x & (y ^ z));
  if (kind == 2) return (x | ~y) ^ z;
  if (kind == 3) return y ^ (z & (x ^ y));
  return x ^ (y | ~z);
}

struct Line {
  std::uint32_t a, b, c, d, e;
};

// One group of 16 steps.
template <int side, int group>
void steps(Line& line, const std::uint32_t* message) {
  for (int i = 16 * group; i < 16 * group + 16; i++) {
    const std::uint32_t t = line.a + mix < side == 0 ? group
                                                     : 4 - group > (line.b, line.c, line.d) + message[kWord[side][i]] +
                                                                       kConstant[side][group];
    const std::uint32_t next = rotate_left(t, kShift[side][i]) + line.e;
    line = {line.e, next, line.b, rotate_left(line.c, 10), line.d};
  }
}

template <int side>
void run(Line& line, const std::uint32_t* message) {
  steps<side, 0>(line, message);
  steps<side, 1>(line, message);
  steps<side, 2>(line, message);
  steps<side, 3>(line, message);
  steps<side, 4>(line, message);
}

void compress(std::uint32_t* state, const std::uint8_t* block) {
  std::uint32_t message[16];
  for (int i = 0; i < 16; i++) message[i] = load_word(block + 4 * i);
  Line left{state[0], state[1], state[2], state[3], state[4]}, right = left;
  run<0>(left, message);
  run<1>(right, message);
  const std::uint32_t first = state[1] + left.c + right.d;
  state[1] = state[2] + left.d + right.e;
  state[2] = state[3] + left.e + right.a;
  state[3] = state[4] + left.a + right.b;
  state[4] = state[0] + left.b + right.c;
  state[0] = first;
}

}  // namespace
}  // namespace guest

zkvm_status zkvm_ripemd160(const uint8_t* data, size_t len, zkvm_ripemd160_hash* output) {
  std::uint32_t state[5] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
  const auto absorb = [&state](const std::uint8_t* block) { guest::compress(state, block); };
  const std::size_t done = guest::for_each_block<64>(data, len, absorb);
  alignas(4) std::uint8_t tail[128];
  const std::size_t end = guest::pad_64(tail, data, len, done);
  guest::store_word(tail + end - 8, std::uint32_t(len << 3));
  guest::store_word(tail + end - 4, std::uint32_t(std::uint64_t(len) >> 29));
  for (std::size_t i = 0; i < end; i += 64) absorb(tail + i);
  std::memset(output->data, 0, 12);
  for (int i = 0; i < 5; i++) guest::store_word(output->data + 12 + 4 * i, state[i]);
  return ZKVM_EOK;
}
