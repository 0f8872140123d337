// WHIR's verbs on f and its weights.

#include <algorithm>

#include "backend/common/packed_columns.hpp"
#include "backend/common/product_sums.hpp"
#include "backend/cpu/commitment.hpp"
#include "backend/cpu/cpu_backend.hpp"
#include "backend/cpu/matrix.hpp"
#include "base/bits.hpp"
#include "field/algorithms.hpp"
#include "poly/extension_vector.hpp"

namespace squall {
namespace cpu {
namespace {

constexpr std::size_t kGrain = 4096;
constexpr std::size_t kPowers = 1024;  // of a point, in a table; other powers are products with one more

struct Source {
  const CpuMatrix* matrix;
  const CpuCommitment* commitment;
};

class Whir : public WhirProver {
 public:
  Whir(const Context& context, std::shared_ptr<const Twiddles> twiddles, std::vector<Source> sources, Table f,
       Table weights)
      : context_(context),
        twiddles_(std::move(twiddles)),
        sources_(std::move(sources)),
        f_(std::move(f)),
        weights_(std::move(weights)) {}

  std::array<K, 3> round_polynomial() override {
    const std::size_t half = f_.size() / 2;
    const Kernels& k = context_.kernels_for(half);
    const auto sums = sum_ranges(context_, half, kGrain, 3, [&](std::size_t begin, std::size_t end, K* part) {
      k.product_low(std::as_const(f_).planes(), std::as_const(weights_).planes(), begin, end, part);
    });
    return product_coefficients(sums);
  }

  void bind(const K& x) override {
    const std::size_t half = f_.size() / 2;
    const Kernels& k = context_.kernels_for(half);
    const auto bind = [&](Table& table, Table& spare) {
      if (spare.size() < half) spare = Table(context_.pool.memory(), half);
      context_.pool.for_ranges(half, kGrain, [&](std::size_t begin, std::size_t end) {
        k.bind_low(table.planes(), spare.planes(), begin, end, x);
      });
      spare.shrink(half);
      std::swap(table, spare);
    };
    bind(f_, spare_f_);
    bind(weights_, spare_weights_);
  }

  Digest commit(unsigned log_domain, unsigned log_leaf) override {
    ExtensionVector coefficients(context_.pool.memory(), f_.size(), false);
    const ConstPlanes f = std::as_const(f_).planes();
    for (unsigned k = 0; k < 5; ++k) {
      std::copy_n(f.data + k * f.stride, f_.size(), coefficients.coordinate[k].data());
    }
    Oracle& oracle = oracles_.emplace_back();
    oracle.width = std::size_t(5) << log_leaf;
    oracle.words =
        encode_extension(coefficients, log2_exact(f_.size()), log_domain, *twiddles_, context_.isa, context_.pool);
    oracle.tree = commit_rows(oracle.words, oracle.width, log_domain - log_leaf, context_.isa, context_.pool);
    return oracle.tree.root();
  }

  std::vector<K> evaluate(std::span<const K> points) override {
    std::vector<K> results;
    const std::size_t block = std::min(f_.size(), kPowers), blocks = f_.size() / block;
    const Kernels& k = context_.kernels_for(block);
    for (const K& x : points) {
      const Table table(context_.pool.memory(), powers(x, block));
      std::vector<K> parts(blocks);
      context_.pool.for_each(blocks, [&](std::size_t b) {
        parts[b] = k.dot(std::as_const(f_).planes() + b * block, table.planes(), block);
      });
      results.push_back(horner(parts, x.pow(block)));
    }
    return results;
  }

  MerkleOpening open_source(std::size_t source, std::span<const std::uint64_t> leaves) override {
    const CpuMatrix& matrix = *sources_[source].matrix;
    return {open_columns(columns_of(matrix), matrix.log_rows(), 1, leaves, {*twiddles_, context_.isa, context_.pool}),
            sources_[source].commitment->tree.siblings(leaves)};
  }

  MerkleOpening open_oracle(std::size_t number, std::span<const std::uint64_t> leaves) override {
    const Oracle oracle = std::move(oracles_[number - 1]);
    MerkleOpening opening;
    for (const std::uint64_t leaf : leaves) {
      const std::uint32_t* row = oracle.words.data() + leaf * oracle.width;
      opening.rows.insert(opening.rows.end(), row, row + oracle.width);
    }
    opening.siblings = oracle.tree.siblings(leaves);
    return opening;
  }

