/* The C interface: what cannot work fails with a status and a line. */

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
  squall_prover_free(prover);
  squall_program_free(NULL);
  squall_claim_free(NULL);
  puts(squall_version());
  return 0;
}
