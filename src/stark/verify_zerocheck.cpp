#include <utility>

#include "field/algorithms.hpp"
#include "pcs/sumcheck.hpp"
#include "stark/verify_rounds.hpp"

namespace squall {

namespace {

// The values that the proof carries, completed by those of the closed forms.
std::vector<std::vector<K>> receive_values(Receiver& receiver, const VerifyingKey& key, const Shape& shape,
                                           std::span<const K> lagrange, std::span<const K> r) {
  const std::vector<K> flat = receiver.extension("values", shape.value_count(key.machine));
  auto next = flat.begin();
  std::vector<std::vector<K>> values;
  const auto take = [&](std::vector<K>& row, std::size_t count) {
    const auto end = next + static_cast<std::ptrdiff_t>(count);
    row.insert(row.end(), next, end);
    next = end;
  };
  for (const Instance& instance : shape.instances) {
    const Chip& chip = key.machine.chips[instance.chip];
    std::vector<K>& row = values.emplace_back();
    take(row, chip.main.size());
    for (const ClosedForm& form : chip.closed_forms) {
      row.push_back(form.at_point(instance.log_rows, key.skip, lagrange, r.first(instance.log_rows - key.skip)));
    }
    take(row, chip.preprocessed.size() + chip.helper_columns());
  }
  return values;
}

}  // namespace

ZerocheckClaims verify_zerocheck(Receiver& receiver, const VerifyingKey& key, const Shape& shape,
                                 std::span<const K> totals, const LogupChallenges& logup) {
  const std::size_t size = std::size_t(1) << key.skip;
  const ZerocheckChallenges challenges = draw_zerocheck(receiver.transcript(), key.machine, shape);
  const std::vector<K> q = receiver.extension("quotient", quotient_size(key.machine, key.skip));
  // P(X) = sum_c nu_c sum_y h_c(X, y) adds up to sum_c nu_c S_c over W, which fixes its constant coefficient.
  std::vector<K> p = receiver.extension("helper sum", size - 1);
  K constant = 0;
  for (std::size_t c = 0; c < totals.size(); ++c) constant += challenges.nu[c] * totals[c];
  p.insert(p.begin(), constant * Fp(size).inverse());

  ZerocheckClaims claims;
  const std::vector<K> drawn = receiver.transcript().challenges("omega rho", 2);
  const K omega = drawn[0], rho = drawn[1];
  const K vanishing = omega.pow(size) - K(1);
  if (!receiver.need(!vanishing.is_zero(), "omega lies in W")) return claims;
  claims.point.omega = omega;
  K claim = horner(q, omega) * vanishing + rho * horner(p, omega);
  for (unsigned i = 0; i < shape.variables; ++i) {
    const SumcheckStep step = verify_round(receiver, "zerocheck", claim, zerocheck_degree(key.machine));
    claims.point.r.push_back(step.challenge);
    claim = step.claim;
  }
  const std::span<const K> point = claims.point.r, r = challenges.r;
  claims.values = receive_values(receiver, key, shape, lagrange_table(omega, key.skip), point);
  if (!receiver.ok()) return claims;

  K total = 0;
  for (std::size_t c = 0; c < shape.instances.size(); ++c) {
    const Chip& chip = key.machine.chips[shape.instances[c].chip];
    const unsigned n = shape.instances[c].log_rows - key.skip;
    const std::span<const K> row = std::span(claims.values[c]).first(chip.column_count());
    const std::span<const K> helpers = std::span(claims.values[c]).subspan(chip.column_count());
    const K weight = challenges.mu[c] * eq(r.first(n), point.first(n));
    const K term = weight * combined_constraints(chip, row, helpers, logup, challenges.lambdas) +
                   rho * challenges.nu[c] * helper_sum(helpers);
    // An instance without variables left was a constant, shared out evenly between 0 and 1 in every later round.
    total += term * Fp(2).pow(shape.variables - n).inverse();
  }
  receiver.need(total == claim, "zerocheck: last claim");
  return claims;
}

}  // namespace squall