  void add_constraints(const WhirConstraints& constraints) override {
    const std::size_t block = std::min(weights_.size(), kPowers), blocks = weights_.size() / block;
    const Kernels& k = context_.kernels_for(block);
    for (std::size_t i = 0; i < constraints.points.size(); ++i) {
      const K &x = constraints.points[i], step = x.pow(block);
      const Table table(context_.pool.memory(), powers(x, block));
      std::vector<K> factors{constraints.point_coefficients[i]};
      while (factors.size() < blocks) factors.push_back(factors.back() * step);
      context_.pool.for_each(blocks, [&](std::size_t b) {
        k.add_scaled(weights_.planes() + b * block, table.planes(), block, factors[b]);
      });
    }
    if (constraints.positions.empty()) return;
    std::vector<SparseTerm> terms;
    for (std::size_t q = 0; q < constraints.positions.size(); ++q) {
      terms.push_back({constraints.positions[q], constraints.position_coefficients[q]});
    }
    const ExtensionVector sums = sum_of_powers(terms, constraints.log_positions, log2_exact(weights_.size()),
                                               *twiddles_, context_.isa, context_.pool);
    const Planes weights = weights_.planes();
    context_.pool.for_each(5, [&](std::size_t coordinate) {
      Fp* out = weights.data + coordinate * weights.stride;
      for (std::size_t i = 0; i < weights_.size(); ++i) out[i] += sums.coordinate[coordinate][i];
    });
  }

  std::vector<K> download() override {
    std::vector<K> values(f_.size());
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = f_.get(i);
    return values;
  }

 private:
  struct Oracle {
    std::size_t width = 0;  // words per leaf
    Buffer<std::uint32_t> words;
    MerkleTree tree;
  };

  const Context context_;
  std::shared_ptr<const Twiddles> twiddles_;
  std::vector<Source> sources_;
  Table f_, weights_;
  Table spare_f_, spare_weights_;  // where the next halves go: tables take turns
  std::vector<Oracle> oracles_;
};

// A column with its weight; rows from `rows` on are zero.
struct ColumnTerm {
  const Fp* cells;
  K weight;
  std::size_t rows;
};

// The sum of columns of 2^log_rows rows.
Table weighted_sum(const Context& context, unsigned log_rows, const std::vector<ColumnTerm>& columns) {
  const std::size_t rows = std::size_t(1) << log_rows;
  Table sum(context.pool.memory(), rows);
  const Kernels& k = context.kernels_for(rows);
  context.pool.for_ranges(rows, std::min<std::size_t>(rows, 1024), [&](std::size_t begin, std::size_t end) {
    std::vector<const Fp*> cells;
    std::vector<K> weights;
    for (const ColumnTerm& column : columns) {
      if (column.rows <= begin) continue;
      cells.push_back(column.cells);
      weights.push_back(column.weight);
    }
    k.combine(cells.data(), weights.data(), cells.size(), begin, end, sum.planes(), false);
  });
  return sum;
}

void append_columns(std::vector<ColumnTerm>& list, const CpuMatrix& matrix, const Packing& packing,
                    std::span<const K> weights) {
  for (const auto& [column, weight, rows] : weighted_columns(packing, weights)) {
    list.push_back({matrix.column(column), weight, rows});
  }
}

// g. The preprocessed matrix is lifted: its row j is row j 2^(H - h) of g.
Table combination(const Context& context, const Witness& witness, const std::array<std::vector<K>, 3>& weights) {
  const Shape& shape = witness.shape;
  const Packing& fixed = witness.key.preprocessed;
  std::vector<ColumnTerm> columns;
  if (witness.main) append_columns(columns, cpu_matrix(*witness.main), shape.main, weights[0]);
  if (witness.helper) append_columns(columns, cpu_matrix(*witness.helper), shape.helper, weights[1]);
  Table g = weighted_sum(context, shape.log_rows, columns);
  if (!witness.preprocessed || fixed.width == 0) return g;
  columns.clear();
  append_columns(columns, cpu_matrix(*witness.preprocessed), fixed, weights[2]);
  const Table lower = weighted_sum(context, fixed.log_rows, columns);
  for (std::size_t j = 0; j < lower.size(); ++j) {
    const std::size_t at = j << (shape.log_rows - fixed.log_rows);
    g.set(at, g.get(at) + lower.get(j));
  }
  return g;
}

}  // namespace
}  // namespace cpu

std::unique_ptr<WhirProver> CpuBackend::whir(const Witness& witness, std::array<const Commitment*, 3> commitments,
                                             const std::array<std::vector<K>, 3>& weights, std::span<const K> z) {
  const Matrix* matrices[3] = {witness.main, witness.helper, witness.preprocessed};
  std::vector<cpu::Source> sources;
  for (std::size_t i = 0; i < 3; ++i) {
    if (!matrices[i] || matrices[i]->width() == 0) continue;
    sources.push_back({&cpu::cpu_matrix(*matrices[i]), static_cast<const cpu::CpuCommitment*>(commitments[i])});
  }
  cpu::Table f = cpu::combination(context_, witness, weights);
  return std::make_unique<cpu::Whir>(context_, twiddles(witness.shape.log_rows + 1), std::move(sources), std::move(f),
                                     cpu::eq_planes(context_, z));
}

}  // namespace squall
