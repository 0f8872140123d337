#pragma once

// What both bases say about an execution in the same way: where it failed, and what the guest's output is.

#include <cstdint>
#include <string>

#include "squall/error.hpp"

#include "base/bytes.hpp"
#include "vm/interpreter.hpp"
#include "vm/memory.hpp"
#include "vm/symbols.hpp"

namespace squall {

// "0x00010074 (main+0x10)". symbols may be null.
std::string place_text(std::uint32_t pc, const Symbols* symbols);

// "; called from 0x0001000c (first+0x8), 0x00010000 (start)", or nothing.
std::string call_sites_text(const CallStack& calls, const Symbols* symbols);

// The bytes behind the length word of the output region. kGuestFailure: the length does not fit, or the rest of the
// last word is not zero.
Result<Bytes> read_output_region(Memory& memory);

}  // namespace squall
