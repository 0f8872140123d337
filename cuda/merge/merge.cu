#include <algorithm>
#include <optional>
#include <set>

#include "backend/common/merge_bits.hpp"
#include "backend/common/packed_columns.hpp"
#include "backend/common/product_sums.hpp"
#include "base/bits.hpp"
#include "cuda/field/eq.hpp"
#include "cuda/field/products.hpp"
#include "cuda/matrix/combine.hpp"
#include "cuda/matrix/matrix.hpp"
#include "cuda/merge/merge.hpp"

namespace squall::cuda {
namespace {

constexpr unsigned kThreads = 128;
static_assert(kMaxClasses <= kMaxPairs);

// out[i] = factors[i >> low_bits] factors[high + (i & low mask)].
__global__ void __launch_bounds__(kThreads)
    outer_product_kernel(const K* factors, std::size_t high, unsigned low_bits, Planes out) {
  const std::size_t i = std::size_t(blockIdx.x) * kThreads + threadIdx.x;
  if (i >= high << low_bits) return;
  const std::size_t low = i & ((std::size_t(1) << low_bits) - 1);
  out.set(i, mul_ext(wide(factors[i >> low_bits]), wide(factors[high + low])));
}

std::size_t slots_of(const VerifyingKey& key, const Shape& shape, const MergeClass& c) {
  return slots_in_use({&shape.main, &shape.helper, &key.preprocessed}, c);
}

// A class's tables f and w, and the sums over them as soon as the host has them: of products for the next round; of
// single elements f w, f and w themselves.
class ClassTables {
 public:
  ClassTables(Gpu& gpu, const Witness& witness, const MergeInput& input, std::size_t number)
      : gpu_(gpu), bits_(input, number, slots_of(witness.key, witness.shape, input.classes[number])) {
    const MergeClass& c = input.classes[number];
    const Matrix* matrices[kMatrices] = {witness.main, witness.helper, witness.preprocessed};
    std::array<std::vector<std::size_t>, kMatrices> used{
        used_slots(witness.shape.main), used_slots(witness.shape.helper), used_slots(witness.key.preprocessed)};
    std::vector<ColumnTerm> terms;
    for (const auto& [matrix, column] : c.members) {
      terms.push_back({cuda_matrix(*matrices[matrix]).column(column), used[matrix][column] << c.log_height,
                       input.gamma[matrix][column]});
    }
    terms_ = ColumnTerms(gpu_, std::move(terms));
    inner_weights_ = eq_table(gpu_, std::span(input.r).first(bits_.inner_bits()));
    size_ = std::size_t(1) << bits_.outer_bits();
    w_ = outer_weights();
    f_ = Table(gpu_, size_);
    combine_inner(gpu_, terms_, bits_.outer_bits(), bits_.inner_bits(), inner_weights_.planes(), f_.planes());
  }

  bool settled() const { return sums_.has_value(); }
  // What bind_and_sum_high has to do before the sums are known.
  HighPair unsettled() {
    if (opens_) open_inner();
    return {f_.planes(), w_.planes(), size_, bind_};
  }
  void settle(const ProductSums& sums) {
    if (bind_) size_ /= 2;
    bind_ = false;
    sums_ = sums;
    if (bits_.starts_empty() && first_) bits_.set_sum(sums[0] + sums[1]);
    first_ = false;
  }

  // On input, for all of these: settled.
  std::array<K, 3> round() const {
    const ProductSums& sums = *sums_;
    if (bits_.phase() == Phase::kEmpty) return bits_.empty_round();
    if (bits_.phase() == Phase::kLow) return bits_.low_round(bits_.inner_bits() > 0 ? sums[0] : sums[1]);
    return bits_.table_round(product_coefficients(sums));
  }
  void bind(const K& z) {
    const Phase phase = bits_.phase();
    bits_.bind(z);
    if (phase != Phase::kOuter && phase != Phase::kInner) return;
    opens_ = phase == Phase::kOuter && bits_.phase() == Phase::kInner;
    bind_ = !opens_;
    sums_.reset();
  }
  K value() const { return bits_.value((*sums_)[1]); }

 private:
  using Phase = MergeBits::Phase;

  Table outer_weights() const {
    std::vector<K> factors = bits_.delta_eq();
    const std::size_t high = factors.size();
    factors.insert(factors.end(), bits_.lagrange().begin(), bits_.lagrange().end());
    const DeviceBuffer<K> on_device = gpu_.copy(factors);
    Table weights(gpu_, high * bits_.lagrange().size());
    const double n = static_cast<double>(weights.size());
    gpu_.launch({"merge weights", blocks_for(weights.size(), kThreads), kThreads, 0, {20 * n, kSlotsMulExtension * n}},
                outer_product_kernel, on_device.data(), high, log2_exact(bits_.lagrange().size()), weights.planes());
    return weights;
  }

