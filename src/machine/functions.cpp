#include "machine/functions.hpp"

#include <vector>

namespace squall {

std::span<const FunctionInfo> functions() {
  static const std::vector<FunctionInfo> all = [] {
    std::vector<FunctionInfo> list;
    const auto add = [&](std::span<const FunctionInfo> more) { list.insert(list.end(), more.begin(), more.end()); };
    (void)add;
    return list;
  }();
  return all;
}

const FunctionInfo* find_function(std::uint32_t number) {
  for (const FunctionInfo& info : functions()) {
    if (squall::number(info.function) == number) return &info;
  }
  return nullptr;
}

}  // namespace squall
