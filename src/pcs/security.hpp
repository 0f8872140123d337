#pragma once

// The security of a parameter row in bits: per round of interaction, -log2 of the probability that a lucky challenge
// saves a cheating prover, plus the grinding bits placed immediately before that challenge. The worst round is the
// security of the whole (round-by-round soundness, which is what Fiat-Shamir needs). docs/security.md states each
// formula and its source.

#include <cstdint>
#include <string>
#include <vector>

#include "pcs/params.hpp"

namespace squall {

// What the figures of a row are computed for. The defaults are the limits, so the figures hold for every proof.
struct SecurityModel {
  unsigned log_rows = kMaxLogRows;
  unsigned degree = kMaxConstraintDegree;  // of the constraints
  unsigned arity = kMaxArity;
  unsigned terms = kMaxTerms;
  unsigned classes = kMaxClasses;
  std::uint64_t fractions = kMaxFractions;
};

// A code of some rate and length in some regime.
struct Proximity {
  double agreement;  // of a word that counts as far from the code: at most this share of positions
  double list;       // how many code words are nearer than that
  double line;       // how many z in K may hide that a line u + z v is far
};
Proximity proximity(unsigned regime, double rate, double length);

struct SecurityPhase {
  std::string name;
  double bits;
};
std::vector<SecurityPhase> security_phases(const Params& params, const SecurityModel& model = {});

// The worst phase.
double security_bits(const Params& params, const SecurityModel& model = {});

}  // namespace squall
