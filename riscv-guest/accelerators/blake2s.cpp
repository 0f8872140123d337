// BLAKE2s (RFC 7693).

#include "blake_words.hpp"
#include "squall_hashes.h"

namespace guest::blake {
namespace {

void compress(Chain& state, const Block& block, const Parameters& parameters) {
#ifdef SQUALL_FUNCTIONS
  squall_blake2s_compress(state.words, block.words, parameters.words);
#else
  // RFC 7693, section 2.7.
  static constexpr std::uint8_t kSchedule[10][16] = {
      {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
      {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4}, {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
      {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13}, {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
      {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11}, {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
      {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5}, {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0}};
  std::uint32_t v[16];
  for (int i = 0; i < 8; i++) v[i] = state.words[i], v[8 + i] = kInitial[i];
  for (int i = 0; i < 4; i++) v[12 + i] ^= parameters.words[i];
  for (const auto& order : kSchedule) round(v, block.words, order);
  for (int i = 0; i < 8; i++) state.words[i] ^= v[i] ^ v[8 + i];
#endif
}

}  // namespace
}  // namespace guest::blake

void squall_blake2s(const uint8_t* data, size_t size, uint8_t digest[32]) {
  using namespace guest::blake;
  Chain state;
  for (int i = 0; i < 8; i++) state.words[i] = kInitial[i];
  state.words[0] ^= 0x01010020;  // digest of 32 bytes, no key, no tree
  Block block;
  Parameters parameters{};
  std::uint64_t done = 0;
  while (size - done > sizeof block) {  // the last block, whole or not, is the final one
    load(block, data + done, sizeof block);
    done += sizeof block;
    parameters = {{std::uint32_t(done), std::uint32_t(done >> 32), 0, 0}};
    compress(state, block, parameters);
  }
  load(block, data + done, size - done);
  parameters = {{std::uint32_t(size), std::uint32_t(std::uint64_t(size) >> 32), 0xffffffff, 0}};
  compress(state, block, parameters);
  store(digest, state);
}
