// BLAKE3 (O'Connor, Aumasson, Neves, Wilcox-O'Hearn: "BLAKE3, one function, fast everywhere", section 2).

#include "blake_words.hpp"
#include "squall_hashes.h"

namespace guest::blake {
namespace {

// Flags.
constexpr std::uint32_t kChunkStart = 1, kChunkEnd = 2, kParent = 4, kRoot = 8;

constexpr std::size_t kBlock = 64, kChunk = 1024;

void compress(Chain& chain, const Block& block, std::uint64_t counter, std::uint32_t length, std::uint32_t flags) {
  const Parameters parameters = {{std::uint32_t(counter), std::uint32_t(counter >> 32), length, flags}};
#ifdef SQUALL_FUNCTIONS
  squall_blake3_compress(chain.words, block.words, parameters.words);
#else
  // Row r: the permutation (2 6 3 10 7 0 4 13 1 11 12 5 9 14 15 8) applied r times.
  static constexpr std::uint8_t kSchedule[7][16] = {
      {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, {2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8},
      {3, 4, 10, 12, 13, 2, 7, 14, 6, 5, 9, 0, 11, 15, 8, 1}, {10, 7, 12, 9, 14, 3, 13, 15, 4, 0, 11, 2, 5, 8, 1, 6},
      {12, 13, 9, 11, 15, 10, 14, 8, 7, 2, 5, 3, 0, 1, 6, 4}, {9, 14, 11, 5, 8, 12, 15, 1, 13, 3, 0, 10, 2, 6, 4, 7},
      {11, 15, 5, 0, 1, 9, 8, 6, 14, 10, 2, 12, 3, 4, 7, 13}};
  std::uint32_t v[16];
  for (int i = 0; i < 8; i++) v[i] = chain.words[i];
  for (int i = 0; i < 4; i++) v[8 + i] = kInitial[i], v[12 + i] = parameters.words[i];
  for (const auto& order : kSchedule) round(v, block.words, order);
  for (int i = 0; i < 8; i++) chain.words[i] = v[i] ^ v[8 + i];
#endif
}

void start(Chain& chain) {
  for (int i = 0; i < 8; i++) chain.words[i] = kInitial[i];
}

// The chaining value of a chunk; `last`: flags of its last block besides its own.
void hash_chunk(Chain& chain, const std::uint8_t* data, std::size_t size, std::uint64_t number, std::uint32_t last) {
  start(chain);
  Block block;
  std::size_t done = 0;
  std::uint32_t flags = kChunkStart;
  for (; size - done > kBlock; done += kBlock, flags = 0) {
    load(block, data + done, kBlock);
    compress(chain, block, number, kBlock, flags);
  }
  load(block, data + done, size - done);
  compress(chain, block, number, std::uint32_t(size - done), flags | kChunkEnd | last);
}

void hash_parent(Chain& result, const Chain& left, const Chain& right, std::uint32_t flags) {
  Block block;
  std::memcpy(block.words, left.words, sizeof left);
  std::memcpy(block.words + 8, right.words, sizeof right);
  start(result);
  compress(result, block, 0, kBlock, kParent | flags);
}

}  // namespace
}  // namespace guest::blake

void squall_blake3(const uint8_t* data, size_t size, uint8_t digest[32]) {
  using namespace guest::blake;
  // Subtrees that wait for their right neighbours: one for each bit of the number of chunks so far.
  Chain waiting[33], chain;
  std::size_t depth = 0, done = 0;
  std::uint64_t number = 0;
  for (; size - done > kChunk; done += kChunk) {
    hash_chunk(chain, data + done, kChunk, number, 0);
    for (std::uint64_t whole = ++number; whole % 2 == 0; whole /= 2) {
      const Chain right = chain;
      hash_parent(chain, waiting[--depth], right, 0);
    }
    waiting[depth++] = chain;
  }
  hash_chunk(chain, data + done, size - done, number, depth == 0 ? kRoot : 0);
  while (depth > 0) {
    const Chain right = chain;
    --depth;
    hash_parent(chain, waiting[depth], right, depth == 0 ? kRoot : 0);
  }
  store(digest, chain);
}
