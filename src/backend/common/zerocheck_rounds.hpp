#pragma once

// The zerocheck after its first round: what is left for the host once a back end has added up over the rows.
//
// The weight eq(r, y) is a product over the variables: of those already bound, of the open one, and of the rest. Only
// the rest needs a table, and only the other factors of the summand are evaluated at 0, ..., d; the linear factor of
// the open variable is multiplied in afterwards, which gives the values up to d + 1.

#include <span>
#include <vector>

#include "air/machine.hpp"
#include "air/rounds.hpp"
#include "air/shape.hpp"

namespace squall {

class ZerocheckRounds {
 public:
  ZerocheckRounds(const Machine& machine, const Shape& shape, LogupChallenges logup, ZerocheckChallenges challenges,
                  const K& rho);

  // Rows of instance c that are left: variables are bound in all instances that have more than one.
  std::size_t size(std::size_t c) const { return instances_[c].size; }
  const ZerocheckChallenges& challenges() const { return challenges_; }

  // Instances with one row left whose values are not known yet. They have to be closed before the next round.
  std::vector<std::size_t> unclosed() const;
  void close(std::size_t c, std::vector<K> row);

  // Sums over the open instances c and their rows y of half the size.
  struct Sums {
    explicit Sums(unsigned degree) : constraints(degree + 1) {}
    std::vector<K> constraints;  // at X = 0..degree: mu_c times the rest of eq(r, y) times C_c
    K helpers[2];                // at X = 0, 1: nu_c h_c
  };
  // The round polynomial at 0..d + 1; see ZerocheckTables.
  std::vector<K> round(const Sums& sums);
  void bind(const K& z);
  // After all rounds, per instance.
  std::vector<std::vector<K>> values() const;

 private:
  struct Instance {
    const Chip* chip;
    std::size_t size;
    bool closed = false;
    std::vector<K> row;
    K constant;
  };

  LogupChallenges logup_;
  ZerocheckChallenges challenges_;
  K rho_, bound_eq_ = 1;
  unsigned round_ = 0;
  std::vector<Instance> instances_;
};

}  // namespace squall
