#pragma once

// A lane type does in every lane what the scalar field does. See laws_field.hpp for the form.

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <vector>

#include "field/packed_scalar.hpp"

namespace squall::laws {

// Random elements, with the extremes often among them: raw words 0, 1, p-1 are the ends of every range.
inline Fp edgy(std::mt19937& random) {
  const auto r = static_cast<std::uint32_t>(random());
  if (r % 4 == 0) return Fp::from_raw(Fp::kModulus - 1 - r / 4 % 2);
  if (r % 4 == 1 && r / 4 % 4 == 0) return Fp::from_raw(r / 16 % 2);
  return Fp::from_raw(static_cast<std::uint32_t>(random()) % Fp::kModulus);
}

template <class Lanes>
struct PackedLaws {
  static constexpr unsigned W = Lanes::kWidth;
  using Elements = std::array<Fp, W>;
  using Words = std::array<std::uint32_t, W>;
  using E = PackedK<Lanes>;
  std::mt19937 random{7};

  Elements elements() {
    Elements e;
    for (auto& x : e) x = edgy(random);
    return e;
  }
  static Lanes lanes(const Elements& e) { return Lanes::load(e.data()); }
  static Elements back(Lanes x) {
    Elements e;
    x.store(e.data());
    return e;
  }
  static Words words(Lanes x) {
    Words w;
    x.store_words(w.data());
    return w;
  }
  template <class Function>
  static bool all(Function f) {
    for (unsigned i = 0; i < W; ++i) {
      if (!f(i)) return false;
    }
    return true;
  }
  E extension() {
    E e;
    for (int k = 0; k < 5; ++k) e.c[k] = lanes(elements());
    return e;
  }

  std::string arithmetic() {
    const Elements a = elements(), b = elements();
    const Lanes x = lanes(a), y = lanes(b);
    if (back(x) != a || !all([&](unsigned i) { return x.lane(i) == a[i]; })) return "load, store, lane";
    if (!all([&](unsigned i) { return back(Lanes(a[0]))[i] == a[0]; })) return "broadcast";
    if (!all([&](unsigned i) { return back(x + y)[i] == a[i] + b[i]; })) return "addition";
    if (!all([&](unsigned i) { return back(x - y)[i] == a[i] - b[i]; })) return "subtraction";
    if (!all([&](unsigned i) { return back(-x)[i] == -a[i]; })) return "negation";
    if (!all([&](unsigned i) { return back(x * y)[i] == a[i] * b[i]; })) return "multiplication";
    if (!(x == x) || ((x == y) != (a == b))) return "equality";
    if (!all([&](unsigned i) { return words(x.to_canonical_words())[i] == a[i].canonical(); })) return "to canonical";
    if (back(x.to_canonical_words().from_canonical_words()) != a) return "from canonical";
    Lanes matrix[W];
    Elements rows[W];
    for (unsigned i = 0; i < W; ++i) matrix[i] = lanes(rows[i] = elements());
    Lanes::transpose(matrix);
    for (unsigned i = 0; i < W; ++i) {
      if (!all([&](unsigned j) { return matrix[i].lane(j) == rows[j][i]; })) return "transpose";
    }
    std::vector<Fp> strided(W * 5);
    for (auto& f : strided) f = edgy(random);
    const Elements s = back(Lanes::load_strided(strided.data() + 2, 5));
    if (!all([&](unsigned i) { return s[i] == strided[2 + 5 * i]; })) return "strided load";
    return "";
  }

  std::string lazy_words() {
    const Elements a = elements();
    const Fp w = edgy(random);
    const ShoupPair pair(w);
    const Lanes value = Lanes::words(pair.value), quotient = Lanes::words(pair.quotient);
    Words any;
    for (auto& x : any) x = random() % 3 == 0 ? 0xffffffffu - random() % 2 : static_cast<std::uint32_t>(random());
    const Words product = words(Lanes::load_words(any.data()).mul_shoup(value, quotient));
    for (unsigned i = 0; i < W; ++i) {
      if (product[i] >= 2 * std::uint64_t(Fp::kModulus)) return "Shoup range";
      if (Fp(product[i]) != Fp(any[i]) * w) return "Shoup product of any word";
    }
    if (!all([&](unsigned i) { return back(lanes(a).mul_shoup(value, quotient).fold_words())[i] == a[i] * w; })) {
      return "Shoup product of Montgomery words";
    }
    const Elements b = elements();
    if (!(lanes(a).add_words(lanes(b)).fold_words() == lanes(a) + lanes(b))) return "fold";
    if (!(lanes(a).sub_words(lanes(b)).lift_words() == lanes(a) - lanes(b))) return "lift";
    return "";
  }

