// The zerocheck after its first round.
//
// The weight eq(r, y) is a product over the variables: of those already bound, of the open one, and of the rest. Only
// the rest needs a table, and only the other factors of the summand are evaluated at 0, ..., d; the linear factor of
// the open variable is multiplied in afterwards, which gives the values up to d + 1.

#include <algorithm>
#include <map>

#include "backend/cpu/cpu_backend.hpp"
#include "backend/cpu/matrix.hpp"
#include "backend/common/chip_plan.hpp"

namespace squall {
namespace cpu {
namespace {

class Zerocheck : public ZerocheckTables {
 public:
  Zerocheck(const Context& context, const Witness& witness, const LogupChallenges& logup,
            const ZerocheckChallenges& challenges, std::span<const K> lagrange, const K& rho)
      : context_(context), degree_(witness.key.machine.max_degree), logup_(logup), challenges_(challenges), rho_(rho) {
    const std::vector<Chip>& chips = witness.key.machine.chips;
    for (std::size_t c = 0; c < chips.size(); ++c) {
      plans_.emplace_back(chips[c], true);
      // There are lambdas for chips with instances only.
      const bool used = !witness.shape.heights[c].empty();
      terms_.push_back(used ? plans_.back().bind(logup, challenges.lambdas, RowsOver::kExtension) : BoundTerms{});
    }
    for (const InstanceView& view : views(witness)) {
      OpenInstance& o = instances_.emplace_back();
      o.chip = view.chip;
      o.plan = view.chip_index;
      o.size = o.stride = view.height() >> kSkipLog;
      o.columns = view.columns.size();
      o.cells = Buffer<Fp>(context_.pool.memory(), o.columns * 5 * o.stride, true);
      bind_omega(view, o, lagrange);
      const unsigned variables = view.log_rows - kSkipLog;
      o.variables = variables;
      if (variables > 0 && !rests_.contains(variables)) {
        rests_.emplace(variables, eq_planes(context_, std::span(challenges_.r).subspan(1, variables - 1)));
      }
    }
    close_finished();
  }

  std::vector<K> round() override {
    std::vector<K> totals(degree_ + 2);
    const Fp half = Fp(2).inverse();
    for (OpenInstance& o : instances_) {
      if (o.size > 1) continue;
      o.constant = o.constant * half;
      for (K& total : totals) total += o.constant;
    }
    const std::vector<Sums> sums = evaluate();
    const K& r = challenges_.r[round_];
    for (std::size_t c = 0; c < instances_.size(); ++c) {
      if (instances_[c].size == 1) continue;
      std::vector<K> values = sums[c].constraints;
      values.push_back(extrapolated(values));
      const K mu = challenges_.mu[c] * bound_eq_, nu = rho_ * challenges_.nu[c];
      const K slope = sums[c].helpers[1] - sums[c].helpers[0];
      for (unsigned x = 0; x < totals.size(); ++x) {
        const K weight = K(1) - r + (r + r - K(1)) * Fp(x);
        totals[x] += mu * weight * values[x] + nu * (sums[c].helpers[0] + slope * Fp(x));
      }
    }
    return totals;
  }

  void bind(const K& z) override {
    struct Task {
      OpenInstance* instance;
      std::size_t column;
    };
    std::vector<Task> tasks;
    for (OpenInstance& o : instances_) {
      for (std::size_t c = 0; o.size > 1 && c < o.columns; ++c) tasks.push_back({&o, c});
    }
    context_.pool.for_each(tasks.size(), [&](std::size_t i) {
      OpenInstance& o = *tasks[i].instance;
      const std::size_t rows = o.size / 2;
      const Planes planes{o.cells.data() + tasks[i].column * 5 * o.stride, o.stride};
      context_.kernels_for(rows).bind_high(planes, rows, 0, rows, z);
    });
    const K& r = challenges_.r[round_];
    bound_eq_ *= K(1) - r - z + (r * z + r * z);
    for (auto& [variables, rest] : rests_) {
      const std::size_t rows = rest.size() / 2;
      if (rows == 0) continue;
      context_.kernels_for(rows).add(rest.planes(), rest.planes() + rows, 0, rows);
      rest.shrink(rows);
    }
    for (OpenInstance& o : instances_) o.size = std::max<std::size_t>(1, o.size / 2);
    ++round_;
    close_finished();
  }

  std::vector<std::vector<K>> values() override {
    std::vector<std::vector<K>> result;
    for (const OpenInstance& o : instances_) result.push_back(o.row());
    return result;
  }

 private:
  struct OpenInstance {
    const Chip* chip;
    std::size_t plan, size, stride, columns;
    unsigned variables;
    Buffer<Fp> cells;       // column c, coordinate k at (5 c + k) stride
    bool finished = false;  // one row is left, and `constant` is set
    K constant;

    std::vector<K> row() const {
      std::vector<K> values(columns);
      for (std::size_t c = 0; c < columns; ++c) {
        for (unsigned k = 0; k < 5; ++k) values[c].c[k] = cells[(5 * c + k) * stride];
      }
      return values;
    }
  };
  struct Sums {
    std::vector<K> constraints;  // at 0..degree
    K helpers[2];                // at 0 and 1
  };

