// The pairing of BLS12-381 (EIP-2537): optimal ate, loop length |z|.

#include "bls12_381.hpp"
#include "pairing.hpp"
#include "zkvm_accelerators.h"

namespace guest::bls12 {
namespace {

struct Pairing {
  using Parameters = bls12::Parameters;
  using G2 = bls12::G2;
  using F = Fp12<Parameters>;
  static constexpr bool kMultiplicative = true;
  static constexpr auto kDigits = [] {
    std::array<std::int8_t, 64> bits{};
    for (std::size_t i = 0; i < 64; i++) bits[i] = kMinusZ >> i & 1;
    return bits;
  }();
  static_assert(kDigits.back() == 1);

  // z is negative: after the final exponentiation the conjugate is the inverse.
  static void finish(F& f, std::span<MillerPair<Pairing>>) { f = f.conjugate(); }

  // 3 (p^4 - p^2 + 1) / r = (z - 1)^2 (z + p)(z^2 + p^2 - 1) + 3 (Hayashida, Hayasaka and Teruya, "Efficient final
  // exponentiation via cyclotomic structure for pairings over families of elliptic curves").
  static F hard_part(const F& f) {
    const auto to_z = [](const F& x) { return x.cyclotomic_power(kMinusZ).conjugate(); };
    F t = to_z(f) * f.conjugate();
    t = to_z(t) * t.conjugate();
    t = to_z(t) * t.frobenius();
    t = to_z(to_z(t)) * t.frobenius().frobenius() * t.conjugate();
    return t * f.cyclotomic_square() * f;
  }
};

// The pair's points in affine form.
Next prepare(MillerPair<Pairing>& pair, const G1Point& p, const G2Point& q) {
  if (p.is_neutral() || q.is_neutral()) return Next::kNeutral;
  pair = {p.affine(), q.affine()};
  return Next::kPair;
}

}  // namespace

bool pairings_cancel(std::span<const Pair> pairs) {
  bool is_one = false;
  const auto next = [&pairs](MillerPair<Pairing>& pair) {
    if (pairs.empty()) return Next::kEnd;
    const Next kind = prepare(pair, pairs[0].p, pairs[0].q);
    pairs = pairs.subspan(1);
    return kind;
  };
  check_pairing<Pairing>(is_one, next);
  return is_one;
}

}  // namespace guest::bls12

zkvm_status zkvm_bls12_pairing(const zkvm_bls12_381_pairing_pair* pairs, size_t num_pairs, bool* verified) {
  using namespace guest;
  if (num_pairs == 0) return ZKVM_EFAIL;
  std::size_t i = 0;
  const auto next = [&](MillerPair<bls12::Pairing>& pair) {
    if (i == num_pairs) return Next::kEnd;
    const auto& bytes = pairs[i++];
    bls12::G1Point p;
    bls12::G2Point q;
    if (!read(p, bytes.g1.data) || !read(q, bytes.g2.data)) return Next::kInvalid;
    if (!bls12::in_subgroup(p) || !bls12::in_subgroup(q)) return Next::kInvalid;
    if (p.is_neutral() || q.is_neutral()) return Next::kNeutral;
    pair = {{p.x, p.y}, {q.x, q.y}};  // as read: z is one
    return Next::kPair;
  };
  return check_pairing<bls12::Pairing>(*verified, next) ? ZKVM_EOK : ZKVM_EFAIL;
}
