#include <optional>

#include "backend/common/packed_columns.hpp"
#include "backend/common/product_sums.hpp"
#include "base/bits.hpp"
#include "cuda/commit/commit.hpp"
#include "cuda/commit/powers.hpp"
#include "cuda/field/eq.hpp"
#include "cuda/field/univariate.hpp"
#include "cuda/matrix/combine.hpp"
#include "cuda/matrix/matrix.hpp"
#include "cuda/whir/whir.hpp"

namespace squall::cuda {
namespace {

struct Source {
  const CudaMatrix* matrix;
  const CudaCommitment* commitment;
};

// Binding waits for the next verb: if that is a round polynomial, both are one pass over the tables.
class Whir : public WhirProver {
 public:
  Whir(Gpu& gpu, const DeviceTwiddles& twiddles, std::vector<Source> sources, Table f, Table weights)
      : gpu_(gpu), twiddles_(twiddles), sources_(std::move(sources)), f_(std::move(f)), weights_(std::move(weights)) {}

  std::array<K, 3> round_polynomial() override {
    if (!sums_ && open_ && f_.size() >= 4) {
      halve([&](const Planes& f, const Planes& w) {
        sums_ = bind_and_sum_low(gpu_, constant(f_), constant(weights_), f_.size(), *open_, f, w);
      });
    }
    settle();
    if (!sums_) sums_ = sum_low(gpu_, constant(f_), constant(weights_), f_.size());
    return product_coefficients(*sums_);
  }

  void bind(const K& x) override {
    settle();
    open_ = x;
    sums_.reset();
  }

  Digest commit(unsigned log_domain, unsigned log_leaf) override {
    settle();
    oracles_.push_back(commit_oracle(gpu_, twiddles_, constant(f_), log2_exact(f_.size()), log_domain, log_leaf));
    return oracles_.back()->root();
  }

  std::vector<K> evaluate(std::span<const K> points) override {
    settle();
    return cuda::evaluate(gpu_, constant(f_), f_.size(), points);
  }

  MerkleOpening open_source(std::size_t source, std::span<const std::uint64_t> leaves) override {
    const Source& s = sources_[source];
    return open_matrix(gpu_, twiddles_, *s.matrix, *s.commitment, leaves);
  }

  MerkleOpening open_oracle(std::size_t number, std::span<const std::uint64_t> leaves) override {
    MerkleOpening opening = cuda::open_oracle(gpu_, *oracles_[number - 1], leaves);
    oracles_[number - 1].reset();
    return opening;
  }

  void add_constraints(const WhirConstraints& constraints) override {
    settle();
    if (!constraints.positions.empty()) {
      add_powers(gpu_, twiddles_, weights_.planes(), log2_exact(weights_.size()), constraints.log_positions,
                 constraints.positions, constraints.position_coefficients);
    }
    sums_ = add_point_powers(gpu_, constant(f_), weights_.planes(), f_.size(), constraints.points,
                             constraints.point_coefficients);
  }

  std::vector<K> download() override {
    settle();
    return download_table(gpu_, constant(f_), f_.size());
  }

 private:
  static ConstPlanes constant(const Table& table) { return table.planes(); }

  // Into tables of half the size, which take the place of f and the weights.
  template <class Bind>
  void halve(const Bind& bind) {
    Table f(gpu_, f_.size() / 2), weights(gpu_, f_.size() / 2);
    bind(f.planes(), weights.planes());
    f_ = std::move(f);
    weights_ = std::move(weights);
    open_.reset();
  }
  // What bind has left undone.
  void settle() {
    if (!open_) return;
    halve([&](const Planes& f, const Planes& w) {
      bind_low(gpu_, constant(f_), constant(weights_), f_.size(), *open_, f, w);
    });
  }

