#pragma once

// The RV32IM machine. Programs share its chips, but for those of accelerated functions that they do not call; what
// differs from program to program is the preprocessed columns (instructions, image, regions), which a key commits to,
// and a small header. A verifier that knows only a program's id
// takes the header from the proof, rebuilds machine and key, and compares the key's digest with the id.

#include <cstdint>
#include <string>
#include <vector>

#include "squall/error.hpp"

#include "air/machine.hpp"
#include "machine/image.hpp"
#include "machine/program.hpp"

namespace squall {

// Rows of all instances together. A state's clock is 1 + 3 n after n instructions, each of which takes a row, so times
// stay below 3 * 2^27 + 4 < 2^29; see memory.hpp for what depends on it.
inline constexpr std::uint64_t kRowLimit = std::uint64_t(1) << 27;

struct ProgramHeader {
  Platform platform = Platform::kSquall;
  std::uint32_t entry = 0;   // byte address
  unsigned log_program = 0;  // log heights of the fixed tables
  unsigned log_image = 0;
  unsigned log_regions = 0;
  // Bit f: the program has calls of functions of family f. Only their chips are part of the machine, so that programs
  // without calls have a small description.
  std::uint32_t families = 0;

  // Whether a machine with this header can exist. Check before use if the header is not one's own.
  bool valid() const;
  bool operator==(const ProgramHeader&) const = default;
};

constexpr std::uint32_t family_bit(Family f) { return 1u << static_cast<unsigned>(f); }
inline constexpr std::uint32_t kAllFamilies = (1u << kFamilies) - 1;

// A program made ready to prove or verify.
struct MachineProgram {
  Image image;
  ProgramTable table;
  ProgramHeader header;

  // Checks that the image can be proven on this machine: kBadProgram or kResourceLimit.
  static Result<MachineProgram> make(Image image);
};

// On input: a valid header. first_pc (byte address / 4) only tells provers where the program table starts.
Machine rv32im_machine(const ProgramHeader& header, std::uint32_t first_pc = 0);
Machine rv32im_machine(const MachineProgram& program);

// The values of all preprocessed columns, chips in the machine's order, each as high as its chip.
std::vector<std::vector<Fp>> preprocessed_columns(const Machine& machine, const MachineProgram& program);

}  // namespace squall
