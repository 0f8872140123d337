#pragma once

// Later rounds of the zerocheck: rows over K.

#include "backend/cpu/row_kernels.hpp"

namespace squall::cpu {

template <class L>
struct RoundKernels {
  using Rows = ExtensionRows<L>;

  static void round(const RoundArguments& a, std::size_t begin, std::size_t end) {
    for (std::size_t row = begin; row < end; row += kExtChunk) {
      const std::size_t count = end - row < kExtChunk ? end - row : kExtChunk;
      Fp* current = a.scratch;
      Fp* slope = current + a.column_count * 5 * count;
      Fp* slots = slope + a.column_count * 5 * count;
      const std::size_t planes = 5 * a.column_count, helper_first = 5 * a.helper_first;
      for (std::size_t p = 0; p < planes; ++p) {
        const Fp* low = a.table + p * a.stride + row;
        L low_sum, high_sum;
        for (std::size_t i = 0; i < count; i += L::kWidth) {
          const L x = L::load(low + i), y = L::load(low + i + a.half);
          x.store(current + p * count + i);
          (y - x).store(slope + p * count + i);
          if (p >= helper_first) {
            low_sum += x;
            high_sum += y;
          }
        }
        if (p >= helper_first) {  // coordinate column number (p / 5) % 5, its own coordinate p % 5
          const std::size_t place = (p - helper_first) / 5 % 5 * 5 + p % 5;
          add_to(a.sums + (5 * a.points + place) * L::kWidth, low_sum);
          add_to(a.sums + (5 * a.points + 25 + place) * L::kWidth, high_sum);
        }
      }
      const auto column = [&](std::uint32_t c) SQUALL_LAMBDA { return current + std::size_t(c) * 5 * count; };
      for (unsigned x = 0; x < a.points; ++x) {
        if (x > 0) {
          for (std::size_t i = 0; i < planes * count; i += L::kWidth) {
            (L::load(current + i) + L::load(slope + i)).store(current + i);
          }
        }
        interpret<Rows, L>(a.code, column, count, slots, a.outputs);
        const TermEvaluator<Rows, L> terms(a.terms, a.outputs, count);
        PackedK<L> sum = Rows::load(a.sums + 5 * x * L::kWidth, L::kWidth, 0);
        for (std::size_t i = 0; i < count; i += L::kWidth) {
          const auto helper = [&](std::size_t g) SQUALL_LAMBDA {
            return HelperPointers(column(static_cast<std::uint32_t>(a.helper_first + 5 * g)), 5 * count);
          };
          PackedK<L> weight;
          for (int k = 0; k < 5; ++k) weight.c[k] = L::load(a.weights.data + k * a.weights.stride + row + i);
          sum = sum + mul_ext(terms.total(helper, i), weight);
        }
        Rows::store(sum, a.sums + 5 * x * L::kWidth, L::kWidth, 0);
      }
    }
  }

 private:
  static SQUALL_INLINE void add_to(Fp* p, L x) { (L::load(p) + x).store(p); }
};

}  // namespace squall::cpu
