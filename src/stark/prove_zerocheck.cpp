#include "base/check.hpp"
#include "field/algorithms.hpp"
#include "pcs/sumcheck.hpp"
#include "stark/interpolate.hpp"
#include "stark/prove_rounds.hpp"

namespace squall {

namespace {

// Q / (X^S - 1); X^S is constant on a coset of W.
std::vector<K> quotient(const VerifyingKey& key, std::vector<std::vector<K>> cosets) {
  const std::size_t size = std::size_t(1) << key.skip;
  check(cosets.size() == key.machine.max_degree - 1, "one coset less than the degree");
  for (std::size_t i = 0; i < cosets.size(); ++i) {
    const Fp inverse = (Fp(Fp::kGenerator).pow((i + 1) * size) - Fp(1)).inverse();
    for (K& value : cosets[i]) value = value * inverse;
  }
  std::vector<K> q = interpolate_cosets(cosets);
  q.resize(quotient_size(key.machine, key.skip));  // what is cut off is zero for an honest prover
  return q;
}

// Per instance main, preprocessed, helpers: the verifier computes closed forms by itself.
std::vector<K> flatten(const Machine& machine, const Shape& shape, const std::vector<std::vector<K>>& values) {
  std::vector<K> flat;
  for (std::size_t c = 0; c < shape.instances.size(); ++c) {
    const Chip& chip = machine.chips[shape.instances[c].chip];
    const auto main_end = values[c].begin() + static_cast<std::ptrdiff_t>(chip.main.size());
    flat.insert(flat.end(), values[c].begin(), main_end);
    flat.insert(flat.end(), main_end + static_cast<std::ptrdiff_t>(chip.closed.size()), values[c].end());
  }
  return flat;
}

}  // namespace

ZerocheckPoint prove_zerocheck(Sender& sender, Backend& backend, const Witness& witness, const LogupChallenges& logup,
                               Observer& observer) {
  const VerifyingKey& key = witness.key;
  const ZerocheckChallenges challenges = draw_zerocheck(sender.transcript(), key.machine, witness.shape);
  std::vector<K> q, p;
  {
    PhaseScope phase(observer, "zerocheck skip");
    SkipRound first = backend.skip_round(witness, logup, challenges);
    q = quotient(key, std::move(first.quotient_cosets));
    p = interpolate_subgroup(first.helper_sums);
  }
  sender.extension("quotient", q);
  sender.extension("helper sum", std::span(p).subspan(1));
  const std::vector<K> drawn = sender.transcript().challenges("omega rho", 2);
  ZerocheckPoint point{drawn[0], {}};
  const K rho = drawn[1];
  check(!(point.omega.pow(std::size_t(1) << key.skip) - K(1)).is_zero(), "omega lies in W: start again");

  PhaseScope phase(observer, "zerocheck rounds");
  const auto tables = backend.zerocheck(witness, logup, challenges, lagrange_table(point.omega, key.skip), rho);
  std::vector<Fp> xs;
  for (unsigned x = 0; x <= zerocheck_degree(key.machine); ++x) xs.emplace_back(x);
  for (unsigned i = 0; i < witness.shape.variables; ++i) {
    const SumcheckStep step = prove_round(sender, "zerocheck", interpolate(xs, tables->round()));
    tables->bind(step.challenge);
    point.r.push_back(step.challenge);
  }
  sender.extension("values", flatten(key.machine, witness.shape, tables->values()));
  return point;
}

}  // namespace squall
