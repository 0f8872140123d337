#pragma once

// The vector kernels of the CPU back end: one table of functions per instruction set, all from the templates in
// *_kernels.hpp. Arguments are plain structs and pointers. Lengths may be anything that is a multiple of the lane count
// `Kernels::width`; callers with shorter arrays use the scalar table.
//
// An array of K is five planes of Fp: coordinate k of element i at data[k * stride + i].

#include <cstddef>
#include <cstdint>

#include "backend/common/skip.hpp"
#include "backend/common/terms.hpp"
#include "field/isa.hpp"
#include "field/koalabear.hpp"

namespace squall::cpu {

using namespace terms;

struct Planes {
  Fp* data;
  std::size_t stride;
};
struct ConstPlanes {
  ConstPlanes(const Fp* d, std::size_t s) : data(d), stride(s) {}
  ConstPlanes(const Planes& p) : data(p.data), stride(p.stride) {}
  const Fp* data;
  std::size_t stride;
};

constexpr std::size_t kSkipLanes = 16;            // y values per block: one cache line per column and s
constexpr std::size_t kBaseChunk = 128;           // rows that are interpreted together
constexpr std::size_t kExtChunk = 32;             // the same over K

// Twiddles with Shoup quotients. Block b of level l at index 2^l + b.
struct SkipTwiddle {
  std::uint32_t value, quotient;
};
struct SkipArguments {
  CodeView code;
  Terms terms;
  const Fp* const* columns;  // main, closed, preprocessed, then helper coordinates; 2^t values each
  std::size_t column_count, helper_first;
  std::size_t step;            // 2^(t - 6)
  ConstPlanes weights;         // eq(r, y); zero in lanes past `step`
  const SkipTwiddle* inverse;  // 64 entries for W, then the two scales of its last pass
  const SkipTwiddle* cosets;   // 64 entries per coset
  unsigned coset_count;
  Fp* scratch;         // skip_scratch(...) words, 64-byte aligned
  const Fp** outputs;  // room for code.output_count
  Fp* sums;            // skip_sums(coset_count, width): lane sums per coset and position,
                       // five planes each, then those of the helpers; added to
};
constexpr std::size_t skip_scratch(std::size_t columns, std::size_t slots) {
  return 2 * columns * kSkipSize * kSkipLanes + slots * kBaseChunk + kSkipSize * 8;
}
constexpr std::size_t skip_sums(unsigned cosets, std::size_t width) { return (cosets + 1) * kSkipSize * 5 * width; }

struct HelperArguments {
  CodeView code;
  Terms terms;               // lambda = 1
  const Fp* const* columns;  // main, closed, preprocessed
  Fp* const* helpers;        // coordinate columns
  const Fp* frobenius;       // 5 x 5: coordinate k of (x^j)^p at 5 k + j
  std::size_t slots;         // of the program
  Fp* scratch;               // helper_scratch(...) words
  const Fp** outputs;
  Fp* sums;  // five planes of `width`: added to
};
constexpr std::size_t helper_scratch(std::size_t slots, std::size_t groups) {
  return slots * kBaseChunk + 3 * 5 * groups * kBaseChunk;
}

struct RoundArguments {
  CodeView code;
  Terms terms;
  const Fp* table;  // column c, coordinate k at table + (5 c + k) * stride
  std::size_t stride, column_count, helper_first;
  std::size_t half;     // distance between rows with the open variable 0 and 1
  ConstPlanes weights;  // eq of the variables after it
  unsigned points;      // evaluates at 0..points-1
  Fp* scratch;          // round_scratch(...) words
  const Fp** outputs;
  Fp* sums;  // points, then helper coordinates at 0, then at 1: five planes of `width` each; added to
};
constexpr std::size_t round_scratch(std::size_t columns, std::size_t slots) {
  return (2 * columns + slots) * 5 * kExtChunk;
}
constexpr std::size_t round_sums(unsigned points, std::size_t width) { return (points + 10) * 5 * width; }

struct Kernels {
  std::size_t width;

  // Outputs of a program at rows [begin, begin + count), count <= kBaseChunk: outputs[i] points to them afterwards.
  void (*run)(const CodeView& code, const Fp* const* columns, std::size_t begin, std::size_t count, Fp* slots,
              const Fp** outputs);
  // Over K: column c at columns + c 5 count (planes of count).
  void (*run_ext)(const CodeView& code, const Fp* columns, std::size_t count, Fp* slots, const Fp** outputs);

  // Rows of canonical words -> Montgomery columns.
  void (*columns_of)(const std::uint32_t* rows, std::size_t count, std::size_t row_words, Fp* const* columns);
  void (*canonical)(const Fp* in, std::size_t count, std::uint32_t* out);

  void (*helpers)(const HelperArguments& arguments, std::size_t begin, std::size_t end);
  void (*skip)(const SkipArguments& arguments, std::size_t first_y, std::size_t last_y);
  void (*round)(const RoundArguments& arguments, std::size_t begin, std::size_t end);

  // out[i] (+)= sum_j coefficients[j] columns[j][i], i in [begin, end).
  void (*combine)(const Fp* const* columns, const K* coefficients, std::size_t columns_count, std::size_t begin,
                  std::size_t end, const Planes& out, bool add);
  // v[i] += z (v[i + half] - v[i]) for i in [begin, end).
  void (*bind_high)(const Planes& v, std::size_t half, std::size_t begin, std::size_t end, const K& z);
  // out[i] = in[2 i] + z (in[2 i + 1] - in[2 i]); in place is allowed if ranges are done in ascending order.
  void (*bind_low)(const ConstPlanes& in, const Planes& out, std::size_t begin, std::size_t end, const K& z);
  // sums[0..2] += f0 w0, f1 w1, (f1 - f0)(w1 - w0) over pairs (i, i + half) or (2 i, 2 i + 1).
  void (*product_high)(const ConstPlanes& f, const ConstPlanes& w, std::size_t half, std::size_t begin, std::size_t end,
                       K* sums);
  void (*product_low)(const ConstPlanes& f, const ConstPlanes& w, std::size_t begin, std::size_t end, K* sums);
  // v[i + size] = z v[i]; v[i] -= v[i + size]: one more most significant variable of an eq table.
  void (*grow_eq)(const Planes& v, std::size_t size, std::size_t begin, std::size_t end, const K& z);
  // v[i] += w[i].
  void (*add)(const Planes& v, const ConstPlanes& w, std::size_t begin, std::size_t end);
  // v[i] += factor w[i], and the sum of v[i] w[i], i < count.
  void (*add_scaled)(const Planes& v, const ConstPlanes& w, std::size_t count, const K& factor);
  K (*dot)(const ConstPlanes& v, const ConstPlanes& w, std::size_t count);
};

extern const Kernels kScalarKernels, kAvx2Kernels;  // the latter only in builds that have it

const Kernels& kernels(Isa isa);

}  // namespace squall::cpu
