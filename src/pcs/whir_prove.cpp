#include "pcs/whir_prove.hpp"

#include "base/check.hpp"
#include "field/algorithms.hpp"
#include "pcs/sumcheck.hpp"

namespace squall {
namespace {

void send(Sender& sender, const MerkleOpening& opening) {
  sender.hint_rows("rows", opening.rows);
  sender.hint_digests("paths", opening.siblings);
}

}  // namespace

void whir_prove(Sender& sender, const Params& params, unsigned log_rows, std::span<const unsigned> source_log_rows,
                WhirProver& prover) {
  check(log_rows > params.final_log && log_rows <= kMaxLogRows, "no folding schedule for this height");
  const WhirSchedule schedule = whir_schedule(params, log_rows);
  Transcript& transcript = sender.transcript();
  for (std::size_t i = 0; i < schedule.rounds.size(); ++i) {
    const WhirRound& round = schedule.rounds[i];
    const bool last = i + 1 == schedule.rounds.size();
    for (unsigned k = 0; k < round.fold; ++k) {
      prover.bind(prove_round(sender, "fold", prover.round_polynomial(), params.pow_fold).challenge);
    }
    std::vector<K> outside;
    if (last) {
      sender.extension("final", prover.download());
    } else {
      sender.digest("oracle", prover.commit(round.log_domain - 1, schedule.rounds[i + 1].fold));
      outside = transcript.challenges("ood", round.ood);
      if (!outside.empty()) sender.extension("ood", prover.evaluate(outside));
    }
    sender.grind("queries", params.pow_query);
    const unsigned log_positions = round.log_domain - round.fold;
    const auto positions = transcript.positions("queries", round.queries, log_positions);
    if (i > 0) {
      send(sender, prover.open_oracle(i, positions));
    } else {
      for (std::size_t s = 0; s < source_log_rows.size(); ++s) {
        send(sender, prover.open_source(s, block_leaves(positions, round.fold, log_rows - source_log_rows[s])));
      }
    }
    if (last) return;
    const K xi = transcript.challenge("combine");
    const std::vector<K> coefficients = powers(xi, outside.size() + positions.size() + 1);
    const std::span<const K> used = std::span(coefficients).subspan(1);
    prover.add_constraints(
        {outside, used.first(outside.size()), log_positions, positions, used.subspan(outside.size())});
  }
}

}  // namespace squall
