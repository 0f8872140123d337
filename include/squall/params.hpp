#pragma once

#include <string>
#include <vector>

namespace squall {

// A row of the parameter table: rate, folding, queries and grinding of a proof, and the bits that are proven for it.
// Prover and verifier name the same row; a verifier never takes it from a proof.
struct ParameterRow {
  std::string name;
  unsigned proven_bits;     // 0: a test row, refused unless it is named explicitly
  std::string description;  // "rate 1/2, WHIR, KoalaBear^5, BLAKE3, ..."
};

// All rows with proven security, the default first, then the test row.
std::vector<ParameterRow> parameter_rows();

// The name that is used when none is given: "fast".
std::string default_parameters();

}  // namespace squall
