#pragma once

// Elements of the challenge field in lanes (structure of arrays): five lane vectors, multiplied with one reduction per
// coefficient. c_k of a b is sum_i a_i (x^i b)_k, and x b = (b4, b0, b1 - b4, b2, b3) because x^5 = 1 - x^2.

#include "field/extension.hpp"
#include "field/isa.hpp"
#include "field/koalabear.hpp"

namespace squall {

template <class T>
concept LaneType = requires {
  typename T::Dot;
};

template <LaneType Lanes>
using PackedK = Extension<Lanes, 5>;

// The rows b, x b, ..., x^4 b of a multiplication by b; worth keeping where one b meets many a.
template <LaneType Lanes>
struct ExtRows {
  Lanes column[5][5];  // column[k][i] = (x^i b)_k
  ExtRows() = default;
  SQUALL_INLINE explicit ExtRows(const PackedK<Lanes>& b) {
    Lanes row[5] = {b.c[0], b.c[1], b.c[2], b.c[3], b.c[4]};
    for (int i = 0; i < 5; ++i) {
      for (int k = 0; k < 5; ++k) column[k][i] = row[k];
      const Lanes top = row[4];
      for (int k = 4; k > 0; --k) row[k] = row[k - 1];
      row[0] = top;
      row[2] = row[2] - top;
    }
  }
};

template <LaneType Lanes>
SQUALL_INLINE PackedK<Lanes> mul_ext(const PackedK<Lanes>& a, const ExtRows<Lanes>& b) {
  const Lanes left[5] = {a.c[0], a.c[1], a.c[2], a.c[3], a.c[4]};
  PackedK<Lanes> r;
  for (int k = 0; k < 5; ++k) r.c[k] = Lanes::dot5(left, b.column[k]);
  return r;
}

template <LaneType Lanes>
SQUALL_INLINE PackedK<Lanes> mul_ext(const PackedK<Lanes>& a, const PackedK<Lanes>& b) {
  return mul_ext(a, ExtRows<Lanes>(b));
}

// The same element of K in every lane.
template <LaneType Lanes>
SQUALL_INLINE PackedK<Lanes> broadcast_ext(const K& x) {
  PackedK<Lanes> r;
  for (int k = 0; k < 5; ++k) r.c[k] = Lanes(x.c[k]);
  return r;
}

// Lane `i` of a packed element, and five coordinate arrays (structure of arrays) to and from lanes.
template <LaneType Lanes>
SQUALL_INLINE K lane_ext(const PackedK<Lanes>& x, unsigned i) {
  K r;
  for (int k = 0; k < 5; ++k) r.c[k] = x.c[k].lane(i);
  return r;
}
template <LaneType Lanes>
SQUALL_INLINE PackedK<Lanes> load_ext(const Fp* const (&coordinates)[5], std::size_t at) {
  PackedK<Lanes> r;
  for (int k = 0; k < 5; ++k) r.c[k] = Lanes::load(coordinates[k] + at);
  return r;
}
template <LaneType Lanes>
SQUALL_INLINE void store_ext(const PackedK<Lanes>& x, Fp* const (&coordinates)[5], std::size_t at) {
  for (int k = 0; k < 5; ++k) x.c[k].store(coordinates[k] + at);
}
template <LaneType Lanes>
SQUALL_INLINE K sum_of_lanes(const PackedK<Lanes>& x) {
  K r;
  for (unsigned i = 0; i < Lanes::kWidth; ++i) r += lane_ext(x, i);
  return r;
}

// Sums of products in K with one reduction at the end.
template <LaneType Lanes>
class ExtDot {
 public:
  ExtDot() = default;
  SQUALL_INLINE explicit ExtDot(const PackedK<Lanes>& start) {
    for (int k = 0; k < 5; ++k) dots_[k] = typename Lanes::Dot(start.c[k]);
  }
  // += a b, a in F
  SQUALL_INLINE void add(const Lanes& a, const PackedK<Lanes>& b) {
    for (int k = 0; k < 5; ++k) dots_[k].add(a, b.c[k]);
  }
  // += a b + c d, a and c in F
  SQUALL_INLINE void add2(const Lanes& a, const PackedK<Lanes>& b, const Lanes& c, const PackedK<Lanes>& d) {
    for (int k = 0; k < 5; ++k) dots_[k].add2(a, b.c[k], c, d.c[k]);
  }
  // += a b, both in K
  SQUALL_INLINE void add(const PackedK<Lanes>& a, const ExtRows<Lanes>& b) {
    for (int k = 0; k < 5; ++k) {
      dots_[k].add2(a.c[0], b.column[k][0], a.c[1], b.column[k][1]);
      dots_[k].add2(a.c[2], b.column[k][2], a.c[3], b.column[k][3]);
      dots_[k].add(a.c[4], b.column[k][4]);
    }
  }
  SQUALL_INLINE void add(const PackedK<Lanes>& a, const PackedK<Lanes>& b) { add(a, ExtRows<Lanes>(b)); }
  SQUALL_INLINE PackedK<Lanes> reduce() const {
    PackedK<Lanes> r;
    for (int k = 0; k < 5; ++k) r.c[k] = dots_[k].reduce();
    return r;
  }

 private:
  typename Lanes::Dot dots_[5];
};

}  // namespace squall
