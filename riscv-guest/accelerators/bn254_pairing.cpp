// The pairing of BN254 (EIP-197): optimal ate, loop length 6 t + 2.

#include "bn254.hpp"
#include "pairing.hpp"
#include "zkvm_accelerators.h"

namespace guest::bn254 {
namespace {

constexpr std::uint64_t kT = 4965661367192848881;

constexpr U256 loop_length() {
  U256 value, sum;
  value.limb[0] = Limb(kT), value.limb[1] = Limb(kT >> 32);
  for (int i = 0; i < 6; i++) add(sum, sum, value);
  add(sum, sum, U256(2));
  return sum;
}

// The Frobenius map of the curve, seen on the twist.
Affine<Fp2> frobenius(const Affine<Fp2>& point) {
  constexpr Fp2 square = Parameters::frobenius().squared(), cube = square * Parameters::frobenius();
  return {point.x.conjugate() * square, point.y.conjugate() * cube};
}

Point<G2> frobenius(const Point<G2>& point) {
  const auto image = frobenius(Affine<Fp2>{point.x, point.y});
  Point<G2> result(image);
  result.z = point.z.conjugate();
  return result;
}

struct Pairing {
  using Parameters = bn254::Parameters;
  using G2 = bn254::G2;
  using F = Fp12<Parameters>;
  static constexpr bool kMultiplicative = false;
  static constexpr auto kDigits = [] {
    constexpr auto digits = signed_digits<2>(loop_length());
    std::array<std::int8_t, 66> low{};
    for (std::size_t i = 0; i < low.size(); i++) low[i] = digits[i];
    return low;
  }();
  static_assert(kDigits.back() == 1);

  // Lines through T, psi(Q) and -psi^2(Q).
  static void finish(F& f, std::span<MillerPair<Pairing>> pairs) {
    for (auto& pair : pairs) {
      const Affine<Fp2> first = frobenius(pair.q);
      pair.add_step(f, first);
      pair.add_step(f, negate(frobenius(first)));
    }
  }

  // 2 t (6 t^2 + 3 t + 1) (p^4 - p^2 + 1) / r = l0 + l1 p + l2 p^2 + l3 p^3 with (Fuentes-Castaneda, Knapp and
  // Rodriguez-Henriquez, "Faster hashing to G2")
  //   l0 = 1 + 6 t + 12 t^2 + 12 t^3    l1 = 4 t + 6 t^2 + 12 t^3    l2 = 6 t + 6 t^2 + 12 t^3
  //   l3 = -1 + 4 t + 6 t^2 + 12 t^3
  static F hard_part(const F& f) {
    const auto square = [](const F& x) { return x.cyclotomic_square(); };
    const F t = f.cyclotomic_power(kT), t_2 = square(t), t_4 = square(t_2), t_6 = t_4 * t_2;
    const F tt = t.cyclotomic_power(kT), tt_6 = square(square(tt) * tt);
    const F ttt = tt.cyclotomic_power(kT), ttt_12 = square(square(square(ttt) * ttt));
    const F common = tt_6 * ttt_12, l1 = common * t_4, l2 = common * t_6;
    const F l0 = f * l2 * tt_6, l3 = l1 * f.conjugate();
    return ((l3.frobenius() * l2).frobenius() * l1).frobenius() * l0;
  }
};

// On the subgroup of order r the Frobenius map psi multiplies by p, and (t + 1) + t p + t p^2 = 2 t p^3 mod r. Nothing
// else on the twist satisfies that with psi: psi^2 - (6 t^2 + 1) psi + p = 0 turns it into a number that kills the
// point, whose greatest common divisor with the twist's order r (2 p - r) is r.
bool in_subgroup(const Affine<Fp2>& q) {
  constexpr Number<2> t_number = [] {
    Number<2> number(Limb{kT & 0xffffffff});
    number.limb[1] = kT >> 32;
    return number;
  }();
  const Point<G2> t = multiply(std::array{Point<G2>(q)}, std::array{t_number});
  const Point<G2> first = frobenius(t), second = frobenius(first);
  Point<G2> left = t, right = frobenius(second);
  left.add(q);
  left.add(first);
  left.add(second);
  right.double_in_place();
  return left == right;
}

}  // namespace
}  // namespace guest::bn254

zkvm_status zkvm_bn254_pairing(const zkvm_bn254_pairing_pair* pairs, size_t num_pairs, bool* verified) {
  using namespace guest;
  std::size_t i = 0;
  const auto next = [&](MillerPair<bn254::Pairing>& pair) {
    if (i == num_pairs) return Next::kEnd;
    const auto& bytes = pairs[i++];
    Point<bn254::G1> p;
    Point<bn254::G2> q;
    if (!read(p, bytes.g1.data) || !read(q, bytes.g2.data)) return Next::kInvalid;
    if (!q.is_neutral() && !bn254::in_subgroup({q.x, q.y})) return Next::kInvalid;
    if (p.is_neutral() || q.is_neutral()) return Next::kNeutral;
    pair = {{p.x, p.y}, {q.x, q.y}};
    return Next::kPair;
  };
  return check_pairing<bn254::Pairing>(*verified, next) ? ZKVM_EOK : ZKVM_EFAIL;
}
