// The merge sumcheck without tables of full height.
//
// A row of a class is (slot, s, y, low): low are the bits that a lifted matrix lacks. Its weight is a product, and g is
// a sum of columns. While slot and s are being bound, all that matters is sum_y g(slot, s, y) eq(r, y), a table of
// 2^(slot_bits + 6) elements made in one pass over the columns. Then a second pass binds slot and s in the columns
// themselves, which leaves a table over y.
//
// Often g vanishes where a bit of the row is 1: of the low bits only row 0 of g is not zero, and the slots in use are
// the first ones, so the most significant slot bits are "empty". Such a bit costs nothing: with S the sum over the rest
// and (b, a) the weight's factors at 0 and 1, the round polynomial is S (1 - X) (b + X (a - b)).

#include <algorithm>

#include "backend/cpu/cpu_backend.hpp"
#include "backend/cpu/matrix.hpp"
#include "base/bits.hpp"
#include "field/algorithms.hpp"

namespace squall {
namespace cpu {
namespace {

constexpr std::size_t kGrain = 4096;

// Coefficients from the sums of f0 w0, f1 w1 and (f1 - f0)(w1 - w0).
std::array<K, 3> coefficients(const std::vector<K>& sums) { return {sums[0], sums[1] - sums[0] - sums[2], sums[2]}; }

// Two tables and their product sumcheck, most significant variable first.
struct ProductTables {
  Table f, w;

  std::array<K, 3> round(const Context& context) const {
    const std::size_t half = f.size() / 2;
    const Kernels& k = context.kernels_for(half);
    return coefficients(sum_ranges(context, half, kGrain, 3, [&](std::size_t begin, std::size_t end, K* sums) {
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
      : context_(context) {
    const MergeClass& c = input.classes[number];
    check(c.log_height >= kSkipLog, "classes are at least as high as the skip");
    const Matrix* matrices[3] = {witness.main, witness.helper, witness.preprocessed};
    const std::vector<std::size_t> used[3] = {used_slots(witness.shape.main), used_slots(witness.shape.helper),
                                              used_slots(witness.key.preprocessed)};
    std::size_t slots = 1;
    for (const auto& [matrix, column] : c.members) {
      columns_.push_back(cpu_matrix(*matrices[matrix]).column(column));
      gamma_.push_back(input.gamma[matrix][column]);
      slots = std::max(slots, used[matrix][column]);
    }
    const std::span<const K> slot_point(input.slots[number]);
    const unsigned slot_bits = log2_ceil(slots);
    empty_.assign(slot_point.begin(), slot_point.end() - slot_bits);
    outer_bits_ = slot_bits + kSkipLog;
    inner_size_ = std::size_t(1) << (c.log_height - kSkipLog);
    inner_weights_ = eq_planes(context, std::span(input.r).first(c.log_height - kSkipLog));
    tables_.w = outer_weights(slot_point.last(slot_bits), input.lagrange, input.delta[number]);
    tables_.f = collapse();
    if (empty_.empty()) return;
    rests_.assign(empty_.size(), tables_.product(context_));
    for (std::size_t i = empty_.size() - 1; i-- > 0;) rests_[i] = rests_[i + 1] * (K(1) - empty_[i + 1]);
  }

  std::array<K, 3> round() const {
    if (bound_ < empty_.size()) {
      const K low = K(1) - empty_[bound_], slope = empty_[bound_] - low, sum = rests_[bound_] * scale_ * vanished_;
      return {sum * low, sum * (slope - low), K(0) - sum * slope};
    }
    if (bound_ >= empty_.size() + outer_bits_ && tables_.f.size() == 1) {  // low bits: weights do not depend on them
      const K product = tables_.f.get(0) * tables_.w.get(0) * scale_ * vanished_;
      return {product, K(0) - product, K(0)};
    }
    auto result = tables_.round(context_);
    for (K& c : result) c *= scale_ * vanished_;
    return result;
  }

  void bind(const K& z) {
    if (bound_ < empty_.size()) {
      const K& a = empty_[bound_];
      scale_ *= K(1) - a - z + a * z * Fp(2);
      vanished_ *= K(1) - z;
    } else if (bound_ < empty_.size() + outer_bits_) {
      tables_.bind(context_, z);
      outer_point_.push_back(z);
      if (outer_point_.size() == outer_bits_) open_inner();
    } else if (tables_.f.size() > 1) {
      tables_.bind(context_, z);
    } else {
      vanished_ *= K(1) - z;
    }
    ++bound_;
  }

  K value() const { return tables_.f.get(0) * vanished_; }

 private:
  Table outer_weights(std::span<const K> slots, std::span<const K> lagrange, const K& delta) const {
    const std::vector<K> eq = eq_table(slots);
    Table weights(context_.pool.memory(), eq.size() * kSkipSize);
    for (std::size_t i = 0; i < eq.size(); ++i) {
      const K factor = delta * eq[i];
      for (std::size_t s = 0; s < kSkipSize; ++s) weights.set(i * kSkipSize + s, factor * lagrange[s]);
    }
    return weights;
  }

  // sum over y of g(slot, s, y) eq(r, y), in blocks of rows of g that stay in cache.
  Table collapse() {
    const std::size_t rows = inner_size_ << outer_bits_, block = std::min<std::size_t>(rows, 1024);
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

  // Slot and s are bound: f becomes a table over y, w the weights there, their outer factor the scale.
  void open_inner() {
    scale_ *= tables_.w.get(0);
    if (inner_size_ == 1) {
      tables_.w.set(0, K(1));
      return;
    }
    const std::vector<K> eq = eq_table(outer_point_);
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
  std::vector<K> empty_;  // the slot point's coordinates of the empty bits
  std::size_t outer_bits_ = 0, inner_size_ = 0, bound_ = 0;
  std::vector<const Fp*> columns_;
  std::vector<K> gamma_, outer_point_;
  Table inner_weights_;
  ProductTables tables_;
  std::vector<K> rests_;        // per empty bit: the sum over all bits after it
  K scale_ = 1, vanished_ = 1;  // bound factors: of the weights, and of g where it vanishes at 1
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
