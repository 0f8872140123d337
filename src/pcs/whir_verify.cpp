#include "pcs/whir_verify.hpp"

#include "field/algorithms.hpp"
#include "merkle/opening.hpp"
#include "pcs/sumcheck.hpp"

namespace squall {
namespace {

// sum_i coefficients[i] x^i for x in F.
K horner_base(std::span<const K> coefficients, Fp x) {
  K sum;
  for (std::size_t i = coefficients.size(); i-- > 0;) sum = sum * x + coefficients[i];
  return sum;
}

// The weights of the running claim sum_j f_j weight(j): one evaluation at a multilinear point, and univariate
// evaluations at points of K (out of domain) and of F (queries). Binding a variable turns each into a constraint on the
// folded f.
class Constraints {
 public:
  explicit Constraints(std::span<const K> z) : point_(z.begin(), z.end()), eq_coefficient_(1) {}

  void add(const K& x, const K& coefficient) { outside_.push_back({coefficient, x}); }
  void add(Fp x, const K& coefficient) { inside_.push_back({coefficient, x}); }

  void bind(const K& x) {
    const K z = point_.back();
    point_.pop_back();
    eq_coefficient_ *= K(1) - z - x + z * x * 2;
    for (auto& c : outside_) bind(c, x);
    for (auto& c : inside_) bind(c, x);
  }

  // sum_b f[b] weight(b); f has as many variables as are left.
  K apply(std::span<const K> f) const {
    K sum;
    const std::vector<K> eq = eq_table(point_);
    for (std::size_t b = 0; b < f.size(); ++b) sum += f[b] * eq[b];
    sum *= eq_coefficient_;
    for (const auto& c : outside_) sum += c.coefficient * horner(f, c.point);
    for (const auto& c : inside_) sum += c.coefficient * horner_base(f, c.point);
    return sum;
  }

 private:
  template <class Point>
  struct Univariate {
    K coefficient;
    Point point;
  };
  template <class Point>
  static void bind(Univariate<Point>& c, const K& x) {  // the pair (1, point)
    c.coefficient *= K(1) + x * (c.point - Point(1));
    c.point *= c.point;
  }

  std::vector<K> point_;  // most significant variable first
  K eq_coefficient_;
  std::vector<Univariate<K>> outside_;
  std::vector<Univariate<Fp>> inside_;
};

// Rows at these leaves, checked against the root: `width` words each; nothing unless they belong to it.
std::vector<std::uint32_t> open(Receiver& receiver, const Digest& root, unsigned log_leaves,
                                std::span<const std::uint64_t> leaves, std::size_t width) {
  std::vector<std::uint32_t> rows = receiver.hint_words(leaves.size() * width);
  const std::vector<Digest> siblings = receiver.hint_digests(opening_digest_count(log_leaves, leaves));
  if (receiver.ok()) {
    receiver.need(root_from_rows(log_leaves, leaves, rows, width, siblings) == root, "Merkle root of an opening");
  }
  return rows;
}

// The values of g on the queried blocks, one block after another.
std::vector<K> open_matrices(Receiver& receiver, unsigned log_rows, std::span<const WhirSource> sources,
                             std::span<const std::uint64_t> positions, unsigned fold) {
  const std::size_t size = std::size_t(1) << fold;
  std::vector<K> blocks(positions.size() * size);
  for (const WhirSource& source : sources) {
    const unsigned drop = log_rows - source.log_rows;
    const std::size_t width = source.weights.size();
    const auto leaves = block_leaves(positions, fold, drop);
    const auto rows = open(receiver, source.root, source.log_rows + 1, leaves, width);
    if (!receiver.ok()) return blocks;
    std::vector<K> values(leaves.size());
    for (std::size_t i = 0; i < leaves.size(); ++i) {
      for (std::size_t w = 0; w < width; ++w) {
        values[i] += source.weights[w] * Fp::from_canonical(rows[i * width + w]);
      }
    }
    std::size_t at = 0;  // positions and leaves ascend together
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      const std::uint64_t leaf = (positions[i / size] << fold | (i % size)) >> drop;
      while (leaves[at] != leaf) ++at;
      blocks[i] += values[at];
    }
  }
  return blocks;
}

std::vector<K> open_oracle(Receiver& receiver, const Digest& root, const WhirRound& round,
                           std::span<const std::uint64_t> positions) {
  const std::size_t width = std::size_t(K::kDegree) << round.fold;
  const auto words = open(receiver, root, round.log_domain - round.fold, positions, width);
  std::vector<K> blocks(words.size() / K::kDegree);
  for (std::size_t i = 0; i < words.size(); ++i)
    blocks[i / K::kDegree].c[i % K::kDegree] = Fp::from_canonical(words[i]);
  return blocks;
}

bool usable(const Params& params, unsigned log_rows, std::span<const WhirSource> sources, std::span<const K> z) {
  if (log_rows > kMaxLogRows || log_rows <= params.final_log || z.size() != log_rows || sources.empty()) return false;
  for (const WhirSource& source : sources) {
    if (source.log_rows > log_rows || source.weights.empty()) return false;
  }
  return true;
}

}  // namespace

