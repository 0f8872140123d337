#include "field/algorithms.hpp"

namespace squall {

void batch_inverse(std::span<K> values) {
  std::vector<K> prefix(values.size());
  K product = 1;
  for (std::size_t i = 0; i < values.size(); ++i) {
    prefix[i] = product;
    product *= values[i];
  }
  product = product.inverse();
  for (std::size_t i = values.size(); i-- > 0;) {
    const K inverse = product * prefix[i];
    product *= values[i];
    values[i] = inverse;
  }
}

std::vector<K> powers(const K& x, std::size_t count) {
  std::vector<K> result(count);
  K power = 1;
  for (K& r : result) {
    r = power;
    power *= x;
  }
  return result;
}

K horner(std::span<const K> coefficients, const K& x) {
  K result = 0;
  for (std::size_t i = coefficients.size(); i-- > 0;) result = result * x + coefficients[i];
  return result;
}

std::vector<K> eq_table(std::span<const K> point) {
  std::vector<K> table{K(1)};
  for (const K& z : point) {
    std::vector<K> next(2 * table.size());
    for (std::size_t i = 0; i < table.size(); ++i) {
      next[2 * i + 1] = table[i] * z;
      next[2 * i] = table[i] - next[2 * i + 1];
    }
    table = std::move(next);
  }
  return table;
}

K eq(std::span<const K> a, std::span<const K> b) {
  K result = 1;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const K product = a[i] * b[i];
    result *= K(1) - a[i] - b[i] + product + product;
  }
  return result;
}

std::vector<K> lagrange_table(const K& omega, unsigned log_size) {
  const std::size_t n = std::size_t(1) << log_size;
  const Fp w = Fp::root_of_unity(log_size);
  std::vector<K> table(n);
  Fp x = 1;
  for (K& entry : table) {
    entry = omega - K(x);
    x *= w;
  }
  batch_inverse(table);
  const K common = (omega.pow(n) - K(1)) * Fp(n).inverse();
  x = 1;
  for (K& entry : table) {
    entry *= common * x;
    x *= w;
  }
  return table;
}

}  // namespace squall
