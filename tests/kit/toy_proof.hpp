#pragma once

// Proving and verifying the toy machine with the reference back end.

#include <memory>

#include "backend/reference/reference.hpp"
#include "kit/toy_machine.hpp"
#include "stark/prover.hpp"
#include "stark/statement.hpp"
#include "stark/verifier.hpp"

namespace squall::toy {

inline const Params& params(std::string_view name = "toy") {
  const Params* row = find_params(name);
  check(row != nullptr, "a row of the parameter table");
  return *row;
}

// The shape with these heights and the least possible H, or a higher one.
inline Shape shape_of(const VerifyingKey& key, const Params& p, std::vector<std::vector<unsigned>> heights,
                      unsigned log_rows = 0) {
  log_rows = std::max(log_rows, least_log_rows(key, p));
  for (const auto& chip : heights) {
    for (const unsigned t : chip) log_rows = std::max(log_rows, t);
  }
  Shape shape;
  const auto reason = Shape::make(key.machine, key.skip, least_log_rows(key, p), log_rows, std::move(heights), shape);
  check(!reason, "a shape for a test");
  return shape;
}

struct Setup {
  Toy toy;
  Params p;
  ReferenceBackend reference;
  ProvingKey key;

  explicit Setup(Params parameters = params(), const Options& options = {})
      : Setup(std::move(parameters), Toy(options)) {}
  Setup(Params parameters, Toy t)
      : toy(std::move(t)),
        p(std::move(parameters)),
        key(make_proving_key(reference, toy.machine, toy.preprocessed, p.skip)) {}

  const VerifyingKey& verifying() const { return key.verifying; }
  Shape shape(std::vector<std::vector<unsigned>> heights, unsigned log_rows = 0) const {
    return shape_of(key.verifying, p, std::move(heights), log_rows);
  }
  // With the add chip cut in two, unless a shape is given.
  ProofParts prove(Backend& backend, const ProvingKey& k, std::optional<Shape> with = std::nullopt) const {
    Observer observer;
    StarkOptions options;
    options.shape = with ? *with : shape(toy.cut_heights());
    options.record = true;
    auto result = stark_prove(backend, k, p, toy.publics, toy, observer, options);
    if (!result) throw std::runtime_error(result.error().message);
    return std::move(*result);
  }
  ProofParts prove(std::optional<Shape> with = std::nullopt) { return prove(reference, key, std::move(with)); }
  std::string reason(ByteView proof) const { return stark_verify(verifying(), p, toy.publics, proof).reason; }
};

}  // namespace squall::toy
