#include "stark/interpolate.hpp"

#include "base/bits.hpp"

namespace squall {

std::vector<K> interpolate(std::span<const Fp> xs, std::span<const K> ys) {
  std::vector<K> result(xs.size());
  for (std::size_t i = 0; i < xs.size(); ++i) {
    std::vector<Fp> basis{1};  // prod_j (X - x_j)
    Fp denominator = 1;
    for (std::size_t j = 0; j < xs.size(); ++j) {
      if (j == i) continue;
      basis.push_back(0);
      for (std::size_t k = basis.size(); k-- > 0;) basis[k] = (k > 0 ? basis[k - 1] : Fp(0)) - xs[j] * basis[k];
      denominator *= xs[i] - xs[j];
    }
    const K scaled = ys[i] * denominator.inverse();
    for (std::size_t k = 0; k < basis.size(); ++k) result[k] += scaled * basis[k];
  }
  return result;
}

std::vector<K> interpolate_subgroup(std::span<const K> values) {
  const Fp inverse_root = Fp::root_of_unity(log2_exact(values.size())).inverse();
  const Fp scale = Fp(values.size()).inverse();
  std::vector<K> coefficients(values.size());
  Fp step = 1;  // w^-j
  for (std::size_t j = 0; j < values.size(); ++j, step *= inverse_root) {
    Fp power = scale;
    for (std::size_t s = 0; s < values.size(); ++s, power *= step) coefficients[j] += values[s] * power;
  }
  return coefficients;
}

std::vector<K> interpolate_cosets(std::span<const std::vector<K>> cosets) {
  // On g^i W, X^S is the constant u_i: there q agrees with its residue sum_a u_i^a q_a(X), q_a the a-th block of S
  // coefficients. Coefficient b of the residues, as a function of u, is interpolated over the cosets.
  const std::size_t size = cosets[0].size();
  std::vector<std::vector<K>> residues;
  std::vector<Fp> u;
  for (std::size_t i = 0; i < cosets.size(); ++i) {
    const Fp shift = Fp(Fp::kGenerator).pow(i + 1), inverse = shift.inverse();
    u.push_back(shift.pow(size));
    residues.push_back(interpolate_subgroup(cosets[i]));
    Fp power = 1;
    for (K& c : residues.back()) {
      c = c * power;
      power *= inverse;
    }
  }
  std::vector<K> q(cosets.size() * size), values(cosets.size());
  for (std::size_t b = 0; b < size; ++b) {
    for (std::size_t i = 0; i < cosets.size(); ++i) values[i] = residues[i][b];
    const std::vector<K> blocks = interpolate(u, values);
    for (std::size_t a = 0; a < cosets.size(); ++a) q[a * size + b] = blocks[a];
  }
  return q;
}

}  // namespace squall
