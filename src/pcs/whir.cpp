#include "pcs/whir.hpp"

#include <algorithm>

#include "base/bits.hpp"

namespace squall {

WhirSchedule whir_schedule(const Params& params, unsigned log_rows) {
  WhirSchedule schedule{{}, log_rows};
  unsigned log_domain = log_rows + 1;
  while (schedule.final_log > params.final_log) {
    const unsigned wanted = schedule.rounds.empty() ? params.first_fold : params.fold;
    const unsigned fold = std::min(wanted, schedule.final_log - params.final_log);
    schedule.rounds.push_back({fold, log_domain, pick(params.queries, schedule.rounds.size()), params.ood});
    schedule.final_log -= fold;
    --log_domain;
  }
  return schedule;
}

Fp block_point(std::uint64_t p, const WhirRound& round) {
  const unsigned bits = round.log_domain - round.fold;
  return Fp::root_of_unity(bits).pow(bit_reverse(p, bits));
}

std::vector<std::uint64_t> block_leaves(std::span<const std::uint64_t> positions, unsigned fold, unsigned drop) {
  std::vector<std::uint64_t> leaves;
  for (std::uint64_t p : positions) {
    const std::uint64_t first = p << fold, last = first + (std::uint64_t(1) << fold) - 1;
    std::uint64_t leaf = first >> drop;
    if (!leaves.empty() && leaf == leaves.back()) ++leaf;
    for (; leaf <= last >> drop; ++leaf) leaves.push_back(leaf);
  }
  return leaves;
}

BlockFolder::BlockFolder(unsigned log_domain, std::span<const K> challenges) {
  for (const K& x : challenges) {
    levels_.push_back({log_domain, Fp::root_of_unity(log_domain).inverse(), x});
    --log_domain;
  }
}

K BlockFolder::fold(std::uint64_t p, std::span<K> values) const {
  static constexpr Fp kHalf = Fp(2).inverse();
  std::size_t pairs = values.size() / 2;
  for (const Level& level : levels_) {
    for (std::size_t q = 0; q < pairs; ++q) {
      // Pair q of the block is pair p * pairs + q of the word; its even position belongs to y = w^e.
      const std::uint64_t e = bit_reverse(p * pairs + q, level.log_domain - 1);
      const K sum = values[2 * q] + values[2 * q + 1], difference = values[2 * q] - values[2 * q + 1];
      const K even = sum * kHalf, odd = difference * (kHalf * level.inverse_root.pow(e));
      values[q] = even + level.challenge * (odd - even);
    }
    pairs /= 2;
  }
  return values[0];
}

}  // namespace squall
