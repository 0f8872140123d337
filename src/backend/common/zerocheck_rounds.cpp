#include "backend/common/zerocheck_rounds.hpp"

#include <algorithm>

namespace squall {
namespace {

// The next value of a polynomial of degree < n from n consecutive ones: its n-th difference vanishes.
K extrapolated(const std::vector<K>& values) {
  K next;
  Fp binomial = 1;
  const std::size_t n = values.size();
  for (std::size_t i = n; i-- > 0;) {  // value i has the coefficient (-1)^(n - 1 - i) binomial(n, i)
    binomial = binomial * Fp(i + 1) * Fp(n - i).inverse();
    next += values[i] * ((n - 1 - i) % 2 == 0 ? binomial : -binomial);
  }
  return next;
}

}  // namespace

ZerocheckRounds::ZerocheckRounds(const Machine& machine, const Shape& shape, LogupChallenges logup,
                                 ZerocheckChallenges challenges, const K& rho)
    : logup_(std::move(logup)), challenges_(std::move(challenges)), rho_(rho) {
  for (const squall::Instance& instance : shape.instances) {
    Instance& o = instances_.emplace_back();
    o.chip = &machine.chips[instance.chip];
    o.size = std::size_t(1) << (instance.log_rows - shape.skip);
  }
}

std::vector<std::size_t> ZerocheckRounds::unclosed() const {
  std::vector<std::size_t> result;
  for (std::size_t c = 0; c < instances_.size(); ++c) {
    if (instances_[c].size == 1 && !instances_[c].closed) result.push_back(c);
  }
  return result;
}

void ZerocheckRounds::close(std::size_t c, std::vector<K> row) {
  Instance& o = instances_[c];
  o.closed = true;
  o.row = std::move(row);
  const std::span<const K> columns = std::span(o.row).first(o.chip->column_count());
  const std::span<const K> helpers = std::span(o.row).subspan(o.chip->column_count());
  o.constant =
      challenges_.mu[c] * bound_eq_ * combined_constraints(*o.chip, columns, helpers, logup_, challenges_.lambdas) +
      rho_ * challenges_.nu[c] * helper_sum(helpers);
}

std::vector<K> ZerocheckRounds::round(const Sums& sums) {
  std::vector<K> values = sums.constraints;
  values.push_back(extrapolated(values));
  const K& r = challenges_.r[round_];
  const K slope = sums.helpers[1] - sums.helpers[0];
  for (unsigned x = 0; x < values.size(); ++x) {
    const K weight = K(1) - r + (r + r - K(1)) * Fp(x);
    values[x] = bound_eq_ * weight * values[x] + rho_ * (sums.helpers[0] + slope * Fp(x));
  }
  const Fp half = Fp(2).inverse();
  for (Instance& o : instances_) {
    if (o.size > 1) continue;
    check(o.closed, "an instance without open variables is closed before a round");
    o.constant = o.constant * half;
    for (K& value : values) value += o.constant;
  }
  return values;
}

void ZerocheckRounds::bind(const K& z) {
  const K& r = challenges_.r[round_];
  bound_eq_ *= K(1) - r - z + (r * z + r * z);
  for (Instance& o : instances_) o.size = std::max<std::size_t>(1, o.size / 2);
  ++round_;
}

std::vector<std::vector<K>> ZerocheckRounds::values() const {
  std::vector<std::vector<K>> result;
  for (const Instance& o : instances_) result.push_back(o.row);
  return result;
}

}  // namespace squall
