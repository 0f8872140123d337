// The zerocheck after its first round.

#include <algorithm>
#include <map>

#include "backend/common/chip_plan.hpp"
#include "backend/common/zerocheck_rounds.hpp"
#include "backend/cpu/cpu_backend.hpp"
#include "backend/cpu/matrix.hpp"

namespace squall {
namespace cpu {
namespace {

class Zerocheck : public ZerocheckTables {
 public:
  Zerocheck(const Context& context, const Witness& witness, const LogupChallenges& logup,
            const ZerocheckChallenges& challenges, std::span<const K> lagrange, const K& rho)
      : context_(context),
        degree_(witness.key.machine.max_degree),
        rounds_(witness.key.machine, witness.shape, logup, challenges, rho) {
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
      o.stride = view.height() >> kSkipLog;
      o.columns = view.columns.size();
      o.cells = Buffer<Fp>(context_.pool.memory(), o.columns * 5 * o.stride, true);
      bind_omega(view, o, lagrange);
      const unsigned variables = view.log_rows - kSkipLog;
      o.variables = variables;
      if (variables > 0 && !rests_.contains(variables)) {
        rests_.emplace(variables, eq_planes(context_, std::span(challenges.r).subspan(1, variables - 1)));
      }
    }
    close_finished();
  }

  std::vector<K> round() override { return rounds_.round(evaluate()); }

  void bind(const K& z) override {
    struct Task {
      std::size_t instance, column;
    };
    std::vector<Task> tasks;
    for (std::size_t i = 0; i < instances_.size(); ++i) {
      for (std::size_t c = 0; rounds_.size(i) > 1 && c < instances_[i].columns; ++c) tasks.push_back({i, c});
    }
    context_.pool.for_each(tasks.size(), [&](std::size_t i) {
      OpenInstance& o = instances_[tasks[i].instance];
      const std::size_t rows = rounds_.size(tasks[i].instance) / 2;
      const Planes planes{o.cells.data() + tasks[i].column * 5 * o.stride, o.stride};
      context_.kernels_for(rows).bind_high(planes, rows, 0, rows, z);
    });
    for (auto& [variables, rest] : rests_) {
      const std::size_t rows = rest.size() / 2;
      if (rows == 0) continue;
      context_.kernels_for(rows).add(rest.planes(), rest.planes() + rows, 0, rows);
      rest.shrink(rows);
    }
    rounds_.bind(z);
    close_finished();
  }

  std::vector<std::vector<K>> values() override { return rounds_.values(); }

 private:
  struct OpenInstance {
    const Chip* chip;
    std::size_t plan, stride, columns;
    unsigned variables;
    Buffer<Fp> cells;  // column c, coordinate k at (5 c + k) stride

    std::vector<K> row() const {
      std::vector<K> values(columns);
      for (std::size_t c = 0; c < columns; ++c) {
        for (unsigned k = 0; k < 5; ++k) values[c].c[k] = cells[(5 * c + k) * stride];
      }
      return values;
    }
  };

  void bind_omega(const InstanceView& view, OpenInstance& o, std::span<const K> lagrange) {
    const Kernels& k = context_.kernels_for(o.stride);
    context_.pool.for_each(o.columns, [&](std::size_t c) {
      const Fp* parts[kSkipSize];
      for (std::size_t s = 0; s < kSkipSize; ++s) parts[s] = view.columns[c] + s * o.stride;
      k.combine(parts, lagrange.data(), kSkipSize, 0, o.stride, {o.cells.data() + c * 5 * o.stride, o.stride}, false);
    });
  }

  void close_finished() {
    for (const std::size_t c : rounds_.unclosed()) rounds_.close(c, instances_[c].row());
  }

  ZerocheckRounds::Sums evaluate() {
    struct Task {
      std::size_t instance, begin, end;
    };
    std::vector<Task> tasks;
    for (std::size_t c = 0; c < instances_.size(); ++c) {
      const std::size_t rows = rounds_.size(c) / 2;
      for (std::size_t begin = 0; begin < rows; begin += kTaskRows) {
        tasks.push_back({c, begin, std::min(rows, begin + kTaskRows)});
      }
    }
    const unsigned points = degree_ + 1;
    std::vector<std::vector<K>> partial(tasks.size());
    std::vector<Scratch> scratch(context_.pool.size());
    context_.pool.for_each_worker(tasks.size(), [&](std::size_t i, unsigned worker) {
      const OpenInstance& o = instances_[tasks[i].instance];
      const std::size_t half = rounds_.size(tasks[i].instance) / 2;
      const Kernels& k = context_.kernels_for(half);
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
                                     half,
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
    ZerocheckRounds::Sums sums(degree_);
    for (std::size_t i = 0; i < tasks.size(); ++i) {
      const std::size_t c = tasks[i].instance;
      const std::span<const K> part = partial[i];
      for (unsigned x = 0; x < points; ++x) sums.constraints[x] += rounds_.challenges().mu[c] * part[x];
      for (unsigned x = 0; x < 2; ++x) {
        sums.helpers[x] += rounds_.challenges().nu[c] * helper_sum(part.subspan(points + 5 * x, 5));
      }
    }
    return sums;
  }

  static constexpr std::size_t kTaskRows = 512;

  const Context context_;
  unsigned degree_;
  ZerocheckRounds rounds_;
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
