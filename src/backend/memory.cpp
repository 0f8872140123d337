#include "backend/memory.hpp"

#include <algorithm>
#include <set>

#include "backend/backend.hpp"

namespace squall {

namespace {

constexpr std::uint64_t kWord = sizeof(Fp), kElement = sizeof(K), kDigest = 32;

// Of the merge: columns of equal height in the main and helper matrices together, and in the preprocessed one.
std::uint64_t class_count(const VerifyingKey& key, const Shape& shape) {
  std::set<unsigned> heights;
  for (const auto& [t, columns] : shape.main.classes) heights.insert(t);
  for (const auto& [t, columns] : shape.helper.classes) heights.insert(t);
  return heights.size() + key.preprocessed.classes.size();
}

// A binary tree over the rows of a code word of rate 1/2.
std::uint64_t tree(unsigned log_rows) { return 2 * kDigest * (std::uint64_t(2) << log_rows); }

}  // namespace

std::uint64_t key_memory(const VerifyingKey& key) {
  if (key.preprocessed.width == 0) return 0;
  return (key.preprocessed.width << key.log_rows()) * kWord + tree(key.log_rows());
}

std::uint64_t host_memory(const VerifyingKey& key, const Shape& shape) {
  // Columns of K that a proof's tallest tables take: WHIR's polynomial, weights and first committed oracle with its
  // tree; codes are made and hashed a few columns at a time.
  constexpr std::uint64_t kCodeColumns = 32;
  const std::uint64_t height = std::uint64_t(1) << shape.log_rows;
  std::uint64_t columns = 0;  // of all instances, closed forms and preprocessed ones included, in cells
  for (const Instance& instance : shape.instances) {
    const Chip& chip = key.machine.chips[instance.chip];
    columns += static_cast<std::uint64_t>(chip.column_count() + chip.helper_columns()) << instance.log_rows;
  }
  const std::uint64_t preprocessed = key.preprocessed.width << key.log_rows();
  const std::uint64_t cells = (shape.main.width + shape.helper.width) * height + preprocessed;
  const std::uint64_t trees = 2 * tree(shape.log_rows) + tree(key.log_rows());
  const std::uint64_t committing = kCodeColumns * 2 * height * kWord;
  const std::uint64_t zerocheck = (columns >> key.skip) * kElement * 3 / 2;
  const std::uint64_t merge = (class_count(key, shape) + 3) * height * kElement;
  const std::uint64_t whir = height * (4 * kElement + 2 * kDigest);
  return cells * kWord + trees + std::max({committing, zerocheck, merge, whir});
}

std::uint64_t Backend::estimate_memory(const VerifyingKey& key, const Params&, const Shape& shape) const {
  return host_memory(key, shape);
}

}  // namespace squall
