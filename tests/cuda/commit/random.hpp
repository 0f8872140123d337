#pragma once

#include <algorithm>
#include <random>
#include <vector>

#include "field/koalabear.hpp"
#include "hash/blake3.hpp"

namespace squall::cuda {

inline Fp random_fp(std::mt19937& random) { return Fp::from_raw(static_cast<std::uint32_t>(random()) % Fp::kModulus); }
inline K random_k(std::mt19937& random) {
  K x;
  for (auto& c : x.c) c = random_fp(random);
  return x;
}
inline Digest random_digest(std::mt19937& random) {
  Digest digest;
  for (auto& byte : digest) byte = static_cast<std::uint8_t>(random());
  return digest;
}
// About `count` different positions below 2^log_size, ascending.
inline std::vector<std::uint64_t> random_positions(std::mt19937& random, unsigned log_size, std::size_t count) {
  std::vector<std::uint64_t> positions(count);
  for (auto& p : positions) p = random() & ((std::uint64_t(1) << log_size) - 1);
  std::sort(positions.begin(), positions.end());
  positions.erase(std::unique(positions.begin(), positions.end()), positions.end());
  return positions;
}

}  // namespace squall::cuda
