// Helper columns, and the zerocheck's first round.

#include <algorithm>
#include <map>

#include "backend/common/chip_plan.hpp"
#include "backend/cpu/cpu_backend.hpp"
#include "backend/cpu/matrix.hpp"
#include "base/bits.hpp"
#include "field/shoup.hpp"

namespace squall {
namespace cpu {
namespace {

struct Task {
  std::size_t instance, begin, end;
};

std::vector<Task> split(const std::vector<InstanceView>& instances, unsigned drop, std::size_t grain) {
  std::vector<Task> tasks;
  for (std::size_t c = 0; c < instances.size(); ++c) {
    const std::size_t size = instances[c].height() >> drop;
    for (std::size_t begin = 0; begin < size; begin += grain) {
      tasks.push_back({c, begin, std::min(size, begin + grain)});
    }
  }
  return tasks;
}

// Coordinate k of (x^j)^p at 5 k + j.
std::vector<Fp> frobenius_map() {
  std::vector<Fp> map(25);
  for (unsigned j = 0; j < 5; ++j) {
    K x;
    x.c[j] = 1;
    const K image = x.frobenius();
    for (unsigned k = 0; k < 5; ++k) map[5 * k + j] = image.c[k];
  }
  return map;
}

// See SkipArguments.
std::vector<SkipTwiddle> skip_twiddles(Fp shift, bool inverted) {
  std::vector<SkipTwiddle> result(kSkipSize + 1);
  const auto put = [&](std::size_t at, Fp w) {
    const ShoupPair pair(w);
    result[at] = {pair.value, pair.quotient};
  };
  for (unsigned level = 0; level < kSkipLog; ++level) {
    for (unsigned b = 0; b < 1u << level; ++b) {
      const Fp a = skip_twiddle(shift, level, b);
      put((std::size_t(1) << level) + b, inverted ? a.inverse() : a);
    }
  }
  put(kSkipSize, Fp(kSkipSize).inverse());
  return result;
}

}  // namespace
}  // namespace cpu

std::vector<K> CpuBackend::helpers(Witness& witness, const LogupChallenges& logup) {
  using namespace cpu;
  const auto instances = views(witness);
  const Kernels& k = kernels(context_.isa);
  std::vector<ChipPlan> plans;
  std::vector<BoundTerms> terms;
  for (const Chip& chip : witness.key.machine.chips) {
    plans.emplace_back(chip, false);
    terms.push_back(plans.back().bind(logup, {}, RowsOver::kBase));
  }
  const std::vector<Fp> frobenius = frobenius_map();
  const std::vector<Task> tasks = split(instances, 0, 1 << 13);
  std::vector<Scratch> scratch(context_.pool.size());
  std::vector<K> sums(tasks.size());
  context_.pool.for_each_worker(tasks.size(), [&](std::size_t i, unsigned worker) {
    const InstanceView& view = instances[tasks[i].instance];
    const ChipPlan& plan = plans[view.chip_index];
    const std::size_t words = helper_scratch(plan.code().slots(), view.chip->groups.size());
    Fp* memory = scratch[worker].words(words + 5 * k.width);
    std::fill_n(memory + words, 5 * k.width, Fp());
    HelperArguments arguments{plan.code().view(),
                              terms[view.chip_index].view(),
                              view.columns.data(),
                              view.helpers.data(),
                              frobenius.data(),
                              plan.code().slots(),
                              memory,
                              scratch[worker].pointers(plan.code().outputs()),
                              memory + words};
    if (view.chip->groups.empty()) return;
    k.helpers(arguments, tasks[i].begin, tasks[i].end);
    sums[i] = sum_lanes(memory + words, k.width);
  });
  std::vector<K> totals(instances.size());
  for (std::size_t i = 0; i < tasks.size(); ++i) totals[tasks[i].instance] += sums[i];
  return totals;
}

SkipRound CpuBackend::skip_round(const Witness& witness, const LogupChallenges& logup,
                                 const ZerocheckChallenges& challenges) {
  using namespace cpu;
  check(witness.shape.skip == kSkipLog, "the kernels skip six variables");
  const Kernels& k = kernels(context_.isa);
  const auto instances = views(witness);
  const unsigned cosets = witness.key.machine.max_degree - 1;
  std::vector<ChipPlan> plans;
  std::vector<BoundTerms> terms;
  const std::vector<Chip>& chips = witness.key.machine.chips;
  for (std::size_t c = 0; c < chips.size(); ++c) {
    plans.emplace_back(chips[c], true);
    // There are lambdas for chips with instances only.
    const bool used = !witness.shape.heights[c].empty();
    terms.push_back(used ? plans.back().bind(logup, challenges.lambdas, RowsOver::kBase) : BoundTerms{});
  }
  std::map<unsigned, Table> weights;
  for (const InstanceView& view : instances) {
    if (weights.contains(view.log_rows)) continue;
    weights.emplace(view.log_rows,
                    eq_planes(context_, std::span(challenges.r).first(view.log_rows - kSkipLog), kSkipLanes));
  }
  const std::vector<SkipTwiddle> inverse = skip_twiddles(1, true);
  std::vector<SkipTwiddle> forward;
  for (unsigned i = 1; i <= cosets; ++i) {
    const auto coset = skip_twiddles(Fp(Fp::kGenerator).pow(i), false);
    forward.insert(forward.end(), coset.begin(), coset.begin() + kSkipSize);
  }

  const std::vector<Task> tasks = split(instances, kSkipLog, 128);
  std::vector<Scratch> scratch(context_.pool.size());
  std::vector<std::vector<K>> sums(tasks.size());  // per coset and position, then per position the helper coordinates
  context_.pool.for_each_worker(tasks.size(), [&](std::size_t i, unsigned worker) {
    const InstanceView& view = instances[tasks[i].instance];
    const ChipPlan& plan = plans[view.chip_index];
    const std::size_t words = skip_scratch(view.columns.size(), plan.code().slots());
    const std::size_t sum_words = skip_sums(cosets, k.width);
    Fp* memory = scratch[worker].words(words + sum_words);
    Fp* lanes = memory + words;
    std::fill_n(lanes, sum_words, Fp());
    const SkipArguments arguments{plan.code().view(),
                                  terms[view.chip_index].view(),
                                  view.columns.data(),
                                  view.columns.size(),
                                  view.helper_first(),
                                  view.height() >> kSkipLog,
                                  std::as_const(weights.at(view.log_rows)).planes(),
                                  inverse.data(),
                                  forward.data(),
                                  cosets,
                                  memory,
                                  scratch[worker].pointers(plan.code().outputs()),
                                  lanes};
    k.skip(arguments, tasks[i].begin, tasks[i].end);
    for (std::size_t j = 0; j < (cosets + 1) * kSkipSize; ++j) {
      sums[i].push_back(sum_lanes(lanes + j * 5 * k.width, k.width));
    }
  });

  SkipRound result;
  result.quotient_cosets.assign(cosets, std::vector<K>(kSkipSize));
  result.helper_sums.resize(kSkipSize);
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    const K &mu = challenges.mu[tasks[i].instance], &nu = challenges.nu[tasks[i].instance];
    for (std::size_t l = 0; l < kSkipSize; ++l) {
      const std::size_t s = bit_reverse(l, kSkipLog);
      for (unsigned c = 0; c < cosets; ++c) result.quotient_cosets[c][s] += mu * sums[i][c * kSkipSize + l];
      result.helper_sums[s] += nu * sums[i][cosets * kSkipSize + l];
    }
  }
  return result;
}

}  // namespace squall
