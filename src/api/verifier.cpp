#include "squall/verifier.hpp"

#include "api/parameter_row.hpp"
#include "api/proof_file.hpp"
#include "stark/verifier.hpp"

namespace squall {

namespace {

Error rejected(std::string reason) { return {ErrorCode::kProofRejected, "proof rejected: " + std::move(reason)}; }

}  // namespace

Result<ProofInfo> inspect_proof(std::span<const std::uint8_t> bytes) {
  const Result<ProofFile> file = read_proof_file(bytes);
  if (!file.ok()) return file.error();
  const VerifyingKey key = verifying_key(file->program, file->root);
  return ProofInfo{kProofVersion,        std::string(platform_name(file->program.platform)),
                   file->parameters,     ProgramId{key.digest},
                   file->program.entry,  file->outcome.exit_code,
                   file->outcome.output, bytes.size()};
}

Result<Claim> verify(std::span<const std::uint8_t> proof, const ProgramId& program, const VerifyOptions& options) {
  const Result<const Params*> row = parameter_row(options.parameters);
  if (!row.ok()) return row.error();
  const Params* params = *row;
  const Result<ProofFile> read = read_proof_file(proof);
  if (!read.ok()) return read.error();
  const ProofFile& file = *read;
  // The proof's own word for its row only makes the message better: the row is the verifier's choice.
  if (file.parameters != params->name) {
    return rejected("made with parameter row '" + file.parameters + "', expected '" + std::string(params->name) + "'");
  }
  const VerifyingKey key = verifying_key(file.program, file.root);
  if (key.digest != program.bytes) {
    return rejected("it is about program " + ProgramId{key.digest}.hex() + ", expected " + program.hex());
  }
  if (options.expected_exit_code && *options.expected_exit_code != file.outcome.exit_code) {
    return rejected("it claims exit code " + std::to_string(file.outcome.exit_code) + ", expected " +
                    std::to_string(*options.expected_exit_code));
  }
  const Verdict verdict = stark_verify(key, *params, publics_of(file.program.platform, file.outcome), file.proof);
  if (!verdict.ok()) return rejected(verdict.reason);
  return Claim{program, file.outcome.exit_code, file.outcome.output, params->proven_bits};
}

}  // namespace squall
