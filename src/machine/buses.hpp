#pragma once

// The buses of the RISC-V machine and their tuples.

#include <cstdint>

#include "air/bus.hpp"

namespace squall {

inline constexpr Bus kStateBus{"state", 1, 2};      // pc / 4, clock
inline constexpr Bus kProgramBus{"program", 2, 7};  // pc / 4, operation, rd, rs1, rs2, imm_lo, imm_hi (see program.hpp)
inline constexpr Bus kMemoryBus{"memory", 3, 5};    // bank, place, low limb, high limb, time: see below
inline constexpr Bus kRangeBus{"range", 4, 2};      // bound, x: bound = 2^e with e <= 17, and 0 <= x < bound
inline constexpr Bus kAndBus{"and", 5, 3};          // a, b, a & b: bytes
inline constexpr Bus kRegionBus{"region", 6, 5};    // number, first word, word count, is input, is output
inline constexpr Bus kChainBus{"chain", 7, 1};      // address of a touched region word
inline constexpr Bus kExitBus{"exit", 8, 2};        // exit code, low and high limb
inline constexpr Bus kOutputBus{"output", 9, 3};    // word index in the output region, low and high limb
// A call of a function, in two messages: (clock, function, 0, a, b) and (clock, function, 1, c, c afterwards), limbs
// each. A clock has at most one call.
inline constexpr Bus kCallBus{"call", 10, 7};
inline constexpr Bus kByteBus{"bytes", 11, 5};  // kind, two bytes, two results: see byte_table.hpp

// Clock, number of the message with top bits, low bits of five words of the state. See keccak.hpp.
inline constexpr Bus kKeccakBus{"keccak", 14, 7};
// Clock, number of the message, five limbs: of the state, and of W_t + K_t. See sha256_words.hpp.
inline constexpr Bus kSha256StateBus{"sha256-state", 16, 7}, kSha256WordBus{"sha256-words", 17, 7};

inline constexpr unsigned kRangeLogRows = 18;  // rows 2^e + x for e = 0..17
inline constexpr std::uint32_t kLimb = 1u << 16;

// Places on the memory bus. Register i: (kRegisterBank, i). The word at byte address A = 2^16 high + low, A divisible
// by 4: (kMemoryBank + high, low). Only such places have an initial tuple, so an access anywhere else cannot balance:
// whoever computes bank and place needs no range check on them, if kRegisterBank is out of the bank's reach (see
// address.hpp).
inline constexpr std::uint32_t kRegisterBank = 0, kMemoryBank = 1u << 18;

}  // namespace squall
