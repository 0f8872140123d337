/* The whole way through the C interface: load, prove, verify. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "squall/squall.h"

static uint8_t* read_file(const char* path, size_t* size) {
  FILE* file = fopen(path, "rb");
  if (!file) return NULL;
  fseek(file, 0, SEEK_END);
  *size = (size_t)ftell(file);
  rewind(file);
  uint8_t* bytes = malloc(*size);
  if (bytes && fread(bytes, 1, *size, file) != *size) {
    free(bytes);
    bytes = NULL;
  }
  fclose(file);
  return bytes;
}

static int failed(squall_status status) {
  if (status != SQUALL_OK) fprintf(stderr, "%s\n", squall_last_error());
  return status != SQUALL_OK;
}

int main(int argc, char** argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: %s GUEST.elf\n", argv[0]);
    return 2;
  }
  size_t elf_size = 0;
  uint8_t* elf = read_file(argv[1], &elf_size);
  if (!elf) {
    fprintf(stderr, "%s: cannot be read\n", argv[1]);
    return 1;
  }
  squall_program* program = NULL;
  squall_prover* prover = NULL;
  squall_proof* proof = NULL;
  squall_claim* claim = NULL;
  uint8_t id[SQUALL_PROGRAM_ID_BYTES];
  const uint8_t input[] = "abc";
  int result = 1;

  if (failed(squall_program_load(elf, elf_size, &program))) goto done;
  if (failed(squall_prover_create(0, 0, &prover))) goto done;
  if (failed(squall_prove(prover, program, input, 3, NULL, NULL, NULL, &proof))) goto done;

  size_t proof_size = 0, output_size = 0;
  const uint8_t* bytes = squall_proof_data(proof, &proof_size);
  squall_program_id(program, id);
  if (failed(squall_verify(bytes, proof_size, id, NULL, &claim))) goto done;
  const uint8_t* output = squall_claim_output(claim, &output_size);
  printf("%zu bytes prove at %u bits: ", proof_size, squall_claim_proven_bits(claim));
  for (size_t i = 0; i < output_size; ++i) printf("%02x", output[i]);
  printf("\n");

  id[0] ^= 1; /* the proof of another program is refused, with a reason */
  squall_claim* other = NULL;
  if (squall_verify(bytes, proof_size, id, NULL, &other) != SQUALL_PROOF_REJECTED) goto done;
  printf("%s\n", squall_last_error());
  result = 0;

done:
  squall_claim_free(claim);
  squall_proof_free(proof);
  squall_prover_free(prover);
  squall_program_free(program);
  free(elf);
  return result;
}
