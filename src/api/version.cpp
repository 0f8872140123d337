#include "squall/version.hpp"

#define SQUALL_TEXT_(x) #x
#define SQUALL_TEXT(x) SQUALL_TEXT_(x)

namespace squall {

const char* version() {
  return SQUALL_TEXT(SQUALL_VERSION_MAJOR) "." SQUALL_TEXT(SQUALL_VERSION_MINOR) "." SQUALL_TEXT(SQUALL_VERSION_PATCH);
}

}  // namespace squall
