#include "backend/dual/dual.hpp"

#include <string>

namespace squall {

namespace {

// Everything exists twice.
struct DualMatrix : Matrix {
  DualMatrix(std::unique_ptr<Matrix> a, std::unique_ptr<Matrix> b)
      : Matrix(a->log_rows(), a->width()), first(std::move(a)), second(std::move(b)) {}
  std::unique_ptr<Matrix> first, second;
};
DualMatrix& dual(Matrix& matrix) { return static_cast<DualMatrix&>(matrix); }
const DualMatrix& dual(const Matrix& matrix) { return static_cast<const DualMatrix&>(matrix); }

struct DualCommitment : Commitment {
  DualCommitment(std::unique_ptr<Commitment> a, std::unique_ptr<Commitment> b)
      : first(std::move(a)), second(std::move(b)) {}
  Digest root() const override { return first->root(); }
  std::unique_ptr<Commitment> first, second;
};

// The witness of one of the two.
template <class Side>
Witness side(const Witness& w, Side of) {
  return {w.key, w.shape, w.main ? of(dual(*w.main)).get() : nullptr, w.helper ? of(dual(*w.helper)).get() : nullptr,
          w.preprocessed ? of(dual(*w.preprocessed)).get() : nullptr};
}
Witness first_side(const Witness& w) {
  return side(w, [](const DualMatrix& m) -> const std::unique_ptr<Matrix>& { return m.first; });
}
Witness second_side(const Witness& w) {
  return side(w, [](const DualMatrix& m) -> const std::unique_ptr<Matrix>& { return m.second; });
}

[[noreturn]] void differ(const std::string& what) { throw BackendMismatch("the back ends disagree: " + what); }

template <class Value>
void same(const std::string& verb, const Value& a, const Value& b) {
  if (!(a == b)) differ(verb);
}
template <class Value>
void same(const std::string& verb, const std::vector<Value>& a, const std::vector<Value>& b) {
  if (a.size() != b.size()) differ(verb + ": number of values");
  for (std::size_t i = 0; i < a.size(); ++i) same(verb + "[" + std::to_string(i) + "]", a[i], b[i]);
}

class DualZerocheck : public ZerocheckTables {
 public:
  DualZerocheck(std::unique_ptr<ZerocheckTables> a, std::unique_ptr<ZerocheckTables> b)
      : first_(std::move(a)), second_(std::move(b)) {}
  std::vector<K> round() override {
    auto result = first_->round();
    same("zerocheck round " + std::to_string(round_), result, second_->round());
    return result;
  }
  void bind(const K& z) override {
    ++round_;
    first_->bind(z);
    second_->bind(z);
  }
  std::vector<std::vector<K>> values() override {
    auto result = first_->values();
    same("zerocheck values", result, second_->values());
    return result;
  }

 private:
  std::unique_ptr<ZerocheckTables> first_, second_;
  unsigned round_ = 0;
};

class DualMerge : public MergeTables {
 public:
  DualMerge(std::unique_ptr<MergeTables> a, std::unique_ptr<MergeTables> b)
      : first_(std::move(a)), second_(std::move(b)) {}
  std::array<K, 3> round() override {
    const auto result = first_->round();
    same("merge round " + std::to_string(round_), result, second_->round());
    return result;
  }
  void bind(const K& z) override {
    ++round_;
    first_->bind(z);
    second_->bind(z);
  }
  std::vector<K> class_values() override {
    auto result = first_->class_values();
    same("merge class values", result, second_->class_values());
    return result;
  }

 private:
  std::unique_ptr<MergeTables> first_, second_;
  unsigned round_ = 0;
};

class DualWhir : public WhirProver {
 public:
  DualWhir(std::unique_ptr<WhirProver> a, std::unique_ptr<WhirProver> b)
      : first_(std::move(a)), second_(std::move(b)) {}
  std::array<K, 3> round_polynomial() override {
    const auto result = first_->round_polynomial();
    same("whir round " + std::to_string(round_), result, second_->round_polynomial());
    return result;
  }
  void bind(const K& x) override {
    ++round_;
    first_->bind(x);
    second_->bind(x);
  }
  Digest commit(unsigned log_domain, unsigned log_leaf) override {
    const Digest root = first_->commit(log_domain, log_leaf);
    same("whir commit", root, second_->commit(log_domain, log_leaf));
    return root;
  }
  std::vector<K> evaluate(std::span<const K> points) override {
    auto result = first_->evaluate(points);
    same("whir evaluate", result, second_->evaluate(points));
    return result;
  }
  MerkleOpening open_source(std::size_t source, std::span<const std::uint64_t> leaves) override {
    return opened("whir open source " + std::to_string(source), first_->open_source(source, leaves),
                  second_->open_source(source, leaves));
  }
  MerkleOpening open_oracle(std::size_t number, std::span<const std::uint64_t> leaves) override {
    return opened("whir open oracle " + std::to_string(number), first_->open_oracle(number, leaves),
                  second_->open_oracle(number, leaves));
  }
  void add_constraints(const WhirConstraints& constraints) override {
    first_->add_constraints(constraints);
    second_->add_constraints(constraints);
  }
  std::vector<K> download() override {
    auto result = first_->download();
    same("whir polynomial", result, second_->download());
    return result;
  }

