#pragma once

// Typed errors of the public interface. Nothing in Squall throws for bad input: fallible calls return Result<T>.

#include <string>
#include <utility>
#include <variant>

namespace squall {

enum class ErrorCode {
  kBadProgram,     // the ELF image is malformed or uses what the machine does not have
  kBadInput,       // an argument, file or input that cannot be used
  kGuestFailure,   // the guest trapped, or exited with a code other than the expected one
  kProofRejected,  // the proof does not show the claim
  kResourceLimit,  // more memory, rows or instructions than allowed
  kDeviceFailure,  // a GPU, its driver or its memory failed, or there is none; what was being proven is lost
  kInternal,       // a bug in Squall
};

struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;  // one line: what, where, what was expected
};

// Either a value or an Error. `value()` on an error is a programming mistake and terminates.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }
  T& value() & noexcept { return std::get<0>(state_); }
  const T& value() const& noexcept { return std::get<0>(state_); }
  T&& value() && noexcept { return std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  const Error& error() const noexcept { return std::get<1>(state_); }

 private:
  std::variant<T, Error> state_;
};

struct Unit {};
using Status = Result<Unit>;

}  // namespace squall
