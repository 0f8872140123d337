#include "pcs/security.hpp"

#include <algorithm>
#include <cmath>

#include "field/koalabear.hpp"
#include "pcs/whir.hpp"

namespace squall {
namespace {

// Bits of an error of `chances` out of |K|.
double field_bits(double chances, unsigned grinding = 0) {
  static const double kFieldBits = K::kDegree * std::log2(static_cast<double>(Fp::kModulus));
  return kFieldBits - std::log2(chances) + grinding;
}

constexpr double kDigestBits = 128;  // collisions of 256-bit digests

}  // namespace

Proximity proximity(unsigned regime, double rate, double length) {
  if (regime == 0) return {(1 + rate) / 2, 1, (1 - rate) * length / 2 + 1};
  const double m = regime, t = m + 0.5, root = std::sqrt(rate);
  const double agreement = root * (1 + 1 / (2 * m)), list = t / root;
  const double line = (2 * std::pow(t, 5) + 3 * t * (1 - agreement) * rate) * length / (3 * rate * root) + list;
  return {agreement, list, line};
}

std::vector<SecurityPhase> security_phases(const Params& p, const SecurityModel& model) {
  const auto rounds = whir_schedule(p, model.log_rows).rounds;
  const double span = static_cast<double>((1u << p.skip) - 1);
  const auto oracle = [&](std::size_t i, unsigned left) {
    return proximity(pick(p.regimes, i),
                     std::ldexp(1.0, static_cast<int>(left) - static_cast<int>(rounds[i].log_domain)),
                     std::ldexp(1.0, static_cast<int>(rounds[i].log_domain)));
  };
  const Proximity first = oracle(0, model.log_rows);
  // Nothing pins the first oracle to one code word of its list, so every phase before WHIR pays for the whole list.
  const double fractions = static_cast<double>(model.fractions);
  std::vector<SecurityPhase> phases = {
      {"logup", field_bits(first.list * fractions * (model.arity + 2), p.pow_logup)},
      {"zerocheck", field_bits(first.list * (model.terms + model.log_rows + 2))},
      {"omega, rho", field_bits(first.list * (model.degree * span + 1))},
      {"sumchecks", field_bits(first.list * (model.degree + 1))},
      {"gamma, slots, delta", field_bits(first.line + first.list * (1 + model.log_rows + model.classes), p.pow_batch)},
      {"epsilon", field_bits(first.line + first.list, p.pow_batch)},
  };
  unsigned left = model.log_rows;
  for (std::size_t i = 0; i < rounds.size(); ++i) {
    std::string number(1, ' ');
    number += std::to_string(i);
    const Proximity now = oracle(i, left);
    phases.push_back({"fold" + number, field_bits(now.line + 2 * now.list, p.pow_fold)});
    phases.push_back({"query" + number, rounds[i].queries * -std::log2(now.agreement) + p.pow_query});
    left -= rounds[i].fold;
    if (i + 1 == rounds.size()) break;
    const Proximity next = oracle(i + 1, left);
    if (next.list > 1) {
      const double pairs = next.list * (next.list - 1) / 2;
      phases.push_back(
          {"ood" + number, p.ood * field_bits(std::ldexp(1.0, static_cast<int>(left))) - std::log2(pairs)});
    }
    phases.push_back({"combine" + number, field_bits(next.list * (rounds[i].queries + p.ood + 1))});
  }
  phases.push_back({"digest", kDigestBits});
  return phases;
}

double security_bits(const Params& params, const SecurityModel& model) {
  const auto phases = security_phases(params, model);
  return std::min_element(phases.begin(), phases.end(), [](auto& a, auto& b) { return a.bits < b.bits; })->bits;
}

}  // namespace squall
