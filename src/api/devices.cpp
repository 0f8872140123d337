#include "squall/devices.hpp"

#include <algorithm>
#include <memory>

#include "api/capacity.hpp"
#include "backend/gpu.hpp"

namespace squall {

namespace {

std::string capability(int major, int minor) { return std::to_string(major) + "." + std::to_string(minor); }

}  // namespace

DeviceList devices() {
  DeviceList list;
  const GpuSupport support = gpu_support();
  list.built = support.built;
  for (const int a : support.architectures) list.architectures.push_back(capability(a / 10, a % 10));
  list.problem = support.problem;
  std::unique_ptr<const CommonProgram> program;
  bool usable = false;
  for (const GpuInfo& gpu : list_gpus()) {
    Device device{gpu.number, gpu.name,   capability(gpu.major, gpu.minor), gpu.total_memory, gpu.free_memory,
                  0,          gpu.problem};
    if (gpu.problem.empty()) {
      usable = true;
      if (!program) program = std::make_unique<const CommonProgram>();
      device.log_instructions =
          largest_program(*program, gpu_memory_needed, usable_gpu_memory(gpu.total_memory, gpu.free_memory));
    }
    list.devices.push_back(std::move(device));
  }
  if (!list.problem.empty() || usable) return list;
  if (list.devices.empty()) {
    list.problem = "the CUDA driver shows none";
  } else {
    list.problem = "none of the GPUs can be used";
    for (const Device& d : list.devices) list.problem += "; " + std::to_string(d.number) + ": " + d.problem;
  }
  return list;
}

}  // namespace squall
