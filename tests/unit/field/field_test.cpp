#include <numeric>

#include "field/algorithms.hpp"
#include "field/koalabear.hpp"
#include "kit/catch.hpp"
#include "kit/laws_field.hpp"

using namespace squall;

namespace {

template <std::uint32_t P, std::uint32_t G, unsigned A>
struct Tiny {
  static constexpr std::uint32_t kModulus = P, kGenerator = G;
  static constexpr unsigned kTwoAdicity = A;
};

std::vector<std::uint32_t> everything(std::uint32_t p) {
  std::vector<std::uint32_t> all(p);
  std::iota(all.begin(), all.end(), 0u);
  return all;
}

Fp random_element(std::mt19937& random) {
  return Fp::from_canonical(static_cast<std::uint32_t>(random()) % Fp::kModulus);
}

template <class E>
std::vector<E> random_elements(unsigned count, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<E> list{E(), E(1), -E(1)};
  while (list.size() < count) {
    E x;
    for (auto& c : x.c) c = typename E::Base(random());
    list.push_back(x);
  }
  return list;
}

// Polynomials over F_p with plain integers, for Rabin's test; low coefficients first, no leading zeros.
using Poly = std::vector<std::uint64_t>;
constexpr std::uint64_t kP = Fp::kModulus;

std::uint64_t power(std::uint64_t x, std::uint64_t e) {
  std::uint64_t r = 1;
  for (; e; e >>= 1, x = x * x % kP) r = e & 1 ? r * x % kP : r;
  return r;
}
Poly trimmed(Poly a) {
  while (!a.empty() && a.back() == 0) a.pop_back();
  return a;
}
Poly remainder(Poly a, const Poly& f) {
  const std::uint64_t inverse = power(f.back(), kP - 2);
  for (a = trimmed(a); a.size() >= f.size(); a = trimmed(a)) {
    const std::uint64_t factor = a.back() * inverse % kP;
    const std::size_t shift = a.size() - f.size();
    for (std::size_t i = 0; i < f.size(); ++i) a[shift + i] = (a[shift + i] + (kP - factor) * f[i]) % kP;
  }
  return a;
}
Poly product(const Poly& a, const Poly& b, const Poly& f) {
  if (a.empty() || b.empty()) return {};
  Poly r(a.size() + b.size() - 1);
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < b.size(); ++j) r[i + j] = (r[i + j] + a[i] * b[j]) % kP;
  }
  return remainder(r, f);
}
// x^(p^k) mod f
Poly frobenius_of_x(unsigned k, const Poly& f) {
  Poly y = {0, 1};
  for (; k > 0; --k) {
    Poly r = {1}, base = y;
    for (std::uint64_t e = kP; e; e >>= 1, base = product(base, base, f)) r = e & 1 ? product(r, base, f) : r;
    y = r;
  }
  return y;
}
Poly minus_x(Poly a) {
  if (a.size() < 2) a.resize(2);
  a[1] = (a[1] + kP - 1) % kP;
  return trimmed(a);
}
std::size_t gcd_degree(Poly a, Poly b) {
  while (!b.empty()) {
    Poly r = remainder(a, b);
    a = b;
    b = r;
  }
  return a.size() - 1;
}
// Rabin: f of degree n is irreducible iff x^(p^n) = x mod f, and x^(p^(n/q)) - x is prime to f for each prime q | n.
bool irreducible(const Poly& f, std::initializer_list<unsigned> primes) {
  const unsigned n = static_cast<unsigned>(f.size() - 1);
  if (!minus_x(frobenius_of_x(n, f)).empty()) return false;
  for (unsigned q : primes) {
    if (gcd_degree(f, minus_x(frobenius_of_x(n / q, f))) != 0) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("Tiny prime fields, exhaustively", "[field]") {
  CHECK(laws::prime_field<Mont31<Tiny<13, 2, 2>>>(everything(13)) == "");
  CHECK(laws::prime_field<Mont31<Tiny<97, 5, 5>>>(everything(97)) == "");
  CHECK(laws::prime_field<Mont31<Tiny<193, 5, 6>>>(everything(193)) == "");
}

TEST_CASE("KoalaBear", "[field]") {
  std::mt19937 random(1);
  std::vector<std::uint32_t> elements{0, 1, 2, 3, 1u << 24, 1u << 30, Fp::kModulus - 1, Fp::kModulus - 2};
  for (int i = 0; i < 200; ++i) elements.push_back(static_cast<std::uint32_t>(random()) % Fp::kModulus);
  CHECK(laws::prime_field<Fp>(elements) == "");
  for (std::uint64_t factor : {2u, 127u}) CHECK(Fp(3).pow((kP - 1) / factor) != Fp(1));  // p - 1 = 2^24 127
}

TEST_CASE("Extensions over tiny primes are the rings they should be", "[field]") {
  CHECK(laws::extension_ring(random_elements<Extension<Mont31<Tiny<13, 2, 2>>, 5>>(20, 1)) == "");
  CHECK(laws::extension_ring(random_elements<Extension<Mont31<Tiny<97, 5, 5>>, 6>>(20, 2)) == "");
}

TEST_CASE("Extensions of KoalaBear are fields", "[field]") {
  CHECK(laws::extension_field(random_elements<K>(20, 3)) == "");
  CHECK(laws::extension_field(random_elements<Extension<Fp, 6>>(20, 4)) == "");
}

TEST_CASE("Both extension polynomials are irreducible", "[field]") {
  CHECK(irreducible({kP - 1, 0, 1, 0, 0, 1}, {5}));
  CHECK(irreducible({1, 0, 0, 1, 0, 0, 1}, {2, 3}));
  // The test notices reducible ones: x^5 - 1, (x^2 - 3)(x^3 - 2), (x^3 - 2)^2.
  CHECK_FALSE(irreducible({kP - 1, 0, 0, 0, 0, 1}, {5}));
  CHECK_FALSE(irreducible({6, 0, kP - 2, kP - 3, 0, 1}, {5}));
  CHECK_FALSE(irreducible({4, 0, 0, kP - 4, 0, 0, 1}, {2, 3}));
}

TEST_CASE("Algorithms over the challenge field", "[field]") {
  auto values = random_elements<K>(17, 5);
  values.erase(values.begin());
  auto inverses = values;
  batch_inverse(inverses);
  for (std::size_t i = 0; i < values.size(); ++i) CHECK(values[i] * inverses[i] == K(1));

  const K x = values[5];
  const auto list = powers(x, 6);
  for (unsigned i = 0; i < 6; ++i) CHECK(list[i] == x.pow(i));
  K sum;
  for (unsigned i = 0; i < 6; ++i) sum += values[i] * list[i];
  CHECK(horner(std::span(values).first(6), x) == sum);

  const std::vector<K> point(values.begin() + 4, values.begin() + 8);
  const auto table = eq_table(point);
  REQUIRE(table.size() == 16);
  for (unsigned i = 0; i < 16; ++i) {
    std::vector<K> bits;
    for (int b = 3; b >= 0; --b) bits.push_back(K(static_cast<int>(i >> b & 1)));
    CHECK(table[i] == eq(point, bits));
  }
  // A polynomial of degree 7 from its values on a subgroup of order 8.
  std::mt19937 random(6);
  std::vector<K> coefficients;
  for (int i = 0; i < 8; ++i) coefficients.push_back(K(random_element(random)));
  const auto lagrange = lagrange_table(x, 3);
  K value;
  for (unsigned s = 0; s < 8; ++s) value += lagrange[s] * horner(coefficients, K(Fp::root_of_unity(3).pow(s)));
  CHECK(value == horner(coefficients, x));
}
