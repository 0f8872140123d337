#pragma once

// The contracts between a guest and its host. All share the machine's chips; a platform says which words beyond RV32IM
// are instructions, how the guest ends, and what is public. It is bound to the program id by the lowered program, the
// regions and the name in the machine's description.
//
//   squall     ECALL for exit and text, custom-0 for functions; input and output are regions of memory.
//   airbender  CSRRW for the oracle (0x7C0) and functions (0x7C7, 0x7CA), a jump to itself ends; the output is in
//              registers. No ECALL.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "machine/decode.hpp"
#include "machine/functions.hpp"

namespace squall {

enum class Platform : std::uint8_t { kSquall, kAirbender };

std::string_view platform_name(Platform platform);
std::optional<Platform> find_platform(std::string_view name);

// A word that is an instruction on a platform only.
struct PlatformInstruction {
  enum class Kind : std::uint8_t {
    kNone,
    kCall,         // of a function; rs1 = a, rs2 = b, rd = c
    kOracleRead,   // rd := the next word of the private input
    kOracleWrite,  // rs1 goes to the host; not proven
    kEnd,          // the guest is done
  };
  Kind kind = Kind::kNone;
  const FunctionInfo* function = nullptr;
  std::uint8_t rd = 0, rs1 = 0, rs2 = 0;
};
PlatformInstruction platform_instruction(Platform platform, std::uint32_t word);

// Whether the word is an instruction of RV32IM that the platform has too.
bool has_base_instruction(Platform platform, const Decoded& decoded);

// "csrrw a0, 0x7c0, zero"; what is no instruction of the platform as in `disassemble`.
std::string disassemble(Platform platform, std::uint32_t word, std::uint32_t pc);
// Why a word is not executable on the platform.
std::string describe_word(Platform platform, std::uint32_t word);

// Airbender's registers: functions take x10, x11 and x12, the output is x10 to x17, and x18 to x25 must be zero.
namespace airbender {
inline constexpr std::uint8_t kA = 10, kB = 11, kC = 12;
inline constexpr unsigned kFirstOutput = 10, kOutputWords = 8, kFirstZero = 18, kZeros = 8;
inline constexpr std::uint32_t kOracle = 0x7c0, kBlake2s = 0x7c7, kInteger = 0x7ca, kAbort = 0xc00;
inline constexpr std::uint32_t kRomBytes = 2u << 20, kLargeRomBytes = 4u << 20;
}  // namespace airbender

}  // namespace squall
