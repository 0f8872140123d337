#pragma once

// Kernels on rows of the trace: making columns of them, and the helper columns.

#include "backend/cpu/row_kernels.hpp"

namespace squall::cpu {

template <class L>
struct TraceKernels {
  static constexpr std::size_t kWidth = L::kWidth;

  static void columns_of(const std::uint32_t* rows, std::size_t count, std::size_t row_words, Fp* const* columns) {
    std::size_t row = 0;
    if (row_words >= kWidth) {
      for (; row + kWidth <= count; row += kWidth) {
        for (std::size_t first = 0; first < row_words; first += kWidth) {
          // The last group overlaps the one before.
          const std::size_t c = first + kWidth <= row_words ? first : row_words - kWidth;
          L square[kWidth];
          for (std::size_t i = 0; i < kWidth; ++i) square[i] = L::load_words(rows + (row + i) * row_words + c);
          L::transpose(square);
          for (std::size_t i = 0; i < kWidth; ++i) square[i].from_canonical_words().store(columns[c + i] + row);
        }
      }
    }
    for (; row < count; ++row) {
      for (std::size_t c = 0; c < row_words; ++c) columns[c][row] = Fp::from_canonical(rows[row * row_words + c]);
    }
  }

  static void canonical(const Fp* in, std::size_t count, std::uint32_t* out) {
    for (std::size_t i = 0; i < count; i += kWidth) L::load(in + i).to_canonical_words().store_words(out + i);
  }

  static void run(const CodeView& code, const Fp* const* columns, std::size_t begin, std::size_t count, Fp* slots,
                  const Fp** outputs) {
    const auto column = [&](std::uint32_t c) SQUALL_LAMBDA { return columns[c] + begin; };
    interpret<BaseRows<L>, L>(code, column, count, slots, outputs);
  }
  static void run_ext(const CodeView& code, const Fp* columns, std::size_t count, Fp* slots, const Fp** outputs) {
    const auto column = [&](std::uint32_t c) SQUALL_LAMBDA { return columns + c * 5 * count; };
    interpret<ExtensionRows<L>, L>(code, column, count, slots, outputs);
  }

  // x^(p^i) of the powers x^1..x^4, as rows of a linear map.
  struct Frobenius {
    Fp rows[5][5];  // coordinate k of (x^j)^p
    SQUALL_INLINE PackedK<L> of(const PackedK<L>& a) const {
      PackedK<L> r;
      for (int k = 0; k < 5; ++k) {
        typename L::Dot dot;
        dot.add2(a.c[1], L(rows[k][1]), a.c[2], L(rows[k][2]));
        dot.add2(a.c[3], L(rows[k][3]), a.c[4], L(rows[k][4]));
        r.c[k] = dot.reduce();
      }
      r.c[0] += a.c[0];
      return r;
    }
  };

  // 1/a by Itoh and Tsujii: with q = p + p^2 + p^3 + p^4, a^(1 + q) lies in F and 1/a = a^q / a^(1 + q).
  static SQUALL_INLINE PackedK<L> inverse(const PackedK<L>& a, const Fp* frobenius) {
    Frobenius map;
    for (int i = 0; i < 25; ++i) map.rows[i / 5][i % 5] = frobenius[i];
    const PackedK<L> first = map.of(a);
    const PackedK<L> two = mul_ext(first, map.of(first));             // a^(p + p^2)
    const PackedK<L> conjugates = mul_ext(two, map.of(map.of(two)));  // ... + p^3 + p^4
    const L norm = mul_ext(conjugates, a).c[0];
    L power = L(Fp::from_raw(kOne)), base = norm;
    for (std::uint32_t e = Fp::kModulus - 2; e != 0; e >>= 1, base = base * base) {
      if (e & 1) power = power * base;
    }
    return conjugates * power;
  }
  static constexpr std::uint32_t kOne = static_cast<std::uint32_t>((std::uint64_t(1) << 32) % Fp::kModulus);

  // h = sum_i m_i / phi_i per group. One inversion per chunk and lane: prefix products over groups and rows.
  static void helpers(const HelperArguments& a, std::size_t begin, std::size_t end) {
    const std::size_t groups = a.terms.group_count, plane = groups * kBaseChunk;
    Fp* slots = a.scratch;
    Fp* products = a.scratch + a.slots * kBaseChunk;
    Fp* numerators = products + 5 * plane;
    Fp* prefixes = numerators + 5 * plane;
    PackedK<L> sum = Five::load(a.sums, kWidth, 0);
    for (std::size_t row = begin; row < end; row += kBaseChunk) {
      const std::size_t count = end - row < kBaseChunk ? end - row : kBaseChunk;
      run(a.code, a.columns, row, count, slots, a.outputs);
      const TermEvaluator<BaseRows<L>, L> terms(a.terms, a.outputs, count);
      PackedK<L> running(L(Fp::from_raw(kOne)));
      for (std::size_t g = 0; g < groups; ++g) {
        const Group& group = a.terms.groups[g];
        for (std::size_t i = 0; i < count; i += kWidth) {
          PackedK<L> product, numerator;
          terms.fractions(group, group.count, i, product, numerator);
          const std::size_t at = g * kBaseChunk + i;
          Five::store(product, products, plane, at);
          Five::store(numerator, numerators, plane, at);
          Five::store(running, prefixes, plane, at);
          running = mul_ext(running, product);
        }
      }
      running = inverse(running, a.frobenius);
      for (std::size_t g = groups; g-- > 0;) {
        for (std::size_t i = count; i > 0;) {
          i -= kWidth;
          const std::size_t at = g * kBaseChunk + i;
          const ExtRows<L> rest(running);
          const PackedK<L> inverted = mul_ext(Five::load(prefixes, plane, at), rest);
          const PackedK<L> h = mul_ext(Five::load(numerators, plane, at), inverted);
          running = mul_ext(Five::load(products, plane, at), rest);
          for (int k = 0; k < 5; ++k) h.c[k].store(a.helpers[5 * g + k] + row + i);
          sum = sum + h;
        }
      }
    }
    Five::store(sum, a.sums, kWidth, 0);
  }

 private:
  using Five = ExtensionRows<L>;
};

}  // namespace squall::cpu
