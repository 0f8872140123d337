#pragma once

// A small program that touches most chips, and its honest proof under the test row.

#include <thread>

#include "squall/prover.hpp"
#include "squall/verifier.hpp"

#include "api/proof_file.hpp"
#include "backend/cpu/cpu_backend.hpp"
#include "kit/assembler.hpp"
#include "kit/machine_witness.hpp"
#include "machine/trace.hpp"
#include "stark/prover.hpp"
#include "stark/verifier.hpp"

namespace squall::end_to_end {

// Arithmetic of every class on input and memory; outputs eight bytes, exits with `code`.
inline Bytes small_elf(std::uint32_t code = 0, std::uint32_t constant = 77) {
  using enum Opcode;
  kit::Assembler a;
  a.li(5, kInputBase);
  a.i(kLw, 6, 5, 4);
  a.li(7, constant);
  a.li(8, kit::kDataBase);
  a.li(9, 5);
  const auto loop = a.bound_label();
  a.r(kMul, 11, 6, 7);
  a.r(kMulhu, 12, 11, 7);
  a.r(kDivu, 13, 11, 9);
  a.r(kXor, 14, 13, 12);
  a.i(kSlli, 15, 14, 3);
  a.r(kSltu, 16, 15, 14);
  a.r(kSub, 6, 15, 16);
  a.store(kSw, 6, 4, 8);
  a.i(kLb, 18, 8, 5);
  a.store(kSb, 18, 1, 8);
  a.r(kAdd, 6, 6, 18);
  a.i(kAddi, 9, 9, -1);
  a.branch(kBne, 9, 0, loop);
  a.li(5, kOutputBase);
  a.li(7, 8);
  a.store(kSw, 7, 0, 5);
  a.store(kSw, 6, 4, 5);
  a.store(kSw, 14, 8, 5);
  a.exit(code);
  return a.elf();
}
inline const Bytes kInput = {3, 1, 4, 1};

template <class T>
T must(Result<T> result) {
  if (!result.ok()) throw std::runtime_error(result.error().message);
  return std::move(result).value();
}

inline ProofResult prove(const Program& program, ByteView input, unsigned threads = 2, ProveOptions options = {}) {
  if (options.parameters.empty()) options.parameters = "test";
  Prover prover = must(Prover::create({"", threads, 0}));
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
    return must(stark_prove(backend, key, params, publics_of(trace.claim()), trace, silent, options));
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
