#pragma once

// First round of the zerocheck. For every y the 64 values of a column over s are those of a polynomial on W; it is
// interpolated and evaluated on the cosets g^i W, and there the chip's terms are formed.
//
// The transforms (common/skip.hpp) take positions in bit-reversed order, so rows are loaded like that. Two levels are
// done at a time.

#include "backend/cpu/row_kernels.hpp"

namespace squall::cpu {

template <class L>
struct SkipKernels {
  struct Twiddle {
    L value, quotient;
    SQUALL_INLINE explicit Twiddle(const SkipTwiddle& t) : value(L::words(t.value)), quotient(L::words(t.quotient)) {}
    SQUALL_INLINE L times(L word) const { return word.mul_shoup(value, quotient).fold_words(); }
  };
  static constexpr std::size_t kLanes = kSkipLanes;
  static constexpr std::size_t kColumn = kSkipSize * kSkipLanes;
  static constexpr unsigned kLevels = kSkipLog;

  static SQUALL_INLINE unsigned reversed(unsigned l) {
    unsigned r = 0;
    for (unsigned i = 0; i < kSkipLog; ++i) r |= (l >> i & 1) << (kSkipLog - 1 - i);
    return r;
  }

  // x - y as a word of the same class, for multiplications that accept any word.
  static SQUALL_INLINE L loose_sub(L x, L y) { return x.add_words(L::words(Fp::kModulus)).sub_words(y); }

  static void inverse(Fp* v, const SkipTwiddle* twiddles) {
    for (unsigned level = kLevels - 2; level > 0; level -= 2) {
      const std::size_t blocks = std::size_t(1) << level, quarter = kSkipSize / blocks / 4;
      for (std::size_t b = 0; b < blocks; ++b) {
        const Twiddle c1(twiddles[blocks + b]), c2(twiddles[2 * (blocks + b)]), c3(twiddles[2 * (blocks + b) + 1]);
        Fp* x = v + b * 4 * quarter * kLanes;
        for (std::size_t j = 0; j < quarter * kLanes; j += L::kWidth) inverse_step(x + j, quarter * kLanes, c1, c2, c3);
      }
    }
    const Twiddle c3(twiddles[3]), scale(twiddles[kSkipSize]);  // c1 = c2 = 1
    constexpr std::size_t kQuarter = kSkipSize / 4 * kLanes;
    for (std::size_t j = 0; j < kQuarter; j += L::kWidth) {
      const L y0 = L::load_aligned(v + j), y1 = L::load_aligned(v + j + kQuarter);
      const L y2 = L::load_aligned(v + j + 2 * kQuarter), y3 = L::load_aligned(v + j + 3 * kQuarter);
      const L a0 = y0 + y1, a1 = y0 - y1, a2 = y2 + y3, a3 = c3.times(loose_sub(y2, y3));
      scale.times(a0.add_words(a2)).store_aligned(v + j);
      scale.times(a1.add_words(a3)).store_aligned(v + j + kQuarter);
      scale.times(loose_sub(a0, a2)).store_aligned(v + j + 2 * kQuarter);
      scale.times(loose_sub(a1, a3)).store_aligned(v + j + 3 * kQuarter);
    }
  }
  static SQUALL_INLINE void inverse_step(Fp* x, std::size_t quarter, const Twiddle& c1, const Twiddle& c2,
                                         const Twiddle& c3) {
    const L y0 = L::load_aligned(x), y1 = L::load_aligned(x + quarter);
    const L y2 = L::load_aligned(x + 2 * quarter), y3 = L::load_aligned(x + 3 * quarter);
    const L a0 = y0 + y1, a1 = c2.times(loose_sub(y0, y1)), a2 = y2 + y3, a3 = c3.times(loose_sub(y2, y3));
    (a0 + a2).store_aligned(x);
    (a1 + a3).store_aligned(x + quarter);
    c1.times(loose_sub(a0, a2)).store_aligned(x + 2 * quarter);
    c1.times(loose_sub(a1, a3)).store_aligned(x + 3 * quarter);
  }

  static void forward(const Fp* in, Fp* out, const SkipTwiddle* twiddles) {
    for (unsigned level = 0; level < kLevels; level += 2, in = out) {
      const std::size_t blocks = std::size_t(1) << level, quarter = kSkipSize / blocks / 4 * kLanes;
      for (std::size_t b = 0; b < blocks; ++b) {
        const Twiddle c1(twiddles[blocks + b]), c2(twiddles[2 * (blocks + b)]), c3(twiddles[2 * (blocks + b) + 1]);
        const Fp* x = in + b * 4 * quarter;
        Fp* y = out + b * 4 * quarter;
        for (std::size_t j = 0; j < quarter; j += L::kWidth) {
          const L x0 = L::load_aligned(x + j), x1 = L::load_aligned(x + j + quarter);
          const L t2 = c1.times(L::load_aligned(x + j + 2 * quarter));
          const L t3 = c1.times(L::load_aligned(x + j + 3 * quarter));
          const L a0 = x0 + t2, a2 = x0 - t2;
          const L u1 = c2.times(x1.add_words(t3)), u3 = c3.times(loose_sub(x1, t3));
          (a0 + u1).store_aligned(y + j);
          (a0 - u1).store_aligned(y + j + quarter);
          (a2 + u3).store_aligned(y + j + 2 * quarter);
          (a2 - u3).store_aligned(y + j + 3 * quarter);
        }
      }
    }
  }

