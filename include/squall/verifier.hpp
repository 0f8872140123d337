#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "squall/error.hpp"
#include "squall/proof.hpp"

namespace squall {

struct VerifyOptions {
  std::string parameters = {};                          // name of the row; empty: the default
  std::optional<std::uint32_t> expected_exit_code = 0;  // nothing: any
};

// Checks a proof of the program with this id. Needs no program file, no prover, no threads. Never throws and never
// aborts on proof bytes, whatever they are. Errors: kProofRejected with the reason, kBadInput for an unknown parameter
// row.
Result<Claim> verify(std::span<const std::uint8_t> proof, const ProgramId& program, const VerifyOptions& options = {});

}  // namespace squall
