#include "stark/verifier.hpp"

#include <algorithm>

#include "pcs/whir_verify.hpp"
#include "stark/statement.hpp"
#include "stark/verify_rounds.hpp"

namespace squall {

namespace {

// H and the heights of all instances; the outcome is receiver.ok(), and then `shape` is complete.
void read_header(Receiver& receiver, const VerifyingKey& key, const Params& params, Shape& shape) {
  const unsigned log_rows = receiver.header(1)[0];
  std::vector<std::vector<unsigned>> heights;
  for (const Chip& chip : key.machine.chips) {
    const Bytes size = receiver.header(2);
    const std::size_t count = size[0] | std::size_t(size[1]) << 8;
    if (!receiver.need(count <= chip.limits.max_instances, chip.name + ": number of instances is out of range")) return;
    const Bytes list = receiver.header(count);
    heights.emplace_back(list.begin(), list.end());
  }
  if (!receiver.ok()) return;
  const auto refusal =
      Shape::make(key.machine, key.skip, least_log_rows(key, params), log_rows, std::move(heights), shape);
  if (refusal) return receiver.fail(*refusal);
  receiver.need(shape.main.width > 0, "no main column");
}

// A matrix without columns has no tree; its root is zero.
Digest receive_root(Receiver& receiver, std::string_view label, const Packing& packing) {
  const Digest root = receiver.digest(label);
  if (packing.width == 0) receiver.need(root == Digest{}, "root of an empty matrix");
  return root;
}

void run(Receiver& receiver, const VerifyingKey& key, const Params& params, std::span<const Fp> publics) {
  Shape shape;
  read_header(receiver, key, params, shape);
  if (!receiver.ok()) return;
  Transcript& transcript = receiver.transcript();
  absorb_statement(transcript, key, params, shape.header(), publics);
  const Digest main_root = receive_root(receiver, "main", shape.main);

  receiver.grind("logup", params.pow_logup);
  const LogupChallenges logup = draw_logup(transcript, key.machine);
  const Digest helper_root = receive_root(receiver, "helper", shape.helper);
  const std::vector<K> totals = receiver.extension("totals", shape.instances.size());
  if (!receiver.ok()) return;
  K sum;
  if (!receiver.need(public_sum(key.machine, publics, logup, sum), "a public fingerprint is zero")) return;
  for (const K& total : totals) sum += total;
  if (!receiver.need(sum.is_zero(), "the buses are not balanced")) return;

  const ZerocheckClaims claims = verify_zerocheck(receiver, key, shape, totals, logup);
  if (!receiver.ok()) return;
  const MergeClaim claim = verify_merge(receiver, key, params, shape, claims);
  if (!receiver.ok()) return;
  const std::array<WhirSource, kMatrices> matrices{
      WhirSource{main_root, shape.log_rows, claim.weights[kMainMatrix]},
      WhirSource{helper_root, shape.log_rows, claim.weights[kHelperMatrix]},
      WhirSource{key.root, key.log_rows(), claim.weights[kPreprocessedMatrix]}};
  std::vector<WhirSource> sources;
  for (const WhirSource& source : matrices) {
    if (!source.weights.empty()) sources.push_back(source);
  }
  whir_verify(receiver, params, shape.log_rows, sources, claim.z, claim.value);
  receiver.finish();
}

}  // namespace

Verdict stark_verify(const VerifyingKey& key, const Params& params, std::span<const std::uint32_t> publics,
                     ByteView proof, std::vector<Frame>* tape) {
  if (params.skip != key.skip) return {"the parameters do not fit the key"};
  if (!key.machine.valid_public_count(publics.size())) return {"number of public values"};
  std::vector<Fp> values;
  for (const std::uint32_t word : publics) {
    if (word >= Fp::kModulus) return {"a public value is not canonical"};
    values.push_back(Fp::from_canonical(word));
  }
  Receiver receiver(proof, tape != nullptr);
  run(receiver, key, params, values);
  if (tape) *tape = receiver.transcript().tape();
  return {receiver.reason()};
}

}  // namespace squall
