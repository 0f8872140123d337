#pragma once

// BLAKE3 as its paper defines it: recursive, on whole byte strings, sharing nothing with the library.

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace slow {

using Text = std::vector<std::uint8_t>;
using State = std::vector<std::uint32_t>;

inline State iv() {
  return {0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19};
}

struct Node {
  State cv, block;
  std::uint64_t counter;
  std::uint32_t length, flags;
};

inline State compress(const Node& n) {
  State v = n.cv, first = iv(), m = n.block;
  v.insert(v.end(), first.begin(), first.begin() + 4);
  for (std::uint32_t x : {std::uint32_t(n.counter), std::uint32_t(n.counter >> 32), n.length, n.flags}) v.push_back(x);
  auto g = [&](int a, int b, int c, int d, std::uint32_t x, std::uint32_t y) {
    v[a] += v[b] + x;
    v[d] = std::rotr(v[d] ^ v[a], 16);
    v[c] += v[d];
    v[b] = std::rotr(v[b] ^ v[c], 12);
    v[a] += v[b] + y;
    v[d] = std::rotr(v[d] ^ v[a], 8);
    v[c] += v[d];
    v[b] = std::rotr(v[b] ^ v[c], 7);
  };
  for (int round = 0; round < 7; ++round) {
    for (int i = 0; i < 4; ++i) g(i, 4 + i, 8 + i, 12 + i, m[2 * i], m[2 * i + 1]);
    for (int i = 0; i < 4; ++i) g(i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4, m[8 + 2 * i], m[9 + 2 * i]);
    State p;
    for (int i : {2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8}) p.push_back(m[i]);
    m = p;
  }
  State out;
  for (int i = 0; i < 8; ++i) out.push_back(v[i] ^ v[i + 8]);
  for (int i = 0; i < 8; ++i) out.push_back(v[i + 8] ^ n.cv[i]);
  return out;
}

inline State chaining(const Node& n) {
  State out = compress(n);
  out.resize(8);
  return out;
}

inline Node tree(const State& key, const Text& data, std::uint64_t index, std::uint32_t flags) {
  if (data.size() <= 1024) {
    State cv = key;
    for (std::size_t at = 0;; at += 64) {
      Text block(data.begin() + std::min(at, data.size()), data.begin() + std::min(at + 64, data.size()));
      const std::uint32_t length = static_cast<std::uint32_t>(block.size());
      block.resize(64);
      State words(16);
      std::memcpy(words.data(), block.data(), 64);
      const bool last = at + 64 >= data.size();
      Node n{cv, words, index, length, flags | (at == 0 ? 1u : 0u) | (last ? 2u : 0u)};
      if (last) return n;
      cv = chaining(n);
    }
  }
  std::size_t left = 1024;
  while (2 * left < data.size()) left *= 2;
  State words = chaining(tree(key, Text(data.begin(), data.begin() + left), index, flags));
  const State right = chaining(tree(key, Text(data.begin() + left, data.end()), index + left / 1024, flags));
  words.insert(words.end(), right.begin(), right.end());
  return {key, words, 0, 64, flags | 4};
}

inline Text output(Node root, std::size_t length) {
  root.flags |= 8;
  Text bytes;
  for (root.counter = 0; bytes.size() < length; ++root.counter) {
    for (std::uint32_t w : compress(root)) {
      for (int i = 0; i < 4; ++i) bytes.push_back(static_cast<std::uint8_t>(w >> 8 * i));
    }
  }
  bytes.resize(length);
  return bytes;
}

inline Text hash(const Text& data, std::size_t length = 32) { return output(tree(iv(), data, 0, 0), length); }

inline Text derive_key(std::string_view context, const Text& data, std::size_t length = 32) {
  const Text key_bytes = output(tree(iv(), Text(context.begin(), context.end()), 0, 32), 32);
  State key(8);
  std::memcpy(key.data(), key_bytes.data(), 32);
  return output(tree(key, data, 0, 64), length);
}

}  // namespace slow
