#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "squall/error.hpp"

namespace squall {

// Where to prove.
struct BackendChoice {
  enum class Kind {
    kAutomatic,  // on a GPU if there is one that can be used, otherwise on the CPU
    kCpu,
    kCuda,  // on a GPU, or not at all
  };
  static constexpr int kAnyDevice = -1;  // the first one that can be used

  Kind kind = Kind::kAutomatic;
  int device = kAnyDevice;  // otherwise its number, as in Device

  // "auto" or "", "cpu", "cuda", "cuda:N". Errors: kBadInput.
  static Result<BackendChoice> parse(std::string_view text);
};

// A GPU, usable or not.
struct Device {
  int number = 0;  // for BackendChoice
  std::string name;
  std::string architecture;  // compute capability: "9.0"
  std::uint64_t total_memory = 0, free_memory = 0;
  // It proves programs of 2^log_instructions RV32IM instructions of a common mix in one go, with the memory that is
  // free now; 0 if none.
  unsigned log_instructions = 0;
  std::string problem;  // empty if it can be used, otherwise why not
};

struct DeviceList {
  bool built = false;                      // this build can use GPUs
  std::vector<std::string> architectures;  // for which it has code: "8.0"
  std::vector<Device> devices;
  std::string problem;  // empty if one of them can be used, otherwise in one line why none can
};
// Asks the driver each time. Never fails: what is wrong is said in the list.
DeviceList devices();

}  // namespace squall
