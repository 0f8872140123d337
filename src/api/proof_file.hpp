#pragma once

// The proof file. All numbers little-endian, all lengths exact:
//
//   8  magic "SQUALLPF"
//   2  format version (2)
//   1  length of the platform's name, then the name
//   1  XLEN
//   4  entry (byte address)
//   1, 1, 1  log heights of the program, image and region tables
//   4  families of accelerated functions that the program calls, a bit each
//  32  root of the preprocessed matrix
//   1  length of the parameter row's name, then the name
//   4  exit code
//   4  length of the public output, then the output
//   8  length of the proof proper, then the proof, up to the end of the file
//
// Everything up to the proof proper says what is claimed. Platform, entry, heights, families and root determine the verifying key and
// thereby the program id; exit code and output are the public values.

#include <string>

#include "squall/error.hpp"

#include "air/key.hpp"
#include "base/bytes.hpp"
#include "machine/claim.hpp"
#include "machine/rv32im.hpp"

namespace squall {

inline constexpr std::string_view kProofMagic = "SQUALLPF";
inline constexpr std::uint32_t kProofVersion = 2;

struct ProofFile {
  std::uint32_t xlen = 32;
  ProgramHeader program;
  Digest root{};
  std::string parameters;
  Outcome outcome;
  ByteView proof;  // into the file's bytes, or the prover's
};

Bytes write_proof_file(const ProofFile& file);
// Errors: kProofRejected. On success all fields have been checked for form, nothing else.
Result<ProofFile> read_proof_file(ByteView bytes);

// The key that the header describes. On input: a valid header.
VerifyingKey verifying_key(const ProgramHeader& header, const Digest& root);

}  // namespace squall
