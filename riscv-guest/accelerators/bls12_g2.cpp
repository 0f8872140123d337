// G2 of BLS12-381 (EIP-2537).

#include "bls12_group.hpp"

zkvm_status zkvm_bls12_g2_add(const zkvm_bls12_381_g2_point* p1, const zkvm_bls12_381_g2_point* p2,
                              zkvm_bls12_381_g2_point* result) {
  return guest::bls12::add_points<guest::bls12::G2>(*p1, *p2, *result);
}

zkvm_status zkvm_bls12_g2_msm(const zkvm_bls12_381_g2_msm_pair* pairs, size_t num_pairs,
                              zkvm_bls12_381_g2_point* result) {
  return guest::bls12::sum_of_multiples<guest::bls12::G2, 4, 2>(pairs, num_pairs, *result);
}