  Gpu& gpu_;
  const DeviceTwiddles& twiddles_;
  std::vector<Source> sources_;
  Table f_, weights_;
  std::optional<K> open_;            // the variable's value, if f and the weights still have it
  std::optional<ProductSums> sums_;  // over f and the weights as they are
  std::vector<std::optional<CudaOracle>> oracles_;
};

void append_columns(std::vector<ColumnTerm>& list, const CudaMatrix& matrix, const Packing& packing,
                    std::span<const K> weights) {
  for (const auto& [column, weight, rows] : weighted_columns(packing, weights)) {
    list.push_back({matrix.column(column), rows, weight});
  }
}

// g. The preprocessed matrix is lifted: its row j is row j 2^(H - h) of g.
Table combination(Gpu& gpu, const Witness& witness, const std::array<std::vector<K>, 3>& weights) {
  const Shape& shape = witness.shape;
  const Packing& fixed = witness.key.preprocessed;
  std::vector<ColumnTerm> columns;
  if (witness.main) append_columns(columns, cuda_matrix(*witness.main), shape.main, weights[0]);
  if (witness.helper) append_columns(columns, cuda_matrix(*witness.helper), shape.helper, weights[1]);
  Table g(gpu, std::size_t(1) << shape.log_rows);
  combine(gpu, ColumnTerms(gpu, std::move(columns)), g.size(), g.planes());
  if (!witness.preprocessed || fixed.width == 0) return g;
  columns.clear();
  append_columns(columns, cuda_matrix(*witness.preprocessed), fixed, weights[2]);
  combine(gpu, ColumnTerms(gpu, std::move(columns)), std::size_t(1) << fixed.log_rows, g.planes(),
          shape.log_rows - fixed.log_rows, true);
  return g;
}

std::size_t table(unsigned bits) { return Pool::rounded(Table::bytes(std::size_t(1) << bits)); }

// Opening the first round's leaves in the matrices, one after the other.
std::size_t open_sources_memory(const VerifyingKey& key, const Shape& shape, const WhirRound& round) {
  std::size_t most = 0;
  for (const Packing* packing : {&shape.main, &shape.helper, &key.preprocessed}) {
    if (packing->width == 0) continue;
    const unsigned drop = shape.log_rows - packing->log_rows;
    const std::size_t block = std::max<std::size_t>(1, (std::size_t(1) << round.fold) >> drop);
    const std::size_t queries = std::min(std::size_t(round.queries), (std::size_t(2) << packing->log_rows) / block);
    most = std::max(most, open_memory(packing->log_rows, packing->width, queries, block));
  }
  return most;
}

}  // namespace

std::unique_ptr<WhirProver> make_whir(Gpu& gpu, const DeviceTwiddles& twiddles, const Witness& witness,
                                      std::array<const Commitment*, 3> commitments,
                                      const std::array<std::vector<K>, 3>& weights, std::span<const K> z) {
  const Matrix* matrices[3] = {witness.main, witness.helper, witness.preprocessed};
  std::vector<Source> sources;
  for (std::size_t i = 0; i < 3; ++i) {
    if (!matrices[i] || matrices[i]->width() == 0) continue;
    sources.push_back({&cuda_matrix(*matrices[i]), static_cast<const CudaCommitment*>(commitments[i])});
  }
  Table f = combination(gpu, witness, weights);
  return std::make_unique<Whir>(gpu, twiddles, std::move(sources), std::move(f), eq_table(gpu, z));
}

std::size_t whir_memory(const VerifyingKey& key, const Shape& shape, const Params& params) {
  const WhirSchedule schedule = whir_schedule(params, shape.log_rows);
  unsigned log_size = shape.log_rows;
  const std::size_t terms =
      ColumnTerms::bytes(shape.main.width + shape.helper.width) + ColumnTerms::bytes(key.preprocessed.width);
  std::size_t most = table(log_size) + std::max(terms, eq_memory(log_size)), oracle = 0;
  const auto holds = [&](std::size_t bytes) { most = std::max(most, bytes); };
  for (std::size_t i = 0; i < schedule.rounds.size(); ++i) {
    const WhirRound& round = schedule.rounds[i];
    const bool last = i + 1 == schedule.rounds.size();
    // Binding the round's first variable is the worst: both tables and their halves.
    holds(oracle + 2 * table(log_size) + 2 * table(log_size - 1) + low_sums_memory(std::size_t(1) << (log_size - 1)));
    log_size -= round.fold;
    const std::size_t tables = 2 * table(log_size), size = std::size_t(1) << log_size;
    const unsigned log_positions = round.log_domain - round.fold;
    const std::size_t queries = std::min(std::size_t(round.queries), std::size_t(1) << log_positions);
    std::size_t next = 0;
    if (!last) {
      const unsigned log_leaf = schedule.rounds[i + 1].fold;
      next = oracle_memory(round.log_domain - 1, log_leaf);
      holds(tables + oracle + commit_oracle_memory(round.log_domain - 1, log_leaf));
      holds(tables + oracle + next + univariate_memory(size, round.ood));
      holds(tables + oracle + next + add_powers_memory(log_positions, queries));
    }
    holds(
        tables + oracle + next +
        (i == 0 ? open_sources_memory(key, shape, round) : open_oracle_memory(round.log_domain, round.fold, queries)));
    oracle = next;
  }
  return most;
}

}  // namespace squall::cuda
