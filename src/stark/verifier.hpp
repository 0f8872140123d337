#pragma once

// The verifier. Its library (squall_verifier) contains nothing that proves: no back end, no threads, no kernels.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "air/key.hpp"
#include "base/bytes.hpp"
#include "pcs/params.hpp"
#include "transcript/transcript.hpp"

namespace squall {

struct [[nodiscard]] Verdict {
  std::string reason;  // empty: the proof is accepted; else the first check that failed
  bool ok() const { return reason.empty(); }
  explicit operator bool() const { return ok(); }
};

// Whether `proof` shows that the machine of `key` ran with these public values (words). Key and parameters are the
// verifier's own; everything else may come from anyone. Never throws or aborts on proof bytes or public values, and
// allocates only by lengths that the key's limits allow. `tape`, if given, receives what was absorbed and squeezed.
Verdict stark_verify(const VerifyingKey& key, const Params& params, std::span<const std::uint32_t> publics,
                     ByteView proof, std::vector<Frame>* tape = nullptr);

}  // namespace squall
