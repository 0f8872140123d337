#pragma once

// Kernels on arrays of K, and sums of base columns with weights in K.

#include "backend/cpu/row_kernels.hpp"
#include "backend/cpu/shuffles.hpp"

namespace squall::cpu {

template <class L>
struct TableKernels {
  static SQUALL_INLINE PackedK<L> load(const ConstPlanes& v, std::size_t at) {
    PackedK<L> r;
    for (int k = 0; k < 5; ++k) r.c[k] = L::load(v.data + k * v.stride + at);
    return r;
  }
  static SQUALL_INLINE void store(const PackedK<L>& x, const Planes& v, std::size_t at) {
    for (int k = 0; k < 5; ++k) x.c[k].store(v.data + k * v.stride + at);
  }
  static SQUALL_INLINE K lane_sum(const PackedK<L>& x) {
    K sum;
    for (int k = 0; k < 5; ++k) {
      std::uint64_t total = 0;
      for (unsigned i = 0; i < L::kWidth; ++i) total += x.c[k].lane(i).raw();
      sum.c[k] = Fp::from_raw(static_cast<std::uint32_t>(total % Fp::kModulus));
    }
    return sum;
  }

  // Columns often lie at distances that are powers of two, where their cache lines displace each other: pieces of them
  // are copied together first.
  static void combine(const Fp* const* columns, const K* coefficients, std::size_t column_count, std::size_t begin,
                      std::size_t end, const Planes& out, bool add) {
    constexpr std::size_t kRows = 32, kColumns = 64;
    alignas(64) Fp piece[kColumns * kRows];
    for (std::size_t first = 0; first < column_count; first += kColumns) {
      const std::size_t count = column_count - first < kColumns ? column_count - first : kColumns;
      for (std::size_t row = begin; row < end; row += kRows) {
        const std::size_t rows = end - row < kRows ? end - row : kRows;
        for (std::size_t j = 0; j < count; ++j) {
          const Fp* p = columns[first + j] + row;
          __builtin_prefetch(p + kRows);
          __builtin_prefetch(p + kRows + 16);
          for (std::size_t i = 0; i < rows; i += L::kWidth) L::load(p + i).store(piece + j * kRows + i);
        }
        for (std::size_t i = 0; i < rows; i += L::kWidth) {
          ExtDot<L> dot;
          if (add || first > 0) dot = ExtDot<L>(load(out, row + i));
          std::size_t j = 0;
          for (; j + 2 <= count; j += 2) {
            const K &x = coefficients[first + j], &y = coefficients[first + j + 1];
            BaseRows<L>::add_terms(dot, L::load(piece + j * kRows + i), x.c.data(),
                                   L::load(piece + (j + 1) * kRows + i), y.c.data());
          }
          if (j < count) BaseRows<L>::add_term(dot, L::load(piece + j * kRows + i), coefficients[first + j].c.data());
          store(dot.reduce(), out, row + i);
        }
      }
    }
  }

  static SQUALL_INLINE K sum(const K& a, const K& b) {
    K r;
    for (int k = 0; k < 5; ++k) {
      const std::uint32_t word = a.c[k].raw() + b.c[k].raw();
      r.c[k] = Fp::from_raw(word >= Fp::kModulus ? word - Fp::kModulus : word);
    }
    return r;
  }

  static void bind_high(const Planes& v, std::size_t half, std::size_t begin, std::size_t end, const K& z) {
    const ExtRows<L> factor(broadcast_ext<L>(z));
    for (std::size_t i = begin; i < end; i += L::kWidth) {
      const PackedK<L> low = load(v, i);
      store(low + mul_ext(load(v, i + half) - low, factor), v, i);
    }
  }

  // Even and odd elements of v[2 at, 2 at + 2 width).
  static SQUALL_INLINE void load_pairs(const ConstPlanes& v, std::size_t at, PackedK<L>& even, PackedK<L>& odd) {
    for (int k = 0; k < 5; ++k) split_pairs(v.data + k * v.stride + 2 * at, even.c[k], odd.c[k]);
  }
  static void bind_low(const ConstPlanes& in, const Planes& out, std::size_t begin, std::size_t end, const K& z) {
    const ExtRows<L> factor(broadcast_ext<L>(z));
    for (std::size_t i = begin; i < end; i += L::kWidth) {
      PackedK<L> low, high;
      load_pairs(in, i, low, high);
      store(low + mul_ext(high - low, factor), out, i);
    }
  }

  static SQUALL_INLINE void add_products(ExtDot<L> (&dots)[3], const PackedK<L>& f0, const PackedK<L>& f1,
                                         const PackedK<L>& w0, const PackedK<L>& w1) {
    dots[0].add(f0, w0);
    dots[1].add(f1, w1);
    dots[2].add(f1 - f0, w1 - w0);
  }
  static SQUALL_INLINE void finish_products(const ExtDot<L> (&dots)[3], K* sums) {
    for (int i = 0; i < 3; ++i) sums[i] = sum(sums[i], lane_sum(dots[i].reduce()));
  }
  static void product_high(const ConstPlanes& f, const ConstPlanes& w, std::size_t half, std::size_t begin,
                           std::size_t end, K* sums) {
    ExtDot<L> dots[3];
    for (std::size_t i = begin; i < end; i += L::kWidth) {
      add_products(dots, load(f, i), load(f, i + half), load(w, i), load(w, i + half));
    }
    finish_products(dots, sums);
  }
  static void product_low(const ConstPlanes& f, const ConstPlanes& w, std::size_t begin, std::size_t end, K* sums) {
    ExtDot<L> dots[3];
    for (std::size_t i = begin; i < end; i += L::kWidth) {
      PackedK<L> f0, f1, w0, w1;
      load_pairs(f, i, f0, f1);
      load_pairs(w, i, w0, w1);
      add_products(dots, f0, f1, w0, w1);
    }
    finish_products(dots, sums);
  }

  static void grow_eq(const Planes& v, std::size_t size, std::size_t begin, std::size_t end, const K& z) {
    const ExtRows<L> factor(broadcast_ext<L>(z));
    for (std::size_t i = begin; i < end; i += L::kWidth) {
      const PackedK<L> low = load(v, i), high = mul_ext(low, factor);
      store(high, v, i + size);
      store(low - high, v, i);
    }
  }
  static void add_scaled(const Planes& v, const ConstPlanes& w, std::size_t count, const K& factor) {
    const ExtRows<L> rows(broadcast_ext<L>(factor));
    for (std::size_t i = 0; i < count; i += L::kWidth) store(load(v, i) + mul_ext(load(w, i), rows), v, i);
  }
  static K dot(const ConstPlanes& v, const ConstPlanes& w, std::size_t count) {
    ExtDot<L> sums;
    for (std::size_t i = 0; i < count; i += L::kWidth) sums.add(load(v, i), load(w, i));
    return lane_sum(sums.reduce());
  }
  static void add(const Planes& v, const ConstPlanes& w, std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; i += L::kWidth) store(load(v, i) + load(w, i), v, i);
  }
};

}  // namespace squall::cpu
