// The merge sumcheck on the CPU; backend/common/merge_bits.hpp explains it.

#include <algorithm>

#include "backend/common/merge_bits.hpp"
#include "backend/common/packed_columns.hpp"
#include "backend/common/product_sums.hpp"
#include "backend/cpu/cpu_backend.hpp"
#include "backend/cpu/matrix.hpp"
#include "base/bits.hpp"
#include "field/algorithms.hpp"

namespace squall {
namespace cpu {
namespace {

constexpr std::size_t kGrain = 4096;

// Two tables and their product sumcheck, most significant variable first.
struct ProductTables {
  Table f, w;

  std::array<K, 3> round(const Context& context) const {
    const std::size_t half = f.size() / 2;
    const Kernels& k = context.kernels_for(half);
    return product_coefficients(sum_ranges(context, half, kGrain, 3, [&](std::size_t begin, std::size_t end, K* sums) {
      k.product_high(f.planes(), w.planes(), half, begin, end, sums);
    }));
  }
  K product(const Context& context) const {
    const Kernels& k = context.kernels_for(f.size());
    return sum_ranges(context, f.size(), kGrain, 1, [&](std::size_t begin, std::size_t end, K* sum) {
      *sum += k.dot(f.planes() + begin, w.planes() + begin, end - begin);
    })[0];
  }
  void bind(const Context& context, const K& z) {
    const std::size_t half = f.size() / 2;
    const Kernels& k = context.kernels_for(half);
    for (Table* table : {&f, &w}) {
      const auto run = [&](std::size_t begin, std::size_t end) { k.bind_high(table->planes(), half, begin, end, z); };
      if (half > kGrain) {
        context.pool.for_ranges(half, kGrain, run);
      } else {
        run(0, half);
      }
      table->shrink(half);
    }
  }
};

class ClassTables {
 public:
  ClassTables(const Context& context, const Witness& witness, const MergeInput& input, std::size_t number)
      : context_(context), bits_(input, number, slots_of(witness, input.classes[number])) {
    const MergeClass& c = input.classes[number];
    const Matrix* matrices[3] = {witness.main, witness.helper, witness.preprocessed};
    for (const auto& [matrix, column] : c.members) {
      columns_.push_back(cpu_matrix(*matrices[matrix]).column(column));
      gamma_.push_back(input.gamma[matrix][column]);
    }
    inner_size_ = std::size_t(1) << bits_.inner_bits();
    inner_weights_ = eq_planes(context, std::span(input.r).first(bits_.inner_bits()));
    tables_.w = outer_weights();
    tables_.f = collapse();
    if (bits_.starts_empty()) bits_.set_sum(tables_.product(context_));
  }

  std::array<K, 3> round() const {
    if (bits_.phase() == Phase::kEmpty) return bits_.empty_round();
    if (bits_.phase() == Phase::kLow) return bits_.low_round(tables_.f.get(0) * tables_.w.get(0));
    return bits_.table_round(tables_.round(context_));
  }

  void bind(const K& z) {
    const Phase phase = bits_.phase();
    bits_.bind(z);
    if (phase == Phase::kOuter || phase == Phase::kInner) tables_.bind(context_, z);
    if (phase == Phase::kOuter && bits_.phase() != Phase::kOuter) open_inner();
  }

  K value() const { return bits_.value(tables_.f.get(0)); }

 private:
  using Phase = MergeBits::Phase;

  static std::size_t slots_of(const Witness& witness, const MergeClass& c) {
    return slots_in_use({&witness.shape.main, &witness.shape.helper, &witness.key.preprocessed}, c);
  }

  Table outer_weights() const {
    const std::vector<K> factors = bits_.delta_eq();
    const std::vector<K>& lagrange = bits_.lagrange();
    Table weights(context_.pool.memory(), factors.size() * lagrange.size());
    for (std::size_t i = 0; i < weights.size(); ++i) {
      weights.set(i, factors[i / lagrange.size()] * lagrange[i % lagrange.size()]);
    }
    return weights;
  }

