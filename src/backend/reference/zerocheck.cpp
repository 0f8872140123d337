#include "backend/reference/instances.hpp"
#include "field/algorithms.hpp"

namespace squall {

namespace {

// weights[s] of the value at w^s, for a polynomial of degree < S, at each point g^i w^l of a coset.
std::vector<std::vector<Fp>> coset_weights(unsigned skip, unsigned i) {
  std::vector<std::vector<Fp>> result;
  Fp point = Fp(Fp::kGenerator).pow(i);
  for (std::size_t l = 0; l < std::size_t(1) << skip; ++l, point *= Fp::root_of_unity(skip)) {
    std::vector<Fp>& weights = result.emplace_back();
    for (const K& w : lagrange_table(K(point), skip)) weights.push_back(w.c[0]);
  }
  return result;
}

// The row (s, y) for all s: column[s 2^n + y].
template <class V>
K weighted(const std::vector<Fp>& column, std::size_t y, std::size_t step, std::span<const V> weights) {
  K total = 0;
  for (std::size_t s = 0; s < weights.size(); ++s) total += K(weights[s]) * column[s * step + y];
  return total;
}

class Tables : public ZerocheckTables {
 public:
  Tables(const Witness& witness, const LogupChallenges& logup, const ZerocheckChallenges& challenges,
         std::span<const K> lagrange, const K& rho)
      : degree_(witness.key.machine.max_degree + 1), logup_(logup), challenges_(challenges), rho_(rho) {
    const unsigned skip = witness.key.skip;
    for (const auto& instance : reference::gather(witness)) {
      Table& table = tables_.emplace_back();
      table.chip = instance.chip;
      const std::size_t step = std::size_t(1) << (instance.log_rows - skip);
      for (const auto& column : instance.columns) {
        std::vector<K>& bound = table.columns.emplace_back();
        for (std::size_t y = 0; y < step; ++y) bound.push_back(weighted(column, y, step, lagrange));
      }
      table.eq = eq_table(std::span(challenges_.r).first(instance.log_rows - skip));
      for (K& e : table.eq) e *= challenges_.mu[tables_.size() - 1];
    }
  }

  std::vector<K> round() override {
    std::vector<K> totals(degree_ + 1);
    for (std::size_t c = 0; c < tables_.size(); ++c) {
      const Table& table = tables_[c];
      const std::size_t half = table.eq.size() / 2;
      if (half == 0) {
        const K constant = summand(c, row(table, 0), table.eq[0]) * Fp(2).pow(table.idle + 1).inverse();
        for (K& total : totals) total += constant;
      }
      for (std::size_t j = 0; j < half; ++j) {
        const std::vector<K> low = row(table, j), high = row(table, j + half);
        for (unsigned x = 0; x <= degree_; ++x) {
          std::vector<K> at(low.size());
          for (std::size_t i = 0; i < at.size(); ++i) at[i] = low[i] + (high[i] - low[i]) * Fp(x);
          totals[x] += summand(c, at, table.eq[j] + (table.eq[j + half] - table.eq[j]) * Fp(x));
        }
      }
    }
    return totals;
  }

  void bind(const K& z) override {
    const auto bind_table = [&](std::vector<K>& table) {
      const std::size_t half = table.size() / 2;
      for (std::size_t j = 0; j < half; ++j) table[j] += z * (table[j + half] - table[j]);
      table.resize(half);
    };
    for (Table& table : tables_) {
      if (table.eq.size() == 1) {
        ++table.idle;
        continue;
      }
      for (auto& column : table.columns) bind_table(column);
      bind_table(table.eq);
    }
  }

  std::vector<std::vector<K>> values() override {
    std::vector<std::vector<K>> result;
    for (const Table& table : tables_) result.push_back(row(table, 0));
    return result;
  }

 private:
  struct Table {
    const Chip* chip;
    std::vector<std::vector<K>> columns;  // over y
    std::vector<K> eq;                    // mu_c eq(r, y)
    unsigned idle = 0;                    // rounds since the last variable
  };
  static std::vector<K> row(const Table& table, std::size_t y) {
    std::vector<K> values;
    for (const auto& column : table.columns) values.push_back(column[y]);
    return values;
  }
  K summand(std::size_t c, std::span<const K> row, const K& weight) const {
    const auto value = reference::evaluate(*tables_[c].chip, row, logup_, challenges_.lambdas);
    return weight * value.constraints + rho_ * challenges_.nu[c] * value.helpers;
  }

  unsigned degree_;
  LogupChallenges logup_;
  ZerocheckChallenges challenges_;
  K rho_;
  std::vector<Table> tables_;
};

}  // namespace

SkipRound ReferenceBackend::skip_round(const Witness& witness, const LogupChallenges& logup,
                                       const ZerocheckChallenges& challenges) {
  const unsigned skip = witness.key.skip, degree = witness.key.machine.max_degree;
  const std::size_t size = std::size_t(1) << skip;
  SkipRound result;
  result.quotient_cosets.assign(degree - 1, std::vector<K>(size));
  result.helper_sums.resize(size);
  std::vector<std::vector<std::vector<Fp>>> weights;
  for (unsigned i = 1; i < degree; ++i) weights.push_back(coset_weights(skip, i));
  const auto instances = reference::gather(witness);
  for (std::size_t c = 0; c < instances.size(); ++c) {
    const auto& instance = instances[c];
    const Chip& chip = *instance.chip;
    const std::size_t step = std::size_t(1) << (instance.log_rows - skip);
    const std::vector<K> eq = eq_table(std::span(challenges.r).first(instance.log_rows - skip));
    for (std::size_t y = 0; y < step; ++y) {
      for (std::size_t s = 0; s < size; ++s) {
        const std::vector<Fp> values = instance.row(s * step + y);
        const std::vector<K> helpers(values.begin() + static_cast<std::ptrdiff_t>(chip.column_count()), values.end());
        result.helper_sums[s] += challenges.nu[c] * helper_sum(helpers);
      }
      for (std::size_t i = 0; i < weights.size(); ++i) {
        for (std::size_t l = 0; l < size; ++l) {
          std::vector<K> row;
          for (const auto& column : instance.columns) {
            row.push_back(weighted(column, y, step, std::span<const Fp>(weights[i][l])));
          }
          result.quotient_cosets[i][l] +=
              challenges.mu[c] * eq[y] * reference::evaluate(chip, row, logup, challenges.lambdas).constraints;
        }
      }
    }
  }
  return result;
}

std::unique_ptr<ZerocheckTables> ReferenceBackend::zerocheck(const Witness& witness, const LogupChallenges& logup,
                                                             const ZerocheckChallenges& challenges,
                                                             std::span<const K> lagrange, const K& rho) {
  return std::make_unique<Tables>(witness, logup, challenges, lagrange, rho);
}

}  // namespace squall
