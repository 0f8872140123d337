// Product of two n by n matrices modulo 2^32. Input, little-endian words: either 0, n, then both matrices row by row,
// or 1, n, seed: entries from a generator. Output: n, then the product row by row (first form) or its digest (second
// form).
//
// Exit codes: 1 the input does not have this form.

#include <vector>

#include "squall_guest.hpp"

namespace {

using Matrix = std::vector<std::uint32_t>;  // n * n words, row by row

// Four columns of the result at a time: each entry of the left matrix is loaded once for four products. The right
// matrix is padded to a stride that is a multiple of four.
Matrix multiply(const Matrix& a, const Matrix& b, std::uint32_t n, std::uint32_t stride) {
  Matrix c(n * stride);
  for (std::uint32_t j = 0; j < stride; j += 4) {
    for (std::uint32_t i = 0; i < n; i++) {
      std::uint32_t sum[4] = {};
      const std::uint32_t* left = a.data() + i * stride;
      const std::uint32_t* right = b.data() + j;
      for (std::uint32_t k = 0; k < n; k++, right += stride) {
        for (int column = 0; column < 4; column++) sum[column] += left[k] * right[column];
      }
      for (int column = 0; column < 4; column++) c[i * stride + j + column] = sum[column];
    }
  }
  return c;
}

}  // namespace

int main() {
  guest::WordReader reader;
  const std::uint32_t form = reader.next(), n = reader.next();
  if (form > 1) guest::fail(1, "matrix: the first word of the input must be 0 (entries follow) or 1 (seed follows)");
  if (n < 1 || n > 500) guest::fail(1, "matrix: the size must be from 1 to 500");
  std::uint32_t state = form == 1 ? reader.next() : 0;
  auto next = [&] {
    if (form == 0) return reader.next();
    state = state * 1664525 + 1013904223;
    return state ^ state >> 16;
  };

  const std::uint32_t stride = (n + 3) / 4 * 4;
  Matrix operands[2];
  for (Matrix& operand : operands) {
    operand.resize(n * stride);
    for (std::uint32_t i = 0; i < n; i++) {
      for (std::uint32_t j = 0; j < n; j++) operand[i * stride + j] = next();
    }
  }
  reader.expect_end();

  const Matrix product = multiply(operands[0], operands[1], n, stride);
  guest::output_word(n);
  std::uint32_t digest = 0;
  for (std::uint32_t i = 0; i < n; i++) {
    for (std::uint32_t j = 0; j < n; j++) {
      const std::uint32_t entry = product[i * stride + j];
      if (form == 0) guest::output_word(entry);
      digest = digest * 31 + entry;
    }
  }
  if (form == 1) guest::output_word(digest);
  return 0;
}