  // sum over y of g(slot, s, y) eq(r, y), in blocks of rows of g that stay in cache.
  Table collapse() {
    const std::size_t rows = inner_size_ << bits_.outer_bits(), block = std::min<std::size_t>(rows, 1024);
    const std::size_t part = std::min(block, inner_size_), per_task = std::max<std::size_t>(inner_size_, 8 * block);
    const Kernels &combine = context_.kernels_for(block), &dot = context_.kernels_for(part);
    Table result(context_.pool.memory(), rows / inner_size_);
    context_.pool.for_ranges(rows, std::min(rows, per_task), [&](std::size_t begin, std::size_t end) {
      Table g(context_.pool.memory(), block);
      std::vector<const Fp*> columns(columns_.size());
      for (std::size_t row = begin; row < end; row += block) {
        for (std::size_t m = 0; m < columns.size(); ++m) columns[m] = columns_[m] + row;
        combine.combine(columns.data(), gamma_.data(), columns.size(), 0, block, g.planes(), false);
        for (std::size_t i = 0; i < block; i += part) {
          const std::size_t outer = (row + i) / inner_size_, y = (row + i) % inner_size_;
          const K sum = dot.dot(std::as_const(g).planes() + i, std::as_const(inner_weights_).planes() + y, part);
          result.set(outer, result.get(outer) + sum);
        }
      }
    });
    return result;
  }

  // Slot and s are bound: f becomes a table over y, w the weights there.
  void open_inner() {
    if (inner_size_ == 1) {
      tables_.w.set(0, K(1));
      return;
    }
    const std::vector<K> eq = eq_table(bits_.outer_point());
    Table f(context_.pool.memory(), inner_size_);
    const Kernels& k = context_.kernels_for(inner_size_);
    const std::size_t grain = std::min<std::size_t>(inner_size_, 1024);
    std::vector<const Fp*> parts(eq.size());
    std::vector<K> factors(eq.size());
    for (std::size_t m = 0; m < columns_.size(); ++m) {
      for (std::size_t i = 0; i < eq.size(); ++i) {
        parts[i] = columns_[m] + i * inner_size_;
        factors[i] = gamma_[m] * eq[i];
      }
      context_.pool.for_ranges(inner_size_, grain, [&](std::size_t begin, std::size_t end) {
        k.combine(parts.data(), factors.data(), parts.size(), begin, end, f.planes(), m > 0);
      });
    }
    tables_.f = std::move(f);
    tables_.w = std::move(inner_weights_);
  }

  const Context& context_;
  MergeBits bits_;
  std::size_t inner_size_ = 0;
  std::vector<const Fp*> columns_;
  std::vector<K> gamma_;
  Table inner_weights_;
  ProductTables tables_;
};

class Merge : public MergeTables {
 public:
  Merge(const Context& context, const Witness& witness, const MergeInput& input) : context_(context) {
    for (std::size_t c = 0; c < input.classes.size(); ++c) classes_.emplace_back(context_, witness, input, c);
  }
  std::array<K, 3> round() override {
    std::array<K, 3> total{};
    for (const ClassTables& c : classes_) {
      const auto part = c.round();
      for (std::size_t i = 0; i < 3; ++i) total[i] += part[i];
    }
    return total;
  }
  void bind(const K& z) override {
    for (ClassTables& c : classes_) c.bind(z);
  }
  std::vector<K> class_values() override {
    std::vector<K> values;
    for (const ClassTables& c : classes_) values.push_back(c.value());
    return values;
  }

 private:
  const Context context_;
  std::vector<ClassTables> classes_;
};

}  // namespace
}  // namespace cpu

std::unique_ptr<MergeTables> CpuBackend::merge(const Witness& witness, MergeInput input) {
  return std::make_unique<cpu::Merge>(context_, witness, input);
}

}  // namespace squall
