#pragma once

// Images of the platform airbender: a flat file at address 0 (or an ELF file whose segments lie there), executed from a
// window of read-only memory, with zeroed memory from its end up to 4 GiB. Words of the window behind the image do not
// exist.

#include <cstdint>

#include "squall/error.hpp"

#include "base/bytes.hpp"
#include "machine/image.hpp"

namespace squall {

// rom_bytes: the size of the window, 2 or 4 MiB. Errors: kBadProgram; kBadInput for another size.
Result<Image> load_rom(ByteView file, std::uint32_t rom_bytes = airbender::kRomBytes);

}  // namespace squall
