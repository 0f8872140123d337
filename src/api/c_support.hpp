#pragma once

// Errors across the C boundary: a status, and the line that squall_last_error() returns to the same thread.

#include <exception>
#include <string>
#include <utility>

#include "squall/error.hpp"
#include "squall/squall.h"

namespace squall::c_api {

squall_status fail(const Error& error);
squall_status null_argument(const char* name);

// No exception crosses the C boundary.
template <class Body>
squall_status guarded(Body body) {
  try {
    return body();
  } catch (const std::exception& error) {
    return fail({ErrorCode::kInternal, error.what()});
  }
}

// Hands a successful result over as a new object.
template <class Object, class T>
squall_status hand_over(Result<T> result, Object** out) {
  if (!result.ok()) return fail(result.error());
  *out = new Object{std::move(result).value()};
  return SQUALL_OK;
}

}  // namespace squall::c_api
