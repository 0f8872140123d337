// The proving half of the C interface; the verifying half is c_verify.cpp.

#include <algorithm>

#include "squall/prover.hpp"

#include "api/c_support.hpp"

using squall::c_api::guarded;
using squall::c_api::hand_over;
using squall::c_api::null_argument;

struct squall_program {
  squall::Program program;
};
struct squall_prover {
  squall::Prover prover;
  std::string backend;
};
struct squall_proof {
  squall::ProofResult result;
};

extern "C" {

squall_status squall_program_load(const uint8_t* elf, size_t size, squall_program** program) {
  if (!elf && size) return null_argument("elf");
  return squall_program_load_for(nullptr, elf, size, program);
}

squall_status squall_program_load_for(const char* platform, const uint8_t* file, size_t size,
                                      squall_program** program) {
  if (!file && size) return null_argument("file");
  if (!program) return null_argument("program");
  return guarded([&] {
    squall::LoadOptions options;
    if (platform) options.platform = platform;
    auto loaded = squall::Program::load({file, size}, options);
    if (loaded.ok()) {  // what can only be run is of no use here
      if (const squall::Status status = loaded->provable(); !status) loaded = status.error();
    }
    return hand_over(std::move(loaded), program);
  });
}

void squall_program_free(squall_program* program) { delete program; }

void squall_program_id(const squall_program* program, uint8_t id[SQUALL_PROGRAM_ID_BYTES]) {
  const squall::ProgramId& known = program->program.id();
  std::copy(known.bytes.begin(), known.bytes.end(), id);
}

squall_status squall_prover_create(unsigned threads, uint64_t max_memory, squall_prover** prover) {
  return squall_prover_create_on(nullptr, threads, max_memory, prover);
}

squall_status squall_prover_create_on(const char* backend, unsigned threads, uint64_t max_memory,
                                      squall_prover** prover) {
  if (!prover) return null_argument("prover");
  return guarded([&] {
    const auto choice = squall::BackendChoice::parse(backend ? backend : "auto");
    if (!choice.ok()) return squall::c_api::fail(choice.error());
    auto made = squall::Prover::create({*choice, threads, max_memory});
    if (!made.ok()) return squall::c_api::fail(made.error());
    std::string name = made->backend();
    *prover = new squall_prover{std::move(*made), std::move(name)};
    return SQUALL_OK;
  });
}

const char* squall_prover_backend(const squall_prover* prover) { return prover->backend.c_str(); }

void squall_prover_free(squall_prover* prover) { delete prover; }

squall_status squall_prove(squall_prover* prover, const squall_program* program, const uint8_t* input,
                           size_t input_size, const char* parameters, squall_progress progress, void* user,
                           squall_proof** proof) {
  if (!prover) return null_argument("prover");
  if (!program) return null_argument("program");
  if (!input && input_size) return null_argument("input");
  if (!proof) return null_argument("proof");
  return guarded([&] {
    squall::ProveOptions options;
    if (parameters) options.parameters = parameters;
    if (progress) {
      options.on_progress = [&](double fraction, std::string_view phase) {
        progress(user, fraction, std::string(phase).c_str());
      };
    }
    return hand_over(prover->prover.prove(program->program, {input, input_size}, options), proof);
  });
}

const uint8_t* squall_proof_data(const squall_proof* proof, size_t* size) {
  *size = proof->result.proof.size();
  return proof->result.proof.data();
}

uint64_t squall_proof_instructions(const squall_proof* proof) { return proof->result.instructions; }

void squall_proof_free(squall_proof* proof) { delete proof; }

}  // extern "C"
