#include "stark/statement.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "field/algorithms.hpp"

namespace squall {

namespace {

ByteView bytes_of(std::string_view text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }

}  // namespace

unsigned least_log_rows(const VerifyingKey& key, const Params& params) {
  return std::max({key.log_rows(), key.skip, params.least_log_rows()});
}

void absorb_statement(Transcript& transcript, const VerifyingKey& key, const Params& params, ByteView header,
                      std::span<const Fp> publics) {
  transcript.absorb_bytes("protocol", bytes_of(kProtocol));
  transcript.absorb_bytes("parameters", bytes_of(params.text()));
  transcript.absorb_digest("key", key.digest);
  transcript.absorb_bytes("header", header);
  transcript.absorb_words("public values", publics);
}

LogupChallenges draw_logup(Transcript& transcript, const Machine& machine) {
  const std::vector<K> drawn = transcript.challenges("alpha beta", 2);
  std::vector<K> beta_powers = powers(drawn[1], machine.max_arity() + 1);
  beta_powers.erase(beta_powers.begin());
  return {drawn[0], std::move(beta_powers)};
}

bool public_sum(const Machine& machine, std::span<const Fp> publics, const LogupChallenges& logup, K& sum) {
  const std::vector<PublicTuple> tuples = machine.public_tuples(publics);
  std::vector<K> phis;
  for (const PublicTuple& m : tuples) {
    phis.push_back(logup.fingerprint(m.bus, std::span<const Fp>(m.entries)));
    if (phis.back().is_zero()) return false;
  }
  batch_inverse(phis);
  sum = 0;
  for (std::size_t i = 0; i < tuples.size(); ++i) sum += phis[i] * tuples[i].multiplicity;
  return true;
}

ZerocheckChallenges draw_zerocheck(Transcript& transcript, const Machine& machine, const Shape& shape) {
  std::size_t terms = 0;
  for (const Instance& instance : shape.instances) terms = std::max(terms, machine.chips[instance.chip].terms());
  ZerocheckChallenges challenges;
  challenges.lambdas = powers(transcript.challenge("lambda"), terms);
  challenges.r = transcript.challenges("r", shape.variables);
  challenges.mu = transcript.challenges("mu", shape.instances.size());
  challenges.nu = transcript.challenges("nu", shape.instances.size());
  return challenges;
}

std::vector<MergeClass> merge_classes(const VerifyingKey& key, const Shape& shape) {
  std::vector<MergeClass> classes;
  const auto add_members = [](MergeClass& c, unsigned matrix, const Packing& packing) {
    const auto found = packing.classes.find(c.log_height);
    if (found == packing.classes.end()) return;
    for (const std::uint32_t column : found->second) c.members.emplace_back(matrix, column);
  };
  std::set<unsigned> heights;
  for (const auto& [t, columns] : shape.main.classes) heights.insert(t);
  for (const auto& [t, columns] : shape.helper.classes) heights.insert(t);
  for (const unsigned t : heights) {
    MergeClass& c = classes.emplace_back(MergeClass{t, shape.log_rows - t, 0, {}});
    add_members(c, kMainMatrix, shape.main);
    add_members(c, kHelperMatrix, shape.helper);
  }
  for (const auto& [t, columns] : key.preprocessed.classes) {
    MergeClass& c = classes.emplace_back(MergeClass{t, key.log_rows() - t, shape.log_rows - key.log_rows(), {}});
    add_members(c, kPreprocessedMatrix, key.preprocessed);
  }
  return classes;
}

MergeChallenges draw_merge(Transcript& transcript, const VerifyingKey& key, const Shape& shape,
                           std::span<const MergeClass> classes) {
  MergeChallenges challenges;
  const std::array<std::size_t, kMatrices> widths{shape.main.width, shape.helper.width, key.preprocessed.width};
  const std::vector<K> gamma = transcript.challenges("gamma", widths[0] + widths[1] + widths[2]);
  auto next = gamma.begin();
  for (unsigned m = 0; m < kMatrices; ++m) {
    const auto end = next + static_cast<std::ptrdiff_t>(widths[m]);
    challenges.gamma[m].assign(next, end);
    next = end;
  }
  std::size_t bits = 0;
  for (const MergeClass& c : classes) bits += c.slot_bits;
  const std::vector<K> slots = transcript.challenges("slots", bits);
  next = slots.begin();
  for (const MergeClass& c : classes) {
    challenges.slots.emplace_back(next, next + c.slot_bits);
    next += c.slot_bits;
  }
  challenges.delta = powers(transcript.challenge("delta"), classes.size());
  return challenges;
}

std::array<std::vector<K>, kMatrices> column_weights(std::span<const MergeClass> classes,
                                                     const MergeChallenges& challenges, std::span<const K> epsilons) {
  std::array<std::vector<K>, kMatrices> weights;
  for (unsigned m = 0; m < kMatrices; ++m) weights[m].resize(challenges.gamma[m].size());
  for (std::size_t c = 0; c < classes.size(); ++c) {
    for (const auto& [matrix, column] : classes[c].members) {
      weights[matrix][column] = epsilons[c] * challenges.gamma[matrix][column];
    }
  }
  return weights;
}

}  // namespace squall
