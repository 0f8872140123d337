#include "pcs/sumcheck.hpp"

#include "field/algorithms.hpp"
#include "kit/catch.hpp"

using namespace squall;

TEST_CASE("a sumcheck round sends all coefficients but the linear one") {
  for (unsigned degree = 1; degree <= 5; ++degree) {
    std::vector<K> g;
    for (unsigned i = 0; i <= degree; ++i) g.push_back(K::from_coefficients({i + 3, 7 * i, 2, i * i, 11}));
    const K claim = g[0] + horner(g, K(1));
    for (unsigned bits : {0u, 3u}) {
      Sender sender(find_nonce_plainly, true);
      const SumcheckStep proven = prove_round(sender, "round", g, bits);
      CHECK(proven.claim == horner(g, proven.challenge));
      CHECK(sender.proof().size() == degree * kExtensionBytes + (bits ? 8 : 0));

      Receiver receiver(sender.proof(), true);
      const SumcheckStep verified = verify_round(receiver, "round", claim, degree, bits);
      receiver.finish();
      CHECK(receiver.ok());
      CHECK(verified.challenge == proven.challenge);
      CHECK(verified.claim == proven.claim);
      CHECK(receiver.transcript().tape() == sender.transcript().tape());

      Receiver lied(sender.proof());  // a wrong claim becomes a wrong claim
      CHECK_FALSE(verify_round(lied, "round", claim + K(1), degree, bits).claim == proven.claim);
      Receiver cut(ByteView(sender.proof()).first(sender.proof().size() - 1));
      verify_round(cut, "round", claim, degree, bits);
      CHECK_FALSE(cut.ok());
    }
  }
}
