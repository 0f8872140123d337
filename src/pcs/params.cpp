#include "pcs/params.hpp"

#include <array>

namespace squall {
namespace {

std::string list(std::span<const unsigned> values) {
  std::string text = "(";
  for (unsigned v : values) text += std::to_string(v) + ",";
  if (values.size() > 1) text.pop_back();
  return text + ")";
}

// Each `queries` entry is the least count with which its round reaches 128 bits after grinding, at every height; each
// `regimes` entry the one with the fewest queries that the grinding allows. tests/unit/pcs recomputes both.
const std::array<Params, 6>& table() {
  static const std::array<Params, 6> rows = {{
      {.name = "fast",
       .skip = 6,
       .first_fold = 1,
       .fold = 3,
       .final_log = 9,
       .queries = {236, 233, 75, 45, 32},
       .ood = 2,
       .pow_logup = 10,
       .pow_batch = 18,
       .pow_fold = 18,
       .pow_query = 20,
       .regimes = {17, 20, 12, 7, 6},
       .proven_bits = 128,
       .description = "rate 1/2, WHIR, Johnson regime: small proof, about 7 M grinding hashes"},
      {.name = "johnson",
       .skip = 6,
       .first_fold = 1,
       .fold = 3,
       .final_log = 9,
       .queries = {231, 229, 74, 45, 32},
       .ood = 2,
       .pow_logup = 11,
       .pow_batch = 20,
       .pow_fold = 20,
       .pow_query = 20,
       .regimes = {22, 26, 18, 7, 6},
       .proven_bits = 128,
       .description = "rate 1/2, WHIR, Johnson regime: smallest proof, about 16 M grinding hashes"},
      {.name = "unique",
       .skip = 6,
       .first_fold = 1,
       .fold = 3,
       .final_log = 9,
       .queries = {261, 261, 131, 114, 110},
       .ood = 0,
       .pow_logup = 6,
       .pow_batch = 0,
       .pow_fold = 0,
       .pow_query = 20,
       .regimes = {0},
       .proven_bits = 128,
       .description = "rate 1/2, WHIR, unique decoding: the oldest theorems only, largest proof"},
      {.name = "test",
       .skip = 6,
       .first_fold = 1,
       .fold = 3,
       .final_log = 6,
       .queries = {5, 4, 3},
       .ood = 1,
       .pow_logup = 3,
       .pow_batch = 2,
       .pow_fold = 1,
       .pow_query = 4,
       .regimes = {0},
       .proven_bits = 0,
       .description = "no security: few queries, for tests of whole proofs"},
      {.name = "toy",
       .skip = 3,
       .first_fold = 1,
       .fold = 2,
       .final_log = 2,
       .queries = {4, 3, 2},
       .ood = 1,
       .pow_logup = 2,
       .pow_batch = 2,
       .pow_fold = 1,
       .pow_query = 3,
       .regimes = {0},
       .proven_bits = 0,
       .description = "no security: tiny matrices, for tests"},
      {.name = "toy-wide",
       .skip = 6,
       .first_fold = 2,
       .fold = 3,
       .final_log = 1,
       .queries = {4, 3, 2},
       .ood = 0,
       .pow_logup = 2,
       .pow_batch = 2,
       .pow_fold = 1,
       .pow_query = 3,
       .regimes = {0},
       .proven_bits = 0,
       .description = "no security: other folds and no out-of-domain samples, for tests"},
  }};
  return rows;
}

}  // namespace

std::string Params::text() const {
  const auto entry = [](const char* key, unsigned value) {
    return std::string(" ") + key + "=" + std::to_string(value);
  };
  return "name=" + std::string(name) + entry("skip", skip) + entry("first_fold", first_fold) + entry("fold", fold) +
         entry("final_log", final_log) + " queries=" + list(queries) + entry("ood", ood) +
         entry("pow_logup", pow_logup) + entry("pow_batch", pow_batch) + entry("pow_fold", pow_fold) +
         entry("pow_query", pow_query) + " regimes=" + list(regimes);
}

std::span<const Params> params_table() { return table(); }

const Params* find_params(std::string_view name) {
  for (const Params& row : table()) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

const Params& default_params() { return table()[0]; }

}  // namespace squall
