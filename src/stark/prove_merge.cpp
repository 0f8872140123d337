#include "field/algorithms.hpp"
#include "pcs/sumcheck.hpp"
#include "stark/prove_rounds.hpp"

namespace squall {

MergePoint prove_merge(Sender& sender, Backend& backend, const Params& params, const Witness& witness,
                       const ZerocheckPoint& point) {
  const std::vector<MergeClass> classes = merge_classes(witness.key, witness.shape);
  sender.grind("columns", params.pow_batch);
  const MergeChallenges drawn = draw_merge(sender.transcript(), witness.key, witness.shape, classes);
  const auto tables = backend.merge(witness, {classes, drawn.gamma, drawn.slots, drawn.delta,
                                              lagrange_table(point.omega, witness.key.skip), point.r});
  MergePoint result;
  for (unsigned i = 0; i < witness.shape.log_rows; ++i) {
    const SumcheckStep step = prove_round(sender, "merge", tables->round());
    tables->bind(step.challenge);
    result.z.push_back(step.challenge);
  }
  sender.extension("class values", tables->class_values());
  sender.grind("classes", params.pow_batch);
  const std::vector<K> epsilons = sender.transcript().challenges("epsilon", classes.size());
  result.weights = column_weights(classes, drawn, epsilons);
  return result;
}

}  // namespace squall
