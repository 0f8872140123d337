// The verifying half of the C interface: links without the prover.

#include <algorithm>

#include "squall/verifier.hpp"
#include "squall/version.hpp"

#include "api/c_support.hpp"

struct squall_claim {
  squall::Claim claim;
};

namespace squall::c_api {

namespace {
thread_local std::string last_error;  // what C callers expect of an error text: one per thread
}

squall_status fail(const Error& error) {
  last_error = error.message;
  switch (error.code) {
    case ErrorCode::kBadProgram:
      return SQUALL_BAD_PROGRAM;
    case ErrorCode::kBadInput:
      return SQUALL_BAD_INPUT;
    case ErrorCode::kGuestFailure:
      return SQUALL_GUEST_FAILURE;
    case ErrorCode::kProofRejected:
      return SQUALL_PROOF_REJECTED;
    case ErrorCode::kResourceLimit:
      return SQUALL_RESOURCE_LIMIT;
    case ErrorCode::kDeviceFailure:
      return SQUALL_DEVICE_FAILURE;
    case ErrorCode::kInternal:
      break;
  }
  return SQUALL_INTERNAL;
}

squall_status null_argument(const char* name) {
  return fail({ErrorCode::kBadInput, std::string("argument '") + name + "' is NULL"});
}

}  // namespace squall::c_api

using namespace squall::c_api;

extern "C" {

const char* squall_version(void) { return squall::version(); }
const char* squall_last_error(void) { return last_error.c_str(); }

squall_status squall_verify(const uint8_t* proof, size_t proof_size, const uint8_t program_id[SQUALL_PROGRAM_ID_BYTES],
                            const char* parameters, squall_claim** claim) {
  if (!proof && proof_size) return null_argument("proof");
  if (!program_id) return null_argument("program_id");
  if (!claim) return null_argument("claim");
  return guarded([&] {
    squall::ProgramId id;
    std::copy_n(program_id, id.bytes.size(), id.bytes.begin());
    return hand_over(squall::verify({proof, proof_size}, id, {parameters ? parameters : "", 0}), claim);
  });
}

uint32_t squall_claim_exit_code(const squall_claim* claim) { return claim->claim.exit_code; }
unsigned squall_claim_proven_bits(const squall_claim* claim) { return claim->claim.proven_bits; }

const uint8_t* squall_claim_output(const squall_claim* claim, size_t* size) {
  *size = claim->claim.output.size();
  return claim->claim.output.data();
}

void squall_claim_free(squall_claim* claim) { delete claim; }

}  // extern "C"
