#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace squall {

// A phase of proving. Times in seconds since proving began.
struct Phase {
  std::string name;
  double begin, end;
  unsigned depth;  // 0: outermost
};

// A kernel of a device, all launches together. Bytes and multiply slots are what its author says that it has to move
// and to compute; the floor is the least time in which a device of these rates can do that.
struct KernelTime {
  std::string name;
  std::uint64_t launches = 0;
  double seconds = 0;
  double bytes = 0;  // that cross the device's memory
  double slots = 0;  // 32-bit multiply-adds; a wide or high product is two
  double floor_seconds = 0;
};

// What went between host and device.
struct Transfers {
  double uploaded = 0, downloaded = 0;  // bytes
  std::uint64_t round_trips = 0;        // times that the host waited for the device
};

}  // namespace squall
