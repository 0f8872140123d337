#ifndef SQUALL_SQUALL_H
#define SQUALL_SQUALL_H

/* The same library for C and everything that speaks C. Objects are opaque and freed by their own function (which takes
 * NULL). Functions that can fail return a status; squall_last_error() then says in one line what, where and what was
 * expected. It belongs to the calling thread and lives until that thread's next call. */

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum squall_status {
  SQUALL_OK = 0,
  SQUALL_BAD_PROGRAM = 1,
  SQUALL_BAD_INPUT = 2,
  SQUALL_GUEST_FAILURE = 3,
  SQUALL_PROOF_REJECTED = 4,
  SQUALL_RESOURCE_LIMIT = 5,
  SQUALL_INTERNAL = 6,
  SQUALL_DEVICE_FAILURE = 7
} squall_status;

enum { SQUALL_PROGRAM_ID_BYTES = 32 };

typedef struct squall_program squall_program;
typedef struct squall_prover squall_prover;
typedef struct squall_proof squall_proof;
typedef struct squall_claim squall_claim;

/* Called now and then while proving: the share that is done (0 to 1) and the present phase. */
typedef void (*squall_progress)(void* user, double fraction, const char* phase);

const char* squall_version(void);
const char* squall_last_error(void);

/* RV64 programs are SQUALL_BAD_PROGRAM: they can be run (squall run), but not yet proven. */
squall_status squall_program_load(const uint8_t* elf, size_t size, squall_program** program);
/* platform: "squall" or "airbender"; NULL: "squall". */
squall_status squall_program_load_for(const char* platform, const uint8_t* file, size_t size, squall_program** program);
void squall_program_free(squall_program* program);
void squall_program_id(const squall_program* program, uint8_t id[SQUALL_PROGRAM_ID_BYTES]);

/* threads 0: one per processor. max_memory 0: what the machine has. A GPU proves if there is one, otherwise the CPU. */
squall_status squall_prover_create(unsigned threads, uint64_t max_memory, squall_prover** prover);
/* backend: "auto", "cpu", "cuda" (any GPU), "cuda:0" (that one). A GPU that cannot be used is SQUALL_DEVICE_FAILURE,
 * except with "auto". */
squall_status squall_prover_create_on(const char* backend, unsigned threads, uint64_t max_memory, squall_prover** prover);
/* What proves, for instance "cpu (AVX2)"; lives as long as the prover. */
const char* squall_prover_backend(const squall_prover* prover);
void squall_prover_free(squall_prover* prover);

/* Proves that the program ends with exit code 0. parameters: row of the parameter table, NULL for the default.
 * progress may be NULL. */
squall_status squall_prove(squall_prover* prover, const squall_program* program, const uint8_t* input, size_t input_size,
                           const char* parameters, squall_progress progress, void* user, squall_proof** proof);
const uint8_t* squall_proof_data(const squall_proof* proof, size_t* size);
uint64_t squall_proof_instructions(const squall_proof* proof);
void squall_proof_free(squall_proof* proof);

/* Checks a proof of the program with this id, expecting exit code 0. On success the claim is allocated. */
squall_status squall_verify(const uint8_t* proof, size_t proof_size, const uint8_t program_id[SQUALL_PROGRAM_ID_BYTES],
                            const char* parameters, squall_claim** claim);
uint32_t squall_claim_exit_code(const squall_claim* claim);
unsigned squall_claim_proven_bits(const squall_claim* claim);
const uint8_t* squall_claim_output(const squall_claim* claim, size_t* size);
void squall_claim_free(squall_claim* claim);

#ifdef __cplusplus
}
#endif

#endif
