#pragma once

// Vectors over the challenge field as structures of arrays, and their transforms.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/buffer.hpp"
#include "base/parallel.hpp"
#include "field/isa.hpp"
#include "field/koalabear.hpp"
#include "poly/twiddles.hpp"

namespace squall {

// coordinate[k][i] is the k-th coordinate of element i.
struct ExtensionVector {
  std::array<Buffer<Fp>, 5> coordinate;

  ExtensionVector() = default;
  // Contents are arbitrary unless `zeroed`.
  ExtensionVector(Arena& memory, std::size_t size, bool zeroed) {
    for (auto& c : coordinate) c = Buffer<Fp>(memory, size, zeroed);
  }
  std::size_t size() const { return coordinate[0].size(); }
  K at(std::size_t i) const {
    K x;
    for (unsigned k = 0; k < 5; ++k) x.c[k] = coordinate[k][i];
    return x;
  }
  void set(std::size_t i, const K& x) {
    for (unsigned k = 0; k < 5; ++k) coordinate[k][i] = x.c[k];
  }
};

// The values of a polynomial with 2^log_coefficients coefficients on the subgroup of order 2^log_domain, as canonical
// words: five per position, position l belonging to w^bitrev(l). Only the first 2^log_coefficients elements are read.
Buffer<std::uint32_t> encode_extension(const ExtensionVector& coefficients, unsigned log_coefficients,
                                       unsigned log_domain, const Twiddles& twiddles, Isa isa, ThreadPool& pool);

struct SparseTerm {
  std::uint64_t position = 0;  // below 2^log_domain
  K coefficient;
};

// w_j = sum over terms of coefficient * x^j for j < 2^log_count, x = w^bitrev(position) in the subgroup of order
// 2^log_domain. Positions may repeat. On input: log_count <= log_domain.
ExtensionVector sum_of_powers(std::span<const SparseTerm> terms, unsigned log_domain, unsigned log_count,
                              const Twiddles& twiddles, Isa isa, ThreadPool& pool);

}  // namespace squall
