#pragma once

// The one table of parameter rows: read by the prover, the verifier, the security calculator and the documentation.
// A verifier takes its row from its own configuration, never from a proof.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace squall {

// Limits that the security figures assume and the verifier enforces.
constexpr unsigned kMaxLogRows = 22;  // H: the code then uses the whole two-adic subgroup but 2
constexpr std::uint64_t kMaxFractions = std::uint64_t(1) << 29;  // LogUp fractions of a proof, all instances together
constexpr unsigned kMaxInstances = 1024;                         // of all chips together
constexpr unsigned kMaxTerms = 4096;                             // constraints and helper columns of one chip
constexpr unsigned kMaxArity = 7;                                // entries of a bus tuple
constexpr unsigned kMaxConstraintDegree = 4;
constexpr unsigned kMaxClasses = 34;  // 17 heights (6..22) of trace matrices and as many of the
                                      // preprocessed one

// Regimes: 0 is unique decoding; m >= 3 the Johnson regime with Guruswami-Sudan multiplicity m.
struct Params {
  std::string_view name;
  unsigned skip;                  // log2 of the univariate skip's subgroup
  unsigned first_fold;            // variables folded from the first oracle
  unsigned fold;                  // ... from every later one
  unsigned final_log;             // log2 of the final polynomial's length
  std::vector<unsigned> queries;  // per round; the last entry repeats
  unsigned ood;                   // out-of-domain samples per later oracle
  unsigned pow_logup;             // grinding bits before alpha, beta
  unsigned pow_batch;             // ... before gamma, and again before epsilon
  unsigned pow_fold;              // ... before every folding challenge of WHIR
  unsigned pow_query;             // ... before the query positions of every round
  std::vector<unsigned> regimes;  // decoding regime per oracle; the last entry repeats
  unsigned proven_bits;           // 0: no security, for tests only
  std::string_view description;

  // The canonical text that the transcript absorbs: "name=fast skip=6 ... regimes=(17,20,12)".
  std::string text() const;
  unsigned least_log_rows() const { return skip > final_log + 1 ? skip : final_log + 1; }
};

// The last entry of a list of the table repeats for ever.
inline unsigned pick(std::span<const unsigned> values, std::size_t i) {
  return values[i < values.size() ? i : values.size() - 1];
}

std::span<const Params> params_table();

// The row of that name, or null. Rows without proven security are found by their name only: nothing else returns them.
const Params* find_params(std::string_view name);

// The row used when none is named.
const Params& default_params();

}  // namespace squall
