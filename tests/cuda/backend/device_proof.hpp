#pragma once

// Proofs of the toy machine on the device.

#include "backend/cpu/cpu_backend.hpp"
#include "cuda/backend/cuda_backend.hpp"
#include "kit/toy_proof.hpp"

namespace squall::toy {

// Key and proof by one back end.
inline Bytes proof_by(Backend& backend, const Setup& setup, const Shape& shape) {
  const ProvingKey key = make_proving_key(backend, setup.toy.machine, setup.toy.preprocessed, setup.p.skip);
  return setup.prove(backend, key, shape).proof;
}

// What the back end says, if it cannot prove; else nothing.
inline std::optional<Error> error_of(Backend& backend, const ProvingKey& key, const Setup& setup, const Shape& shape) {
  Observer observer;
  StarkOptions options;
  options.shape = shape;
  const auto result = stark_prove(backend, key, setup.p, setup.toy.publics, setup.toy, observer, options);
  if (result) return std::nullopt;
  return result.error();
}

}  // namespace squall::toy
