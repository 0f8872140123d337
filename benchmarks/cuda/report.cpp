#include "report.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace squall::bench {
namespace {

double measured_copy_bandwidth(cuda::Gpu& gpu) {
  constexpr int kCopies = 20;
  const std::size_t bytes = std::min<std::size_t>(gpu.pool().largest_free() / 4, std::size_t(1) << 30);
  const auto from = gpu.zeros<char>(bytes);
  auto to = gpu.zeros<char>(bytes);
  gpu.copy_on_device(to.data(), from.data(), bytes);
  gpu.synchronize();
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < kCopies; ++i) gpu.copy_on_device(to.data(), from.data(), bytes);
  gpu.synchronize();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  return 2.0 * kCopies * static_cast<double>(bytes) / seconds.count();
}

}  // namespace

Report::Report(cuda::Gpu& gpu) : gpu_(gpu), copy_bandwidth_(measured_copy_bandwidth(gpu)) {}

void Report::add(const std::string& name, const Fields& fields) {
  nlohmann::ordered_json line;
  line["name"] = name;
  for (const auto& [field, value] : fields) line[field] = value;
  std::puts(line.dump().c_str());
  std::fflush(stdout);
}

void Report::measure(const std::string& name, const Fields& parameters, unsigned repetitions,
                     const std::function<void()>& work) {
  work();
  gpu_.reset_profile();
  for (unsigned i = 0; i < repetitions; ++i) work();
  const cuda::DeviceRates rates{copy_bandwidth_, gpu_.rates().slots_per_second};
  for (const cuda::KernelProfile& kernel : gpu_.profile().kernels()) {
    Fields fields = parameters;
    const double n = repetitions;
    fields.emplace_back("launches", static_cast<double>(kernel.launches) / n);
    fields.emplace_back("seconds", kernel.seconds / n);
    fields.emplace_back("bytes", kernel.cost.bytes / n);
    fields.emplace_back("slots", kernel.cost.slots / n);
    fields.emplace_back("share_of_copy", kernel.cost.bytes / kernel.seconds / copy_bandwidth_);
    fields.emplace_back("share_of_floor", rates.floor_seconds(kernel.cost) / kernel.seconds);
    add(name + ": " + kernel.name, fields);
  }
}

double Report::seconds(unsigned repetitions, const std::function<void()>& work) {
  work();
  double least = 0;
  for (unsigned i = 0; i < repetitions; ++i) {
    gpu_.reset_profile();
    work();
    double now = 0;
    for (const cuda::KernelProfile& kernel : gpu_.profile().kernels()) now += kernel.seconds;
    least = i == 0 ? now : std::min(least, now);
  }
  return least;
}

}  // namespace squall::bench
