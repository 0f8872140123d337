#pragma once

// The table of bytes, which only proofs of functions of bytes contain. It has the tuples (kind, a, b, high, low) for
// all bytes a and b. The kind says what high and low are: of the bits of a xor b, those from `cut` on and those below.
// So a rotation by any number of bits needs no other check of its parts.
//
//   kPair     0, 0: a and b are bytes
//   kXor      a xor b, 0
//   kXorCut4  a xor b cut after four bits
//   kXorCut7  a xor b cut after seven bits

#include <cstdint>
#include <vector>

#include "air/chip.hpp"
#include "air/closed_form.hpp"

namespace squall {

enum class ByteKind : std::uint8_t { kPair, kXor, kXorCut4, kXorCut7 };
constexpr std::uint32_t number(ByteKind kind) { return static_cast<std::uint32_t>(kind); }

inline constexpr unsigned kByteTableLogRows = 18;  // row 2^16 kind + 256 b + a

// Its columns kind, a, b, high, low.
std::vector<ClosedForm> byte_table_columns();

Chip byte_table();

}  // namespace squall
