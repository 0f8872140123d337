#pragma once

// The prover: the order of the protocol, over the verbs of a back end. Everything that is large stays there.

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "squall/error.hpp"

#include "air/trace.hpp"
#include "backend/backend.hpp"
#include "base/observer.hpp"
#include "pcs/params.hpp"
#include "stark/plan.hpp"
#include "stark/proving_key.hpp"
#include "transcript/sender.hpp"

namespace squall {

struct StarkOptions {
  PlanOptions plan;
  std::optional<Shape> shape;        // instead of a planned one
  bool record = false;               // keep tape and spans, for tests
  std::function<void()> after_fill;  // the trace is not asked for rows any more: what it needs for them may go
};

struct ProofParts {
  Bytes proof;
  Shape shape;
  std::vector<Frame> tape;  // with `record`: what was absorbed and squeezed ...
  std::vector<Span> spans;  // ... and where every item of the proof lies
};

// The shape that stark_prove chooses: by the back end's own estimate and memory, unless `options` say otherwise (the
// smaller one of two limits counts).
Result<Plan> plan_proof(const Backend& backend, const VerifyingKey& key, const Params& params, const Trace& trace,
                        PlanOptions options = {});

// Proves that the machine of `key`, with this trace, ran with these public values. Does not check that it did: if the
// trace is wrong, so is the proof. Errors: kBadInput (public values, shape), kResourceLimit, kDeviceFailure, kInternal
// (the trace uses a lookup that does not exist).
Result<ProofParts> stark_prove(Backend& backend, const ProvingKey& key, const Params& params,
                               std::span<const std::uint32_t> publics, const Trace& trace, Observer& observer,
                               const StarkOptions& options = {});

}  // namespace squall
