#pragma once

// Loops over lanes, long enough to measure and independent enough not to measure latency. One call works on n
// elements.

#include <cstddef>

#include "field/packed_scalar.hpp"

namespace squall::bench {

struct FieldKernels {
  void (*multiply)(Fp* x, const Fp* y, std::size_t n);  // x *= y
  void (*shoup)(Fp* x, ShoupPair c, std::size_t n);     // x *= c
  void (*multiply_ext)(Fp* const (&x)[5], const Fp* const (&y)[5], std::size_t n);
  void (*dot_ext)(Fp* out, const Fp* x, const Fp* const (&y)[5], std::size_t n);  // sum of base times extension
};

template <class Lanes>
struct FieldKernelsImpl {
  static constexpr std::size_t W = Lanes::kWidth;
  static void multiply(Fp* x, const Fp* y, std::size_t n) {
    for (std::size_t i = 0; i < n; i += W) (Lanes::load(x + i) * Lanes::load(y + i)).store(x + i);
  }
  static void shoup(Fp* x, ShoupPair c, std::size_t n) {
    const Lanes value = Lanes::words(c.value), quotient = Lanes::words(c.quotient);
    for (std::size_t i = 0; i < n; i += W) Lanes::load(x + i).mul_shoup(value, quotient).fold_words().store(x + i);
  }
  static void multiply_ext(Fp* const (&x)[5], const Fp* const (&y)[5], std::size_t n) {
    const Fp* const in[5] = {x[0], x[1], x[2], x[3], x[4]};
    for (std::size_t i = 0; i < n; i += W) store_ext(mul_ext(load_ext<Lanes>(in, i), load_ext<Lanes>(y, i)), x, i);
  }
  static void dot_ext(Fp* out, const Fp* x, const Fp* const (&y)[5], std::size_t n) {
    ExtDot<Lanes> dot;
    for (std::size_t i = 0; i + 2 * W <= n; i += 2 * W) {
      dot.add2(Lanes::load(x + i), load_ext<Lanes>(y, i), Lanes::load(x + i + W), load_ext<Lanes>(y, i + W));
    }
    const K sum = sum_of_lanes(dot.reduce());
    for (int k = 0; k < 5; ++k) out[k] = sum.c[k];
  }
  static constexpr FieldKernels table() { return {multiply, shoup, multiply_ext, dot_ext}; }
};

const FieldKernels& avx2_field_kernels();

}  // namespace squall::bench
