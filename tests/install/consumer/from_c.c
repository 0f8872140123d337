/* The C interface: what cannot work fails with a status and a line; another platform than the native one works. */

#include <squall/squall.h>

#include <stdio.h>
#include <string.h>

int main(void) {
  const uint8_t junk[] = "not an ELF file";
  const uint8_t id[SQUALL_PROGRAM_ID_BYTES] = {0};
  squall_program* program = NULL;
  squall_claim* claim = NULL;
  squall_prover* prover = NULL;
  if (squall_program_load(junk, sizeof junk, &program) != SQUALL_BAD_PROGRAM || program) return 1;
  if (!strstr(squall_last_error(), "ELF")) return 2;
  if (squall_verify(junk, sizeof junk, id, "test", &claim) != SQUALL_PROOF_REJECTED || claim) return 3;
  if (squall_verify(junk, sizeof junk, id, "no such row", &claim) != SQUALL_BAD_INPUT) return 4;
  if (squall_prover_create(1, 0, &prover) != SQUALL_OK || !prover) return 5;
  if (squall_prove(prover, NULL, NULL, 0, NULL, NULL, NULL, NULL) != SQUALL_BAD_INPUT) return 6;

  /* A program of the platform airbender that ends at once, and its id on another platform. */
  const uint8_t image[] = {0x6f, 0, 0, 0};
  squall_proof* proof = NULL;
  uint8_t program_id[SQUALL_PROGRAM_ID_BYTES];
  size_t size = 0;
  if (squall_program_load_for("sp1", image, sizeof image, &program) != SQUALL_BAD_INPUT || program) return 7;
  if (!strstr(squall_last_error(), "'airbender'")) return 8;
  if (squall_program_load_for(NULL, image, sizeof image, &program) != SQUALL_BAD_PROGRAM || program) return 9;
  if (squall_program_load_for("airbender", image, sizeof image, &program) != SQUALL_OK || !program) return 10;
  if (squall_prove(prover, program, NULL, 0, "test", NULL, NULL, &proof) != SQUALL_OK) return 11;
  if (squall_proof_instructions(proof) != 1) return 12;
  const uint8_t* bytes = squall_proof_data(proof, &size);
  if (squall_verify(bytes, size, id, "test", &claim) != SQUALL_PROOF_REJECTED || claim) return 13;
  squall_program_id(program, program_id);
  if (squall_verify(bytes, size, program_id, "test", &claim) != SQUALL_OK) return 14;
  squall_claim_output(claim, &size);
  if (size != 32 || squall_claim_exit_code(claim) != 0) return 15;
  squall_claim_free(claim);
  squall_proof_free(proof);
  squall_program_free(program);

  squall_prover_free(prover);
  squall_program_free(NULL);
  squall_claim_free(NULL);
  puts(squall_version());
  return 0;
}