  // Slot and s are bound: f becomes a table over y, w the weights there.
  void open_inner() {
    opens_ = false;
    size_ = std::size_t(1) << bits_.inner_bits();
    f_ = Table();
    w_ = std::move(inner_weights_);
    f_ = Table(gpu_, size_);
    const Table eq = eq_table(gpu_, bits_.outer_point());
    combine_outer(gpu_, terms_, bits_.outer_bits(), bits_.inner_bits(), eq.planes(), f_.planes());
  }

  Gpu& gpu_;
  MergeBits bits_;
  ColumnTerms terms_;
  Table inner_weights_, f_, w_;
  std::size_t size_ = 0;  // of f and w, before binding
  bool bind_ = false, opens_ = false, first_ = true;
  std::optional<ProductSums> sums_;
};

class Merge : public MergeTables {
 public:
  Merge(Gpu& gpu, const Witness& witness, const MergeInput& input) : gpu_(gpu) {
    for (std::size_t c = 0; c < input.classes.size(); ++c) classes_.emplace_back(gpu_, witness, input, c);
  }
  std::array<K, 3> round() override {
    settle();
    std::array<K, 3> total{};
    for (const ClassTables& c : classes_) {
      const auto part = c.round();
      for (std::size_t i = 0; i < 3; ++i) total[i] += part[i];
    }
    return total;
  }
  void bind(const K& z) override {
    settle();
    for (ClassTables& c : classes_) c.bind(z);
    z_ = z;
  }
  std::vector<K> class_values() override {
    settle();
    std::vector<K> values;
    for (const ClassTables& c : classes_) values.push_back(c.value());
    return values;
  }

 private:
  // Everything that bind left undone, for all classes at once.
  void settle() {
    std::vector<HighPair> pairs;
    for (ClassTables& c : classes_) {
      if (!c.settled()) pairs.push_back(c.unsettled());
    }
    const std::vector<ProductSums> sums = bind_and_sum_high(gpu_, pairs, z_);
    auto next = sums.begin();
    for (ClassTables& c : classes_) {
      if (!c.settled()) c.settle(*next++);
    }
  }

  Gpu& gpu_;
  std::vector<ClassTables> classes_;
  K z_;
};

// The classes as far as memory goes: their bits.
struct ClassSize {
  unsigned outer_bits, inner_bits;
  std::size_t columns;
};

std::vector<ClassSize> class_sizes(const VerifyingKey& key, const Shape& shape) {
  std::vector<ClassSize> sizes;
  const auto add = [&](unsigned t, std::initializer_list<std::pair<unsigned, const Packing*>> packings) {
    MergeClass c{t, 0, 0, {}};
    for (const auto& [matrix, packing] : packings) {
      const auto found = packing->classes.find(t);
      if (found == packing->classes.end()) continue;
      for (const std::uint32_t column : found->second) c.members.push_back({matrix, column});
    }
    sizes.push_back({log2_ceil(slots_of(key, shape, c)) + key.skip, t - key.skip, c.members.size()});
  };
  std::set<unsigned> heights;
  for (const auto& [t, columns] : shape.main.classes) heights.insert(t);
  for (const auto& [t, columns] : shape.helper.classes) heights.insert(t);
  for (const unsigned t : heights) add(t, {{kMainMatrix, &shape.main}, {kHelperMatrix, &shape.helper}});
  for (const auto& [t, columns] : key.preprocessed.classes) add(t, {{kPreprocessedMatrix, &key.preprocessed}});
  return sizes;
}

std::size_t table(unsigned bits) { return Pool::rounded(Table::bytes(std::size_t(1) << bits)); }

}  // namespace

std::unique_ptr<MergeTables> make_merge(Gpu& gpu, const Witness& witness, MergeInput input) {
  return std::make_unique<Merge>(gpu, witness, input);
}

// At first every class has its outer tables and the inner weights; the tallest classes, with the fewest slots, are the
// first to exchange the outer tables for the inner f.
std::size_t merge_memory(const VerifyingKey& key, const Shape& shape) {
  std::size_t kept = 0, transient = 0;
  std::vector<std::size_t> tables;
  for (const auto& [outer, inner, columns] : class_sizes(key, shape)) {
    kept += ColumnTerms::bytes(columns) + table(inner) + std::max(2 * table(outer), inner > 0 ? table(inner) : 0);
    transient = std::max({transient, combine_inner_memory(outer, inner),
                          eq_memory(outer) + combine_outer_memory(outer, inner), eq_memory(inner) - table(inner)});
    tables.push_back(std::size_t(1) << std::max(outer, inner));
  }
  return kept + std::max(transient, high_sums_memory(tables));
}

}  // namespace squall::cuda
