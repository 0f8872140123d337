#pragma once

#define SQUALL_VERSION_MAJOR 0
#define SQUALL_VERSION_MINOR 1
#define SQUALL_VERSION_PATCH 0

namespace squall {

// "0.1.0": of the library that is linked, which may differ from the headers.
const char* version();

}  // namespace squall
