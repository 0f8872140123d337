#pragma once

// What benchmarks of a device print: one JSON object a line, for every kernel that ran.

#include <algorithm>
#include <chrono>
#include <functional>
#include <initializer_list>
#include <ostream>
#include <string_view>

#include "cuda/runtime/gpu.hpp"

namespace squall::cuda {

struct Parameter {
  std::string_view name;
  double value;
  template <class T>
  Parameter(std::string_view n, T v) : name(n), value(static_cast<double>(v)) {}
};

// Bytes per second, read and written ones together, of a copy from device memory to device memory: what shares are of.
inline double copy_bandwidth(Gpu& gpu) {
  constexpr int kCopies = 20;
  const std::size_t bytes = std::min<std::size_t>(gpu.pool().largest_free() / 2, std::size_t(1) << 30);
  DeviceBuffer<char> from = gpu.zeros<char>(bytes / 2), to = gpu.zeros<char>(bytes / 2);
  gpu.copy_on_device(to.data(), from.data(), from.bytes());
  gpu.synchronize();
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < kCopies; ++i) gpu.copy_on_device(to.data(), from.data(), from.bytes());
  gpu.synchronize();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  return 2.0 * kCopies * static_cast<double>(from.bytes()) / seconds.count();
}

class Report {
 public:
  // The Gpus that are measured were made with profiling switched on.
  Report(std::ostream& out, double copy_bandwidth) : out_(out), copy_bandwidth_(copy_bandwidth) {}

  // Runs `work` once to warm up, then `repetitions` times, and prints means per repetition of every kernel: seconds,
  // the share of the copy bandwidth that its necessary bytes are, and the share of its time that the cost model's floor
  // is (runtime/cost_model.hpp).
  void measure(Gpu& gpu, std::string_view benchmark, std::initializer_list<Parameter> parameters, unsigned repetitions,
               const std::function<void()>& work) {
    work();
    gpu.reset_profile();
    for (unsigned i = 0; i < repetitions; ++i) work();
    for (const KernelProfile& kernel : gpu.profile().kernels()) {
      out_ << "{\"benchmark\": \"" << benchmark << "\"";
      for (const Parameter& p : parameters) out_ << ", \"" << p.name << "\": " << p.value;
      const double bytes_per_second = kernel.seconds > 0 ? kernel.cost.bytes / kernel.seconds : 0;
      const DeviceRates rates{copy_bandwidth_, gpu.rates().slots_per_second};
      const double floor = rates.floor_seconds(kernel.cost);
      out_ << ", \"kernel\": \"" << kernel.name << "\", \"launches\": " << kernel.launches / repetitions
           << ", \"seconds\": " << kernel.seconds / repetitions << ", \"bytes\": " << kernel.cost.bytes / repetitions
           << ", \"slots\": " << kernel.cost.slots / repetitions
           << ", \"share_of_copy\": " << (copy_bandwidth_ > 0 ? bytes_per_second / copy_bandwidth_ : 0)
           << ", \"share_of_floor\": " << (kernel.seconds > 0 ? floor / kernel.seconds : 0) << "}" << std::endl;
    }
  }

 private:
  std::ostream& out_;
  double copy_bandwidth_;
};

}  // namespace squall::cuda