  void bind_omega(const InstanceView& view, OpenInstance& o, std::span<const K> lagrange) {
    const Kernels& k = context_.kernels_for(o.size);
    context_.pool.for_each(o.columns, [&](std::size_t c) {
      const Fp* parts[kSkipSize];
      for (std::size_t s = 0; s < kSkipSize; ++s) parts[s] = view.columns[c] + s * o.size;
      k.combine(parts, lagrange.data(), kSkipSize, 0, o.size, {o.cells.data() + c * 5 * o.stride, o.stride}, false);
    });
  }

  // The constant of an instance whose variables are used up.
  void close_finished() {
    for (std::size_t c = 0; c < instances_.size(); ++c) {
      OpenInstance& o = instances_[c];
      if (o.size > 1 || o.finished) continue;
      o.finished = true;
      const std::vector<K> row = o.row();
      const auto [columns, helpers] =
          std::pair(std::span(row).first(o.chip->column_count()), std::span(row).subspan(o.chip->column_count()));
      o.constant =
          challenges_.mu[c] * bound_eq_ * combined_constraints(*o.chip, columns, helpers, logup_, challenges_.lambdas) +
          rho_ * challenges_.nu[c] * helper_sum(helpers);
    }
  }

  std::vector<Sums> evaluate() {
    struct Task {
      std::size_t instance, begin, end;
    };
    std::vector<Task> tasks;
    for (std::size_t c = 0; c < instances_.size(); ++c) {
      const std::size_t rows = instances_[c].size / 2;
      for (std::size_t begin = 0; begin < rows; begin += kTaskRows) {
        tasks.push_back({c, begin, std::min(rows, begin + kTaskRows)});
      }
    }
    const unsigned points = degree_ + 1;
    std::vector<std::vector<K>> partial(tasks.size());
    std::vector<Scratch> scratch(context_.pool.size());
    context_.pool.for_each_worker(tasks.size(), [&](std::size_t i, unsigned worker) {
      const OpenInstance& o = instances_[tasks[i].instance];
      const Kernels& k = context_.kernels_for(o.size / 2);
      const KernelCode& code = plans_[o.plan].code();
      const std::size_t words = round_scratch(o.columns, code.slots()), sum_words = round_sums(points, k.width);
      Fp* memory = scratch[worker].words(words + sum_words);
      std::fill_n(memory + words, sum_words, Fp());
      const RoundArguments arguments{code.view(),
                                     terms_[o.plan].view(),
                                     o.cells.data(),
                                     o.stride,
                                     o.columns,
                                     o.chip->column_count(),
                                     o.size / 2,
                                     std::as_const(rests_.at(o.variables)).planes(),
                                     points,
                                     memory,
                                     scratch[worker].pointers(code.outputs()),
                                     memory + words};
      k.round(arguments, tasks[i].begin, tasks[i].end);
      for (std::size_t j = 0; j < points + 10; ++j) {
        partial[i].push_back(sum_lanes(memory + words + j * 5 * k.width, k.width));
      }
    });
    std::vector<Sums> sums(instances_.size(), Sums{std::vector<K>(points), {}});
    for (std::size_t i = 0; i < tasks.size(); ++i) {
      Sums& total = sums[tasks[i].instance];
      const std::span<const K> part = partial[i];
      for (unsigned x = 0; x < points; ++x) total.constraints[x] += part[x];
      for (unsigned x = 0; x < 2; ++x) total.helpers[x] += helper_sum(part.subspan(points + 5 * x, 5));
    }
    return sums;
  }

  // The next value of a polynomial of degree < n from n consecutive ones: its n-th difference vanishes.
  static K extrapolated(const std::vector<K>& values) {
    K next;
    Fp binomial = 1;
    const std::size_t n = values.size();
    for (std::size_t i = n; i-- > 0;) {  // value i has the coefficient (-1)^(n - 1 - i) binomial(n, i)
      binomial = binomial * Fp(i + 1) * Fp(n - i).inverse();
      next += values[i] * ((n - 1 - i) % 2 == 0 ? binomial : -binomial);
    }
    return next;
  }

  static constexpr std::size_t kTaskRows = 512;

  const Context context_;
  unsigned degree_, round_ = 0;
  LogupChallenges logup_;
  ZerocheckChallenges challenges_;
  K rho_, bound_eq_ = 1;
  std::vector<ChipPlan> plans_;
  std::vector<BoundTerms> terms_;
  std::vector<OpenInstance> instances_;
  std::map<unsigned, Table> rests_;  // by an instance's number of variables: eq of those after the open one
};

}  // namespace
}  // namespace cpu

std::unique_ptr<ZerocheckTables> CpuBackend::zerocheck(const Witness& witness, const LogupChallenges& logup,
                                                       const ZerocheckChallenges& challenges,
                                                       std::span<const K> lagrange, const K& rho) {
  return std::make_unique<cpu::Zerocheck>(context_, witness, logup, challenges, lagrange, rho);
}

}  // namespace squall
