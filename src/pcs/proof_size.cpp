#include "pcs/proof_size.hpp"

#include <algorithm>
#include <cmath>

#include "pcs/whir.hpp"
#include "transcript/transcript.hpp"

namespace squall {
namespace {

constexpr double kDigestBytes = sizeof(Digest), kNonceBytes = 8;

double power_of_two(unsigned e) { return std::ldexp(1.0, static_cast<int>(e)); }

}  // namespace

double expected_leaves(unsigned log_leaves, double queries) {
  const double leaves = power_of_two(log_leaves);
  return leaves * (1 - std::pow(1 - 1 / leaves, queries));
}

// A sibling is sent where a pair has leaves drawn below one half but not below the other.
double expected_siblings(unsigned log_leaves, double queries) {
  double sum = 0;
  for (unsigned depth = 1; depth <= log_leaves; ++depth) {
    const double nodes = power_of_two(depth);
    sum += nodes * (std::pow(1 - 1 / nodes, queries) - std::pow(1 - 2 / nodes, queries));
  }
  return sum;
}

double expected_opening_bytes(const Params& params, unsigned log_rows, std::span<const MatrixShape> matrices) {
  const WhirSchedule schedule = whir_schedule(params, log_rows);
  double bytes = 0;
  for (std::size_t i = 0; i < schedule.rounds.size(); ++i) {
    const WhirRound& round = schedule.rounds[i];
    const double nonces = round.fold * (params.pow_fold ? kNonceBytes : 0) + (params.pow_query ? kNonceBytes : 0);
    bytes += nonces + round.fold * 2 * kExtensionBytes;
    if (i + 1 < schedule.rounds.size()) bytes += kDigestBytes + params.ood * kExtensionBytes;
    if (i > 0) {
      const unsigned log_leaves = round.log_domain - round.fold;
      bytes += expected_leaves(log_leaves, round.queries) * power_of_two(round.fold) * kExtensionBytes +
               expected_siblings(log_leaves, round.queries) * kDigestBytes;
      continue;
    }
    for (const MatrixShape& matrix : matrices) {  // leaves within a queried block need no siblings of each other
      const unsigned together = round.fold - std::min(round.fold, log_rows - matrix.log_rows);
      const unsigned log_blocks = matrix.log_rows + 1 - together;
      bytes += expected_leaves(log_blocks, round.queries) * power_of_two(together) * matrix.width * kWordBytes +
               expected_siblings(log_blocks, round.queries) * kDigestBytes;
    }
  }
  return bytes + power_of_two(schedule.final_log) * kExtensionBytes;
}

double expected_grinding_hashes(const Params& params, unsigned log_rows) {
  const WhirSchedule schedule = whir_schedule(params, log_rows);
  const auto cost = [](unsigned bits) { return bits ? power_of_two(bits) : 0; };
  return cost(params.pow_logup) + 2 * cost(params.pow_batch) + (log_rows - schedule.final_log) * cost(params.pow_fold) +
         static_cast<double>(schedule.rounds.size()) * cost(params.pow_query);
}

}  // namespace squall
