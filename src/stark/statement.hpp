#pragma once

// What prover and verifier share: the statement, and the challenges that both draw. docs/protocol.md has the order.
//
// Multilinear coordinates run from the most significant row bit to the least. S = 2^skip; W is the subgroup of F of
// order S; a row of an instance is (s, y), s its `skip` most significant bits, identified with w^s.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "air/key.hpp"
#include "air/rounds.hpp"
#include "air/shape.hpp"
#include "pcs/params.hpp"
#include "transcript/transcript.hpp"

namespace squall {

inline constexpr std::string_view kProtocol = "squall protocol v1: KoalaBear, x^5+x^2-1, BLAKE3";

// The least H of a proof for this key: no matrix is lower than the preprocessed one, than a block of the skip, or than
// what WHIR can fold.
unsigned least_log_rows(const VerifyingKey& key, const Params& params);

// On input: canonical public values.
void absorb_statement(Transcript& transcript, const VerifyingKey& key, const Params& params, ByteView header,
                      std::span<const Fp> publics);

LogupChallenges draw_logup(Transcript& transcript, const Machine& machine);

// The sum of multiplicity / fingerprint over the messages that the verifier adds; false if a fingerprint is zero.
bool public_sum(const Machine& machine, std::span<const Fp> publics, const LogupChallenges& logup, K& sum);

ZerocheckChallenges draw_zerocheck(Transcript& transcript, const Machine& machine, const Shape& shape);

// Q = sum_c mu_c sum_y eq(r, y) C_c(X, y) has degree <= d (S - 1), so Q / (X^S - 1) has this many coefficients.
inline std::size_t quotient_size(const Machine& machine, unsigned skip) {
  return (machine.max_degree - 1) * ((std::size_t(1) << skip) - 1);
}
// Of a zerocheck round: eq times a constraint.
inline unsigned zerocheck_degree(const Machine& machine) { return machine.max_degree + 1; }
inline constexpr unsigned kMergeDegree = 2;

// Where the zerocheck ends: (omega, r_1, ..., r_t-skip) for an instance of height 2^t.
struct ZerocheckPoint {
  K omega;
  std::vector<K> r;
};

// First the classes of the main and helper matrices together by ascending height, then those of the preprocessed one.
std::vector<MergeClass> merge_classes(const VerifyingKey& key, const Shape& shape);

MergeChallenges draw_merge(Transcript& transcript, const VerifyingKey& key, const Shape& shape,
                           std::span<const MergeClass> classes);

// The weight of every matrix column in g: gamma times the epsilon of its class.
std::array<std::vector<K>, kMatrices> column_weights(std::span<const MergeClass> classes,
                                                     const MergeChallenges& challenges, std::span<const K> epsilons);

}  // namespace squall
