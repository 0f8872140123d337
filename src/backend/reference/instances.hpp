#pragma once

// The columns of one instance, gathered from the packed matrices.

#include <vector>

#include "backend/reference/reference.hpp"

namespace squall::reference {

struct InstanceColumns {
  const Chip* chip;
  unsigned log_rows;
  // Main, closed form, preprocessed, then helper coordinates if the witness has them. 2^log_rows values each.
  std::vector<std::vector<Fp>> columns;

  std::vector<Fp> row(std::size_t r) const {
    std::vector<Fp> values;
    for (const auto& column : columns) values.push_back(column[r]);
    return values;
  }
};

// In the order of the shape.
std::vector<InstanceColumns> gather(const Witness& witness);

// mu * (constraint part) and helper part of an instance's summand at a row over K (main, closed, preprocessed,
// helpers).
struct Summand {
  K constraints, helpers;
};
Summand evaluate(const Chip& chip, std::span<const K> row, const LogupChallenges& logup, std::span<const K> lambdas);

}  // namespace squall::reference
