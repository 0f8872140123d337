#pragma once

// What every kernel cost: launches, time, and the work its author says it did. Filled by Gpu while it is switched on.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace squall::cuda {

// Of one launch, by the cost model in runtime/cost_model.hpp: bytes that have to cross device memory at least once, and
// multiply slots (a 32-bit multiply-add is one, a wide or high product two).
struct Cost {
  double bytes = 0, slots = 0;
};

struct KernelProfile {
  std::string name;
  std::uint64_t launches = 0;
  double seconds = 0;
  Cost cost;
};

class Profile {
 public:
  void add(const std::string& name, double seconds, const Cost& cost) {
    KernelProfile& k = kernels_[name];
    ++k.launches;
    k.seconds += seconds;
    k.cost.bytes += cost.bytes;
    k.cost.slots += cost.slots;
  }
  // The most expensive first.
  std::vector<KernelProfile> kernels() const;
  double uploaded = 0, downloaded = 0;  // bytes
  std::uint64_t round_trips = 0;        // the host waited for the device

 private:
  std::map<std::string, KernelProfile> kernels_;
};

}  // namespace squall::cuda
