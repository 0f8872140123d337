#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "squall/error.hpp"
#include "squall/program.hpp"

namespace squall {

// What a proof claims: this program, with some input, ended with this exit code and gave this output.
struct Claim {
  ProgramId program;
  std::uint32_t exit_code = 0;
  std::vector<std::uint8_t> output;
  unsigned proven_bits = 0;  // of the parameter row under which it was verified
};

// The readable part of a proof file. Nothing in it is verified.
struct ProofInfo {
  unsigned format_version;
  std::string platform;
  std::string parameters;  // name of the row the prover used
  ProgramId program;
  std::uint32_t entry;
  std::uint32_t exit_code;
  std::vector<std::uint8_t> output;
  std::size_t bytes;  // of the whole file
};

// Takes a proof file's header apart. Errors: kProofRejected.
Result<ProofInfo> inspect_proof(std::span<const std::uint8_t> proof);

}  // namespace squall
