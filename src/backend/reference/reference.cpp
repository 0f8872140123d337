#include "backend/reference/reference.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "field/algorithms.hpp"
#include "transcript/sender.hpp"

namespace squall {

namespace {

std::array<const ReferenceMatrix*, kMatrices> matrices(const Witness& witness) {
  return {static_cast<const ReferenceMatrix*>(witness.main), static_cast<const ReferenceMatrix*>(witness.helper),
          static_cast<const ReferenceMatrix*>(witness.preprocessed)};
}

// Adds weight * column, lifted: coefficient j moves to j 2^(H-h).
void add_lifted(std::vector<K>& g, const std::vector<Fp>& column, const K& weight) {
  const std::size_t stride = g.size() / column.size();
  for (std::size_t j = 0; j < column.size(); ++j) g[j * stride] += weight * column[j];
}

class Merge : public MergeTables {
 public:
  Merge(const Witness& witness, const MergeInput& input) {
    const auto sources = matrices(witness);
    for (std::size_t c = 0; c < input.classes.size(); ++c) {
      const MergeClass& k = input.classes[c];
      Table& table = tables_.emplace_back();
      table.g.resize(std::size_t(1) << witness.shape.log_rows);
      for (const auto& [m, column] : k.members)
        add_lifted(table.g, sources[m]->columns[column], input.gamma[m][column]);
      // delta eq(slot point, slot) L_s(omega) eq(r, y), the same for all rows that differ only in the lifted bits
      const std::vector<K> slots = eq_table(input.slots[c]);
      const std::vector<K> y_weights = eq_table(std::span(input.r).first(k.log_height - witness.key.skip));
      for (const K& a : slots) {
        for (const K& l : input.lagrange) {
          for (const K& e : y_weights) {
            table.weights.insert(table.weights.end(), std::size_t(1) << k.low_bits, input.delta[c] * a * l * e);
          }
        }
      }
    }
  }

  std::array<K, 3> round() override {
    std::array<K, 3> c{};
    for (const auto& [g, w] : tables_) {
      const std::size_t half = g.size() / 2;
      for (std::size_t j = 0; j < half; ++j) {
        const K dg = g[j + half] - g[j], dw = w[j + half] - w[j];
        c[0] += g[j] * w[j];
        c[1] += g[j] * dw + dg * w[j];
        c[2] += dg * dw;
      }
    }
    return c;
  }

  void bind(const K& z) override {
    for (Table& table : tables_) {
      for (std::vector<K>* v : {&table.g, &table.weights}) {
        const std::size_t half = v->size() / 2;
        for (std::size_t j = 0; j < half; ++j) (*v)[j] += z * ((*v)[j + half] - (*v)[j]);
        v->resize(half);
      }
    }
  }

  std::vector<K> class_values() override {
    std::vector<K> values;
    for (const Table& table : tables_) values.push_back(table.g[0]);
    return values;
  }

 private:
  struct Table {
    std::vector<K> g, weights;
  };
  std::vector<Table> tables_;
};

}  // namespace

std::unique_ptr<Matrix> ReferenceBackend::matrix(unsigned log_rows, std::size_t width) {
  return std::make_unique<ReferenceMatrix>(log_rows, width);
}

void ReferenceBackend::upload(Matrix& matrix, const Place& place, std::span<const Fp> column) {
  std::vector<Fp>& target = static_cast<ReferenceMatrix&>(matrix).columns[place.column];
  check((place.slot + 1) * column.size() <= target.size(), "a packed column fits its slot");
  std::copy(column.begin(), column.end(), target.begin() + static_cast<std::ptrdiff_t>(place.slot * column.size()));
}

std::vector<Fp> ReferenceBackend::download(const Matrix& matrix, const Place& place, unsigned log_height) {
  const std::vector<Fp>& column = static_cast<const ReferenceMatrix&>(matrix).columns[place.column];
  const auto begin = column.begin() + static_cast<std::ptrdiff_t>(std::size_t(place.slot) << log_height);
  return {begin, begin + (std::ptrdiff_t(1) << log_height)};
}

std::unique_ptr<Commitment> ReferenceBackend::commit(const Matrix& matrix) {
  return std::make_unique<ReferenceCommitment>(commit_plainly(static_cast<const ReferenceMatrix&>(matrix).columns));
}

std::unique_ptr<MergeTables> ReferenceBackend::merge(const Witness& witness, MergeInput input) {
  return std::make_unique<Merge>(witness, input);
}

std::unique_ptr<WhirProver> ReferenceBackend::whir(const Witness& witness, std::array<const Commitment*, 3> commitments,
                                                   const std::array<std::vector<K>, 3>& weights, std::span<const K> z) {
  std::vector<K> g(std::size_t(1) << witness.shape.log_rows);
  std::vector<const PlainTree*> trees;
  const auto sources = matrices(witness);
  for (unsigned m = 0; m < kMatrices; ++m) {
    for (std::size_t w = 0; w < weights[m].size(); ++w) add_lifted(g, sources[m]->columns[w], weights[m][w]);
    if (!weights[m].empty()) trees.push_back(&static_cast<const ReferenceCommitment&>(*commitments[m]).tree);
  }
  return std::make_unique<WhirReference>(std::move(g), z, std::move(trees));
}

std::uint64_t ReferenceBackend::grind(const Digest& state, unsigned bits) { return find_nonce_plainly(state, bits); }

}  // namespace squall
