// Keccak-256 as Ethereum uses it: padding byte 0x01, not SHA-3's 0x06.

#include <array>

#include "bytes.hpp"
#include "squall_functions.h"
#include "zkvm_accelerators.h"

namespace guest {
namespace {

// A 64-bit lane as two registers: the compiler handles halves far better than 64-bit values here.
struct Lane {
  std::uint32_t low, high;

  [[gnu::always_inline]] friend constexpr Lane operator^(Lane a, Lane b) { return {a.low ^ b.low, a.high ^ b.high}; }
  [[gnu::always_inline]] friend constexpr Lane operator&(Lane a, Lane b) { return {a.low & b.low, a.high & b.high}; }
  [[gnu::always_inline]] friend constexpr Lane operator~(Lane a) { return {~a.low, ~a.high}; }
  constexpr Lane& operator^=(Lane other) { return *this = *this ^ other; }
};

constexpr std::size_t kRate = 136;  // bytes absorbed per permutation: 200 - 2 * 32

#ifdef SQUALL_FUNCTIONS

void permute(Lane* state) { squall_keccak_f(&state->low); }

#else

// Round constants from the degree-8 LFSR x^8 + x^6 + x^5 + x^4 + 1 (Keccak reference, section 1.2).
constexpr auto kIota = [] {
  std::array<Lane, 24> constants{};
  unsigned lfsr = 1;
  for (Lane& constant : constants) {
    for (int j = 0; j < 7; j++) {
      const unsigned bit = (1 << j) - 1;
      if (lfsr & 1) (bit < 32 ? constant.low : constant.high) |= std::uint32_t(1) << bit % 32;
      lfsr = lfsr << 1 ^ (lfsr >> 7 ? 0x171 : 0);
    }
  }
  return constants;
}();

[[gnu::always_inline]] inline Lane rotate_short(Lane x, unsigned n) {
  return n ? Lane{x.low << n | x.high >> (32 - n), x.high << n | x.low >> (32 - n)} : x;
}
[[gnu::always_inline]] inline Lane rotate(Lane x, unsigned n) {
  if (n >= 32) return rotate_short({x.high, x.low}, n - 32);
  return rotate_short(x, n);
}

// Rotation and destination of the lane at x + 5 y (rho and pi): the walk (x, y) -> (y, 2x + 3y) turns by 1, 3, 6, 10,
// ...
constexpr auto kRho = [] {
  std::array<unsigned, 25> rho{};
  unsigned x = 1, y = 0;
  for (unsigned t = 0; t < 24; t++) {
    rho[x + 5 * y] = (t + 1) * (t + 2) / 2 % 64;
    const unsigned next = (2 * x + 3 * y) % 5;
    x = y, y = next;
  }
  return rho;
}();

constexpr unsigned pi(unsigned i) { return i / 5 + 5 * ((2 * (i % 5) + 3 * (i / 5)) % 5); }

// Makes the compiler forget which lanes it has in registers. There are 31 registers and 50 words: what it remembers it
// spills, a store and a load in place of one load.
[[gnu::always_inline]] inline void forget(const Lane* a) { asm volatile("" : : "r"(a) : "memory"); }

// One round from `a` into `b`.
[[gnu::always_inline]] inline void round(const Lane* a, Lane* b, Lane iota) {
  Lane column[5], d[5];
#pragma GCC unroll 5
  for (unsigned x = 0; x < 5; x++) column[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
#pragma GCC unroll 5
  for (unsigned x = 0; x < 5; x++) d[x] = column[(x + 4) % 5] ^ rotate(column[(x + 1) % 5], 1);
  forget(a);

  // Row by row of the result: gather the five lanes that rho and pi bring there, then chi.
#pragma GCC unroll 5
  for (unsigned y = 0; y < 5; y++) {
    Lane row[5];
#pragma GCC unroll 25
    for (unsigned i = 0; i < 25; i++) {
      if (pi(i) / 5 == y) row[pi(i) % 5] = rotate(a[i] ^ d[i % 5], kRho[i]);
    }
#pragma GCC unroll 5
    for (unsigned x = 0; x < 5; x++) b[x + 5 * y] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5]);
    forget(a);
  }
  b[0] ^= iota;
}

void permute(Lane* state) {
  Lane other[25];
  for (unsigned i = 0; i < 24; i += 2) {
    round(state, other, kIota[i]);
    round(other, state, kIota[i + 1]);
  }
}

#endif

void absorb(Lane* state, const std::uint8_t* block) {
  for (std::size_t i = 0; i < kRate / 8; i++) {
    state[i] ^= {guest::load_word(block + 8 * i), guest::load_word(block + 8 * i + 4)};
  }
  permute(state);
}

}  // namespace
}  // namespace guest

zkvm_status zkvm_keccak256(const uint8_t* data, size_t len, zkvm_keccak256_hash* output) {
  alignas(256) guest::Lane state[25] = {};
  const auto absorb = [&state](const std::uint8_t* block) { guest::absorb(state, block); };
  const std::size_t done = guest::for_each_block<guest::kRate>(data, len, absorb);

  alignas(4) std::uint8_t last[guest::kRate] = {};
  if (len > done) std::memcpy(last, data + done, len - done);
  last[len - done] = 0x01;
  last[guest::kRate - 1] |= 0x80;
  absorb(last);

  for (int i = 0; i < 4; i++) {
    guest::store_word(output->data + 8 * i, state[i].low);
    guest::store_word(output->data + 8 * i + 4, state[i].high);
  }
  return ZKVM_EOK;
}
