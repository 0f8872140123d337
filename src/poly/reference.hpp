#pragma once

// The slow twins of the transforms, over F or K, straight from the definitions.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/bits.hpp"
#include "field/koalabear.hpp"

namespace squall {

// Values of the polynomial on the subgroup of order 2^log_domain; position l belongs to w^bitrev(l).
template <class T>
std::vector<T> naive_encode(std::span<const T> coefficients, unsigned log_domain) {
  const Fp w = Fp::root_of_unity(log_domain);
  std::vector<T> values(std::size_t(1) << log_domain);
  for (std::size_t l = 0; l < values.size(); ++l) {
    const Fp x = w.pow(bit_reverse(l, log_domain));
    T value(0);
    for (std::size_t i = coefficients.size(); i-- > 0;) value = value * x + coefficients[i];
    values[l] = value;
  }
  return values;
}

// The same by butterflies, in place: natural order in, bit-reversed order out.
template <class T>
void reference_ntt(std::span<T> values) {
  const unsigned log_size = log2_exact(values.size());
  for (unsigned level = 0; level < log_size; ++level) {
    const std::size_t length = values.size() >> level, half = length / 2;
    for (std::size_t b = 0; b < std::size_t(1) << level; ++b) {
      const Fp c = Fp::root_of_unity(level + 1).pow(bit_reverse(b, level));
      for (std::size_t i = b * length; i < b * length + half; ++i) {
        const T high = values[i + half] * c;
        values[i + half] = values[i] - high;
        values[i] = values[i] + high;
      }
    }
  }
}

}  // namespace squall