  // Rows y, ..., y + 15 of a column for all s, in bit-reversed order of s; zero past the end.
  static SQUALL_INLINE void load_block(const Fp* column, std::size_t step, std::size_t y, Fp* out) {
    if (step < kLanes) {
      for (unsigned l = 0; l < kSkipSize; ++l) {
        for (std::size_t i = 0; i < kLanes; ++i) {
          out[l * kLanes + i] = i < step ? column[reversed(l) * step + i] : Fp::from_raw(0);
        }
      }
      return;
    }
    for (unsigned l = 0; l < kSkipSize; ++l) {
      const Fp* p = column + reversed(l) * step + y;
      for (std::size_t i = 0; i < kLanes; i += L::kWidth) L::load(p + i).store_aligned(out + l * kLanes + i);
    }
  }
  static SQUALL_INLINE void prefetch_block(const Fp* column, std::size_t step, std::size_t y) {
    if (step < kLanes) return;
    for (unsigned l = 0; l < kSkipSize; ++l) __builtin_prefetch(column + reversed(l) * step + y);
  }

  // Lane sums of a helper coordinate.
  static SQUALL_INLINE void add_helper(const Fp* values, Fp* sums) {
    for (unsigned l = 0; l < kSkipSize; ++l, sums += 5 * L::kWidth) {
      L sum = L::load(sums);
      for (std::size_t i = 0; i < kLanes; i += L::kWidth) sum += L::load_aligned(values + l * kLanes + i);
      sum.store(sums);
    }
  }

  static void skip(const SkipArguments& a, std::size_t first_y, std::size_t last_y) {
    Fp* coefficients = a.scratch;
    Fp* values = coefficients + a.column_count * kColumn;
    Fp* slots = values + a.column_count * kColumn;
    Fp* helper_sums = a.sums + a.coset_count * kSkipSize * 5 * L::kWidth;
    for (std::size_t y = first_y; y < last_y; y += kLanes) {
      for (std::size_t c = 0; c < a.column_count; ++c) {
        Fp* column = coefficients + c * kColumn;
        if (c + 1 < a.column_count) prefetch_block(a.columns[c + 1], a.step, y);
        load_block(a.columns[c], a.step, y, column);
        if (c >= a.helper_first) add_helper(column, helper_sums + (c - a.helper_first) % 5 * L::kWidth);
        inverse(column, a.inverse);
      }
      PackedK<L> weights[kLanes / L::kWidth];
      for (std::size_t i = 0; i < kLanes / L::kWidth; ++i) {
        for (int k = 0; k < 5; ++k) {
          weights[i].c[k] = L::load(a.weights.data + k * a.weights.stride + y + i * L::kWidth);
        }
      }
      for (unsigned coset = 0; coset < a.coset_count; ++coset) {
        for (std::size_t c = 0; c < a.column_count; ++c) {
          forward(coefficients + c * kColumn, values + c * kColumn, a.cosets + coset * kSkipSize);
        }
        evaluate(a, values, slots, weights, a.sums + coset * kSkipSize * 5 * L::kWidth);
      }
    }
  }

  static SQUALL_INLINE void evaluate(const SkipArguments& a, const Fp* values, Fp* slots, const PackedK<L>* weights,
                                     Fp* sums) {
    for (std::size_t at = 0; at < kColumn; at += kBaseChunk) {
      const auto column = [&](std::uint32_t c) SQUALL_LAMBDA { return values + c * kColumn + at; };
      interpret<BaseRows<L>, L>(a.code, column, kBaseChunk, slots, a.outputs);
      const TermEvaluator<BaseRows<L>, L> terms(a.terms, a.outputs, kBaseChunk);
      for (std::size_t i = 0; i < kBaseChunk; i += kLanes) {
        Fp* sum = sums + (at + i) / kLanes * 5 * L::kWidth;
        PackedK<L> total;
        for (int k = 0; k < 5; ++k) total.c[k] = L::load(sum + k * L::kWidth);
        for (std::size_t j = 0; j < kLanes; j += L::kWidth) {
          const auto helper = [&](std::size_t g) SQUALL_LAMBDA {
            return HelperPointers(column(static_cast<std::uint32_t>(a.helper_first + 5 * g)), kColumn);
          };
          total = total + mul_ext(terms.total(helper, i + j), weights[j / L::kWidth]);
        }
        for (int k = 0; k < 5; ++k) total.c[k].store(sum + k * L::kWidth);
      }
    }
  }
};

}  // namespace squall::cpu
