#include "cuda/runtime/profile.hpp"

#include <algorithm>

namespace squall::cuda {

std::vector<KernelProfile> Profile::kernels() const {
  std::vector<KernelProfile> list;
  for (const auto& [name, kernel] : kernels_) {
    list.push_back(kernel);
    list.back().name = name;
  }
  std::sort(list.begin(), list.end(),
            [](const KernelProfile& a, const KernelProfile& b) { return a.seconds > b.seconds; });
  return list;
}

}  // namespace squall::cuda
