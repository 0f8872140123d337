#include "pcs/sumcheck.hpp"

#include "base/check.hpp"
#include "field/algorithms.hpp"

namespace squall {

SumcheckStep prove_round(Sender& sender, std::string_view label, std::span<const K> coefficients, unsigned grinding) {
  check(coefficients.size() >= 2, "a sumcheck polynomial has degree 1 at least");
  std::vector<K> message{coefficients[0]};
  message.insert(message.end(), coefficients.begin() + 2, coefficients.end());
  sender.extension(label, message);
  sender.grind(label, grinding);
  const K x = sender.transcript().challenge(label);
  return {x, horner(coefficients, x)};
}

SumcheckStep verify_round(Receiver& receiver, std::string_view label, const K& claim, unsigned degree,
                          unsigned grinding) {
  std::vector<K> g = receiver.extension(label, degree);
  receiver.grind(label, grinding);
  const K x = receiver.transcript().challenge(label);
  K linear = claim - g[0];  // g(0) + g(1) = 2 c_0 + c_1 + c_2 + ...
  for (const K& c : g) linear -= c;
  g.insert(g.begin() + 1, linear);
  return {x, horner(g, x)};
}

}  // namespace squall
