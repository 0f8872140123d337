#include "backend/common/merge_bits.hpp"

#include "base/bits.hpp"
#include "base/check.hpp"
#include "field/algorithms.hpp"

namespace squall {

MergeBits::MergeBits(const MergeInput& input, std::size_t number, std::size_t slots)
    : lagrange_(input.lagrange), delta_(input.delta[number]), slot_bits_(log2_ceil(slots)) {
  const unsigned skip = log2_exact(lagrange_.size()), log_height = input.classes[number].log_height;
  check(log_height >= skip, "classes are at least as high as the skip");
  const std::span<const K> point(input.slots[number]);
  empty_.assign(point.begin(), point.end() - slot_bits_);
  slot_point_.assign(point.end() - slot_bits_, point.end());
  outer_bits_ = slot_bits_ + skip;
  inner_bits_ = log_height - skip;
}

MergeBits::Phase MergeBits::phase() const {
  if (bound_ < empty_.size()) return Phase::kEmpty;
  if (outer_point_.size() < outer_bits_) return Phase::kOuter;
  return bound_ < empty_.size() + outer_bits_ + inner_bits_ ? Phase::kInner : Phase::kLow;
}

std::vector<K> MergeBits::delta_eq() const {
  std::vector<K> values = eq_table(slot_point_);
  for (K& x : values) x *= delta_;
  return values;
}

void MergeBits::set_sum(const K& sum) {
  rests_.assign(empty_.size(), sum);
  for (std::size_t i = empty_.size() - 1; i-- > 0;) rests_[i] = rests_[i + 1] * (K(1) - empty_[i + 1]);
}

std::array<K, 3> MergeBits::empty_round() const {
  const K low = K(1) - empty_[bound_], slope = empty_[bound_] - low, sum = rests_[bound_] * scale_ * vanished_;
  return {sum * low, sum * (slope - low), K(0) - sum * slope};
}

std::array<K, 3> MergeBits::table_round(std::array<K, 3> coefficients) const {
  const K factor = scale_ * vanished_;
  for (K& c : coefficients) c *= factor;
  return coefficients;
}

// The weights do not depend on low bits.
std::array<K, 3> MergeBits::low_round(const K& product) const {
  const K scaled = product * scale_ * vanished_;
  return {scaled, K(0) - scaled, K(0)};
}

void MergeBits::bind(const K& z) {
  const Phase now = phase();
  if (now == Phase::kEmpty) {
    const K& a = empty_[bound_];
    scale_ *= K(1) - a - z + a * z * Fp(2);
  }
  if (now == Phase::kEmpty || now == Phase::kLow) vanished_ *= K(1) - z;
  if (now == Phase::kOuter) {
    outer_point_.push_back(z);
    if (outer_point_.size() == outer_bits_) scale_ *= outer_factor();
  }
  ++bound_;
}

// The outer weights with all their bits bound.
K MergeBits::outer_factor() const {
  const std::span<const K> point(outer_point_);
  const std::vector<K> s_weights = eq_table(point.subspan(slot_bits_));
  K sum = 0;
  for (std::size_t s = 0; s < s_weights.size(); ++s) sum += lagrange_[s] * s_weights[s];
  return sum * delta_ * eq(slot_point_, point.first(slot_bits_));
}

}  // namespace squall