 private:
  static MerkleOpening opened(const std::string& verb, MerkleOpening a, const MerkleOpening& b) {
    same(verb + ": rows", a.rows, b.rows);
    same(verb + ": siblings", a.siblings, b.siblings);
    return a;
  }
  std::unique_ptr<WhirProver> first_, second_;
  unsigned round_ = 0;
};

}  // namespace

void DualBackend::same_cells(const char* verb, const Matrix& matrix) {
  const DualMatrix& m = dual(matrix);
  for (std::uint32_t column = 0; column < m.width(); ++column) {
    const std::string place = std::string(verb) + ": matrix column " + std::to_string(column) + ", row ";
    same(place, first_.download(*m.first, {column, 0}, m.log_rows()),
         second_.download(*m.second, {column, 0}, m.log_rows()));
  }
}

std::unique_ptr<Matrix> DualBackend::matrix(unsigned log_rows, std::size_t width) {
  return std::make_unique<DualMatrix>(first_.matrix(log_rows, width), second_.matrix(log_rows, width));
}

void DualBackend::upload(Matrix& matrix, const Place& place, std::span<const Fp> column) {
  first_.upload(*dual(matrix).first, place, column);
  second_.upload(*dual(matrix).second, place, column);
}

std::vector<Fp> DualBackend::download(const Matrix& matrix, const Place& place, unsigned log_height) {
  auto result = first_.download(*dual(matrix).first, place, log_height);
  same("download", result, second_.download(*dual(matrix).second, place, log_height));
  return result;
}

void DualBackend::fill(Witness& witness, const Trace& trace) {
  Witness a = first_side(witness), b = second_side(witness);
  first_.fill(a, trace);
  second_.fill(b, trace);
  same_cells("fill", *witness.main);
}

std::vector<K> DualBackend::helpers(Witness& witness, const LogupChallenges& logup) {
  Witness a = first_side(witness), b = second_side(witness);
  auto totals = first_.helpers(a, logup);
  same("helpers: total of instance ", totals, second_.helpers(b, logup));
  same_cells("helpers", *witness.helper);
  return totals;
}

std::unique_ptr<Commitment> DualBackend::commit(const Matrix& matrix) {
  auto result =
      std::make_unique<DualCommitment>(first_.commit(*dual(matrix).first), second_.commit(*dual(matrix).second));
  same("commit: root", result->first->root(), result->second->root());
  return result;
}

SkipRound DualBackend::skip_round(const Witness& witness, const LogupChallenges& logup,
                                  const ZerocheckChallenges& challenges) {
  SkipRound result = first_.skip_round(first_side(witness), logup, challenges);
  const SkipRound other = second_.skip_round(second_side(witness), logup, challenges);
  same("skip round: quotient cosets", result.quotient_cosets, other.quotient_cosets);
  same("skip round: helper sums", result.helper_sums, other.helper_sums);
  return result;
}

std::unique_ptr<ZerocheckTables> DualBackend::zerocheck(const Witness& witness, const LogupChallenges& logup,
                                                        const ZerocheckChallenges& challenges,
                                                        std::span<const K> lagrange, const K& rho) {
  return std::make_unique<DualZerocheck>(first_.zerocheck(first_side(witness), logup, challenges, lagrange, rho),
                                         second_.zerocheck(second_side(witness), logup, challenges, lagrange, rho));
}

std::unique_ptr<MergeTables> DualBackend::merge(const Witness& witness, MergeInput input) {
  return std::make_unique<DualMerge>(first_.merge(first_side(witness), input),
                                     second_.merge(second_side(witness), input));
}

std::unique_ptr<WhirProver> DualBackend::whir(const Witness& witness, std::array<const Commitment*, 3> commitments,
                                              const std::array<std::vector<K>, 3>& weights, std::span<const K> z) {
  std::array<const Commitment*, 3> a{}, b{};
  for (std::size_t m = 0; m < commitments.size(); ++m) {
    if (!commitments[m]) continue;
    a[m] = static_cast<const DualCommitment&>(*commitments[m]).first.get();
    b[m] = static_cast<const DualCommitment&>(*commitments[m]).second.get();
  }
  return std::make_unique<DualWhir>(first_.whir(first_side(witness), a, weights, z),
                                    second_.whir(second_side(witness), b, weights, z));
}

std::uint64_t DualBackend::grind(const Digest& state, unsigned bits) {
  const std::uint64_t nonce = first_.grind(state, bits);
  same("grind", nonce, second_.grind(state, bits));
  return nonce;
}

}  // namespace squall
