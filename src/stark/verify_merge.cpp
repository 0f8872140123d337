#include "field/algorithms.hpp"
#include "pcs/sumcheck.hpp"
#include "stark/verify_rounds.hpp"

namespace squall {

namespace {

// The claimed values per matrix, in packing order.
std::array<std::vector<K>, kMatrices> by_matrix(const VerifyingKey& key, const Shape& shape,
                                                const std::vector<std::vector<K>>& values) {
  std::array<std::vector<K>, kMatrices> result;
  for (std::size_t c = 0; c < shape.instances.size(); ++c) {
    const Chip& chip = key.machine.chips[shape.instances[c].chip];
    const std::vector<K>& row = values[c];
    const auto at = [&](std::size_t i) { return row.begin() + static_cast<std::ptrdiff_t>(i); };
    const auto copy = [&](unsigned matrix, std::size_t begin, std::size_t end) {
      result[matrix].insert(result[matrix].end(), at(begin), at(end));
    };
    copy(kMainMatrix, 0, chip.main.size());
    copy(kPreprocessedMatrix, chip.main.size() + chip.closed.size(), chip.column_count());
    copy(kHelperMatrix, chip.column_count(), row.size());
  }
  return result;
}

// sum over packed columns of delta_class gamma_column eq(slot point, slot) value.
K first_claim(const VerifyingKey& key, const Shape& shape, std::span<const MergeClass> classes,
              const MergeChallenges& challenges, const std::vector<std::vector<K>>& values) {
  std::array<std::vector<std::size_t>, kMatrices> class_of;
  for (unsigned m = 0; m < kMatrices; ++m) class_of[m].resize(challenges.gamma[m].size());
  for (std::size_t c = 0; c < classes.size(); ++c) {
    for (const auto& [matrix, column] : classes[c].members) class_of[matrix][column] = c;
  }
  std::vector<std::vector<K>> slot_weights;
  for (std::size_t c = 0; c < classes.size(); ++c) {
    slot_weights.push_back(eq_table(challenges.slots[c]));
    for (K& weight : slot_weights.back()) weight *= challenges.delta[c];
  }
  const auto claimed = by_matrix(key, shape, values);
  const std::array<const Packing*, kMatrices> packings{&shape.main, &shape.helper, &key.preprocessed};
  K claim = 0;
  for (unsigned m = 0; m < kMatrices; ++m) {
    for (std::size_t i = 0; i < claimed[m].size(); ++i) {
      const Place place = packings[m]->places[i];
      claim += slot_weights[class_of[m][place.column]][place.slot] * challenges.gamma[m][place.column] * claimed[m][i];
    }
  }
  return claim;
}

}  // namespace

MergeClaim verify_merge(Receiver& receiver, const VerifyingKey& key, const Params& params, const Shape& shape,
                        const ZerocheckClaims& claims) {
  MergeClaim result;
  const std::vector<MergeClass> classes = merge_classes(key, shape);
  receiver.grind("columns", params.pow_batch);
  const MergeChallenges challenges = draw_merge(receiver.transcript(), key, shape, classes);
  K claim = first_claim(key, shape, classes, challenges, claims.values);
  for (unsigned i = 0; i < shape.log_rows; ++i) {
    const SumcheckStep step = verify_round(receiver, "merge", claim, kMergeDegree);
    result.z.push_back(step.challenge);
    claim = step.claim;
  }
  const std::vector<K> values = receiver.extension("class values", classes.size());

  // The weights of class t at z: eq(slot point, slot) L_s(omega) eq(r, y), constant in the bits below a lifted row.
  const std::vector<K> lagrange = lagrange_table(claims.point.omega, key.skip);
  const std::span<const K> z = result.z, r = claims.point.r;
  K total = 0;
  for (std::size_t c = 0; c < classes.size(); ++c) {
    const unsigned slot_bits = classes[c].slot_bits, y_bits = classes[c].log_height - key.skip;
    const std::vector<K> z_s = eq_table(z.subspan(slot_bits, key.skip));
    K at_s = 0;
    for (std::size_t s = 0; s < z_s.size(); ++s) at_s += lagrange[s] * z_s[s];
    total += challenges.delta[c] * values[c] * eq(challenges.slots[c], z.first(slot_bits)) * at_s *
             eq(r.first(y_bits), z.subspan(slot_bits + key.skip, y_bits));
  }
  if (!receiver.need(total == claim, "merge: last claim")) return result;

  receiver.grind("classes", params.pow_batch);
  const std::vector<K> epsilons = receiver.transcript().challenges("epsilon", classes.size());
  result.weights = column_weights(classes, challenges, epsilons);
  for (std::size_t c = 0; c < classes.size(); ++c) result.value += epsilons[c] * values[c];
  return result;
}

}  // namespace squall
