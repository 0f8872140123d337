// Openings of KZG commitments (EIP-4844, verify_kzg_proof of Ethereum's consensus specifications).

#include "bls12_381.hpp"
#include "zkvm_accelerators.h"

namespace guest::bls12 {
namespace {

constexpr Affine<Fp2> kGenerator2{
    {Fp(Integer("24aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8")),
     Fp(Integer("13e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e"))},
    {Fp(Integer("ce5d527727d6e118cc9cdc6da2e351aadfd9baa8cbdd3a76d429a695160d12c923ac9cc3baca289e193548608b82801")),
     Fp(Integer("606c4a02ea734cc32acd2b02bc28b99cb3e287e85a763af267492ab572e99ab3f370d275cec1da1aaa9075ff05f79be"))}};

constexpr Affine<Fp> kGenerator1{
    Fp(Integer("17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb")),
    Fp(Integer("8b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1"))};

// tau times the generator of G2: entry 1 of g2_monomial in trusted_setup_4096.json of the consensus specifications, the
// outcome of Ethereum's public ceremony.
constexpr Affine<Fp2> kTau2{
    {Fp(Integer("185cbfee53492714734429b7b38608e23926c911cceceac9a36851477ba4c60b087041de621000edc98edada20c1def2")),
     Fp(Integer("15bfd7dd8cdeb128843bc287230af38926187075cbfbefa81009a2ce615ac53d2914e5870cb452d2afaaab24f3499f72"))},
    {Fp(Integer("014353bdb96b626dd7d5ee8599d1fca2131569490e28de18e82451a496a9c9794ce26d105941f383ee689bfbbb832a99")),
     Fp(Integer("1666c54b0a32529503432fcae0181b4bef79de09fc63671fda5ed1ba9bfa07899495346f3d7ac9cd23048ef30d0a154f"))}};

static_assert(on_curve<G2>(kGenerator2) && on_curve<G1>(kGenerator1) && on_curve<G2>(kTau2));

// Is y larger than its negative?
bool is_larger(const Fp& y) { return y.canonical() > (-y).canonical(); }

// A compressed point: three flags (compressed, infinity, the larger y) and x.
bool read_compressed(G1Point& point, const std::uint8_t* bytes) {
  Integer x = from_big_endian<12>(bytes);
  const Limb flags = x.limb[11] >> 29;
  x.limb[11] &= 0x1fffffff;
  if (!(flags & 4)) return false;
  if (flags & 2) {
    point = G1Point();
    return flags == 6 && x.is_zero();
  }
  if (x >= Fp::kModulus) return false;
  Affine<Fp> affine{Fp(x), Fp()};
  if (!square_root(affine.y, affine.x.squared() * affine.x + G1::kB)) return false;
  if (is_larger(affine.y) != bool(flags & 1)) affine.y = -affine.y;
  point = affine;
  return in_subgroup(point);
}

}  // namespace
}  // namespace guest::bls12

// The quotient (p(X) - y) / (X - z) is committed to by the proof: e(C - y G1, G2) = e(proof, tau G2 - z G2). Written
// with constant points of G2, e(C - y G1 + z proof, -G2) e(proof, tau G2) = 1.
zkvm_status zkvm_kzg_point_eval(const zkvm_kzg_commitment* commitment, const zkvm_kzg_field_element* z,
                                const zkvm_kzg_field_element* y, const zkvm_kzg_proof* proof, bool* verified) {
  using namespace guest::bls12;
  const guest::U256 at = guest::from_big_endian<8>(z->data), value = guest::from_big_endian<8>(y->data);
  if (at >= kOrder || value >= kOrder) return ZKVM_EFAIL;
  G1Point sum, quotient;
  if (!read_compressed(sum, commitment->data) || !read_compressed(quotient, proof->data)) return ZKVM_EFAIL;
  const auto a = split(negate(G1Point(kGenerator1)), value), b = split(quotient, at);
  const std::array points{a.points[0], a.points[1], b.points[0], b.points[1]};
  const std::array scalars{a.scalars[0], a.scalars[1], b.scalars[0], b.scalars[1]};
  sum.add(guest::multiply(points, scalars));
  *verified = pairings_cancel(std::array<Pair, 2>{{{sum, guest::negate(kGenerator2)}, {quotient, kTau2}}});
  return ZKVM_EOK;
}