  std::string dots() {
    for (unsigned length = 0; length < 12; ++length) {
      typename Lanes::Dot single, pairs, second;
      const Elements start = elements();
      typename Lanes::Dot started(lanes(start));
      Lanes expected;
      Elements previous_a{}, previous_b{};
      for (unsigned j = 0; j < length; ++j) {
        const Elements a = elements(), b = elements();
        expected += lanes(a) * lanes(b);
        single.add(lanes(a), lanes(b));
        started.add(lanes(a), lanes(b));
        if (j % 2) pairs.add2(lanes(previous_a), lanes(previous_b), lanes(a), lanes(b));
        if (j == length - 1 && j % 2 == 0) pairs.add(lanes(a), lanes(b));
        if (j < 5) second.add(lanes(a), lanes(b));
        previous_a = a;
        previous_b = b;
      }
      if (!(single.reduce() == expected)) return "dot product";
      if (!(pairs.reduce() == expected)) return "dot product by pairs";
      if (!(started.reduce() == expected + lanes(start))) return "dot product with a start";
      single.add(second);
      if (!(single.reduce() == expected + second.reduce())) return "sum of dot products";
    }
    const Lanes top(Fp::from_raw(Fp::kModulus - 1));
    const Lanes tops[5] = {top, top, top, top, top};
    if (!(Lanes::dot5(tops, tops) == (top + top + top + top + top) * top)) return "largest dot5";
    typename Lanes::Dot full;
    for (int i = 0; i < 1000; ++i) full.add2(top, top, top, top);
    if (!(full.reduce() == Lanes(Fp(2000)) * top * top)) return "largest dot product";
    return "";
  }

  std::string extensions() {
    const E a = extension(), b = extension(), c = extension();
    const Lanes f = lanes(elements()), g = lanes(elements());
    ExtDot<Lanes> dot(c), mixed;
    dot.add(a, b);
    dot.add(f, b);
    dot.add2(f, a, g, b);
    dot.add(b, ExtRows<Lanes>(a));
    const E sum = dot.reduce(), product = mul_ext(a, b), other = a * b;
    Fp arrays[5][W];
    Fp* const out[5] = {arrays[0], arrays[1], arrays[2], arrays[3], arrays[4]};
    const Fp* const in[5] = {arrays[0], arrays[1], arrays[2], arrays[3], arrays[4]};
    store_ext(a, out, 0);
    if (!(load_ext<Lanes>(in, 0) == a)) return "structure of arrays";
    K total;
    for (unsigned i = 0; i < W; ++i) {
      const K x = lane_ext(a, i), y = lane_ext(b, i), z = lane_ext(c, i);
      const Fp s = f.lane(i), t = g.lane(i);
      total += x;
      if (lane_ext(product, i) != x * y || lane_ext(other, i) != x * y) return "extension product";
      if (lane_ext(a * f, i) != x * s) return "extension times base";
      if (lane_ext(sum, i) != z + x * y + y * s + x * s + y * t + y * x) return "extension dot product";
      if (lane_ext(broadcast_ext<Lanes>(z), i) != z ||
          lane_ext(broadcast_ext<Lanes>(lane_ext(c, 0)), i) != lane_ext(c, 0)) {
        return "extension broadcast";
      }
    }
    if (sum_of_lanes(a) != total) return "sum of lanes";
    return "";
  }

  std::string run() {
    for (int round = 0; round < 300; ++round) {
      for (const std::string& failure : {arithmetic(), lazy_words(), extensions()}) {
        if (!failure.empty()) return failure;
      }
    }
    for (int round = 0; round < 20; ++round) {
      if (auto failure = dots(); !failure.empty()) return failure;
    }
    return "";
  }
};

}  // namespace squall::laws
