#pragma once

// The honest proof of a small program under the test row.

#include <thread>

#include "squall/prover.hpp"
#include "squall/verifier.hpp"

#include "api/proof_file.hpp"
#include "backend/cpu/cpu_backend.hpp"
#include "end_to_end/small_elf.hpp"
#include "kit/machine_witness.hpp"
#include "machine/trace.hpp"
#include "stark/prover.hpp"
#include "stark/verifier.hpp"

namespace squall::end_to_end {

template <class T>
T must(Result<T> result) {
  if (!result.ok()) throw std::runtime_error(result.error().message);
  return std::move(result).value();
}

inline ProofResult prove(const Program& program, ByteView input, unsigned threads = 2, ProveOptions options = {}) {
  if (options.parameters.empty()) options.parameters = "test";
  Prover prover = must(Prover::create({.threads = threads}));
  return must(prover.prove(program, input, options));
}

// The same below the public interface, where back ends can be chosen and the parts of a proof are known.
struct Parts {
  MachineProgram program;
  Execution execution;
  const Params& params = *find_params("test");

  explicit Parts(ByteView elf = small_elf(), ByteView input = kInput)
      : program(must(MachineProgram::make(must(load_elf(elf))))), execution(kit::run_traced(program.image, input)) {}

  ProofParts prove(Backend& backend) const {
    Machine machine = rv32im_machine(program);
    const auto columns = preprocessed_columns(machine, program);
    const ProvingKey key = make_proving_key(backend, std::move(machine), columns);
    const RiscvTrace trace(key.verifying.machine, program, execution.record);
    Observer silent;
    StarkOptions options;
    options.record = true;
    return must(
        stark_prove(backend, key, params, publics_of(Platform::kSquall, trace.claim()), trace, silent, options));
  }
};

inline const Program& small_program() {
  static const Program program = must(Program::load(small_elf()));
  return program;
}
inline const ProofResult& small_proof() {
  static const ProofResult proof = prove(small_program(), kInput);
  return proof;
}
inline const VerifyOptions kTestRow{"test", 0};

inline std::string reason(ByteView proof, const Program& program = small_program(),
                          const VerifyOptions& options = kTestRow) {
  const auto claim = verify(proof, program.id(), options);
  return claim.ok() ? "" : claim.error().message;
}

}  // namespace squall::end_to_end