void whir_verify(Receiver& receiver, const Params& params, unsigned log_rows, std::span<const WhirSource> sources,
                 std::span<const K> z, const K& first_claim) {
  if (!receiver.need(usable(params, log_rows, sources, z), "no folding schedule for these shapes")) return;
  const WhirSchedule schedule = whir_schedule(params, log_rows);
  Transcript& transcript = receiver.transcript();
  Constraints constraints(z);
  K claim = first_claim;
  Digest root{};
  for (std::size_t i = 0; i < schedule.rounds.size() && receiver.ok(); ++i) {
    const WhirRound& round = schedule.rounds[i];
    const bool last = i + 1 == schedule.rounds.size();
    std::vector<K> challenges;
    for (unsigned k = 0; k < round.fold; ++k) {
      const SumcheckStep step = verify_round(receiver, "fold", claim, kWhirRoundDegree, params.pow_fold);
      constraints.bind(step.challenge);
      challenges.push_back(step.challenge);
      claim = step.claim;
    }
    Digest next_root{};
    std::vector<K> outside, outside_values, final_polynomial;
    if (last) {
      final_polynomial = receiver.extension("final", std::size_t(1) << schedule.final_log);
    } else {
      next_root = receiver.digest("oracle");
      outside = transcript.challenges("ood", round.ood);
      if (round.ood > 0) outside_values = receiver.extension("ood", round.ood);
    }
    receiver.grind("queries", params.pow_query);
    if (!receiver.ok()) return;
    const auto positions = transcript.positions("queries", round.queries, round.log_domain - round.fold);
    std::vector<K> blocks = i == 0 ? open_matrices(receiver, log_rows, sources, positions, round.fold)
                                   : open_oracle(receiver, root, round, positions);
    if (!receiver.ok()) return;

    const BlockFolder folder(round.log_domain, challenges);
    const auto folded = [&](std::size_t j) {
      return folder.fold(positions[j], std::span(blocks).subspan(j << round.fold, std::size_t(1) << round.fold));
    };
    if (last) {
      for (std::size_t j = 0; j < positions.size(); ++j) {
        receiver.need(horner_base(final_polynomial, block_point(positions[j], round)) == folded(j),
                      "the final polynomial at a query");
      }
      receiver.need(constraints.apply(final_polynomial) == claim, "the last claim of WHIR");
      return;
    }
    const K xi = transcript.challenge("combine");
    K power = xi;
    for (std::size_t j = 0; j < outside.size(); ++j, power *= xi) {
      claim += power * outside_values[j];
      constraints.add(outside[j], power);
    }
    for (std::size_t j = 0; j < positions.size(); ++j, power *= xi) {
      claim += power * folded(j);
      constraints.add(block_point(positions[j], round), power);
    }
    root = next_root;
  }
}

}  // namespace squall
